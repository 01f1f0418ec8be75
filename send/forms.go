package send

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// styles are written onto each element, since many mail programs read no style
// sheet.
var styles = map[ast.NodeKind]string{
	ast.KindParagraph:     "margin:0 0 1em",
	ast.KindHeading:       "margin:1.2em 0 .5em;font-size:1.2em;line-height:1.3",
	ast.KindList:          "margin:0 0 1em;padding:0 1.4em",
	ast.KindListItem:      "margin:0 0 .25em",
	ast.KindBlockquote:    "margin:0 0 1em;padding:0 1em;opacity:.85",
	ast.KindThematicBreak: "margin:1.5em 0;border:0;border-top:1px solid #8886",
	ast.KindLink:          "color:#0b57d0;font-weight:600",
	ast.KindAutoLink:      "color:#0b57d0",
}

// letterForms renders Markdown as HTML and as plain text. HTML in it is left out
// of both.
func letterForms(source []byte) (html, plain string) {
	markdown := goldmark.New()
	tree := markdown.Parser().Parse(text.NewReader(source))
	_ = ast.Walk(tree, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if style, ok := styles[n.Kind()]; ok && entering {
			n.SetAttributeString("style", []byte(style))
		}
		return ast.WalkContinue, nil
	})
	var out bytes.Buffer
	_ = markdown.Renderer().Render(&out, source, tree) // a buffer takes all
	p := plainText{source: source}
	p.blocks(tree)
	return out.String(), p.String()
}

// plainText writes a tree as people write mails.
type plainText struct {
	strings.Builder
	source []byte
}

// blocks writes the blocks below n, with an empty line between two.
func (p *plainText) blocks(n ast.Node) {
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.List:
			p.list(c)
		case *ast.Blockquote:
			p.below(c, "> ", "> ")
		case *ast.ThematicBreak:
			p.WriteString("--\n")
		case *ast.HTMLBlock:
			continue
		case *ast.CodeBlock, *ast.FencedCodeBlock:
			p.Write(c.Lines().Value(p.source))
		default:
			p.WriteString(p.inline(c) + "\n")
		}
		if c.Kind() != ast.KindTextBlock {
			p.WriteByte('\n')
		}
	}
}

func (p *plainText) list(list *ast.List) {
	number := list.Start
	for item := list.FirstChild(); item != nil; item = item.NextSibling() {
		mark := "- "
		if list.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		p.below(item, mark, strings.Repeat(" ", len(mark)))
	}
}

// below writes the blocks below n, with marks before the first line and the
// others.
func (p *plainText) below(n ast.Node, first, others string) {
	inner := plainText{source: p.source}
	inner.blocks(n)
	for line := range strings.SplitSeq(strings.TrimRight(inner.String(), "\n"), "\n") {
		p.WriteString(first + line + "\n")
		first = others
	}
}

// inline is the text of a block; a link's address stands behind it.
func (p *plainText) inline(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.Write(unescaped(c.Segment.Value(p.source)))
			if c.HardLineBreak() {
				b.WriteByte('\n')
			} else if c.SoftLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		case *ast.Link:
			fmt.Fprintf(&b, "%s <%s>", p.inline(c), util.URLEscape(unescaped(c.Destination), false))
		case *ast.AutoLink:
			b.Write(c.URL(p.source))
		case *ast.RawHTML:
		case *ast.CodeSpan:
			for t := c.FirstChild(); t != nil; t = t.NextSibling() {
				if t, ok := t.(*ast.Text); ok {
					b.Write(t.Segment.Value(p.source))
				}
			}
		default:
			b.WriteString(p.inline(c))
		}
	}
	return b.String()
}

// unescaped resolves entities, and backslashes before punctuation.
func unescaped(s []byte) []byte {
	var out []byte
	for {
		plain, rest, found := bytes.Cut(s, []byte{'\\'})
		out = append(out, util.ResolveEntityNames(util.ResolveNumericReferences(plain))...)
		switch {
		case !found:
			return out
		case len(rest) > 0 && util.IsPunct(rest[0]):
			out, s = append(out, rest[0]), rest[1:]
		default:
			out, s = append(out, '\\'), rest
		}
	}
}
