package body

import (
	"regexp"
	"strings"

	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	extensionast "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

const (
	maxMarkdown      = 256 << 10
	maxMarkdownMarks = 1 << 13 // see maxMarks
	maxNesting       = 100     // marks of quotes and lists before a line
)

// markdownParser has no definitions of link references, since these take
// their text from sight. A parser holds no state between texts.
var markdownParser = parser.NewParser(
	parser.WithBlockParsers(parser.DefaultBlockParsers()...),
	parser.WithInlineParsers(append(parser.DefaultInlineParsers(),
		util.Prioritized(extension.NewStrikethroughParser(), 500))...),
	parser.WithParagraphTransformers(util.Prioritized(extension.NewTableParagraphTransformer(), 200)),
	parser.WithASTTransformers(util.Prioritized(extension.NewTableASTTransformer(), 0)),
)

// FromMarkdown reads CommonMark with tables and ~~strike~~. HTML in it is
// text like any other. What Markdown would take from sight or change — a
// link's title, a cell too many, the numbers of a list — makes the whole plain
// text again.
func FromMarkdown(s string) []Block {
	s = clean(s)
	if len(s) > maxMarkdown || nesting(s) > maxNesting || countMarks(s)+strings.Count(s, "[") > maxMarkdownMarks {
		return FromText(s)
	}
	m := markdown{source: []byte(s)}
	blocks := m.blocks(markdownParser.Parse(text.NewReader(m.source)), 0)
	if !holds(blocks, s) {
		return FromText(s)
	}
	return finished(blocks)
}

// LooksLikeMarkdown reports whether a text has marks that hardly anything but
// Markdown has: **bold**, [words](https://…), a fence or a heading.
func LooksLikeMarkdown(s string) bool {
	return strings.ContainsAny(s, "*[`#") && markdownMarks.MatchString(s)
}

var markdownMarks = regexp.MustCompile("\\*\\*[^\\s*][^*\\n]*\\*\\*|\\[[^\\]\\n]+\\]\\(https?://|(?m:^```)|(?m:^#{1,6} \\S)")

// holds reports whether every word of a Markdown text stands in the blocks, in
// order. The data of pictures are no words.
func holds(blocks []Block, s string) bool {
	plain := letters(Plain(blocks))
	for image := range Images(blocks) {
		if image.Data != nil {
			return true
		}
	}
	for word := range words(unescape(s)) {
		at := strings.Index(plain, word)
		if at < 0 {
			return false
		}
		plain = plain[at+len(word):]
	}
	return true
}

// nesting is the most marks of quotes and lists that a line begins with.
func nesting(s string) int {
	most := 0
	for line := range strings.Lines(s) {
		rest := strings.TrimLeft(line, "> \t-*+0123456789.)")
		most = max(most, len(line)-len(rest)-strings.Count(line[:len(line)-len(rest)], " "))
	}
	return most
}

// markdown turns goldmark's nodes to blocks.
type markdown struct{ source []byte }

func (m markdown) blocks(parent ast.Node, depth int) []Block {
	var out []Block
	for n := parent.FirstChild(); n != nil; n = n.NextSibling() {
		out = append(out, m.block(n, depth)...)
	}
	return out
}

func (m markdown) block(n ast.Node, depth int) []Block {
	if depth >= maxDepth {
		return FromText(m.plain(n))
	}
	switch n := n.(type) {
	case *ast.Heading:
		return []Block{{Kind: Heading, Level: n.Level, Inlines: m.inlines(n)}}
	case *ast.ThematicBreak:
		return []Block{{Kind: Rule}}
	case *ast.Blockquote:
		return []Block{{Kind: Quote, Blocks: m.blocks(n, depth+1)}}
	case *ast.List:
		list := Block{Kind: List, Ordered: n.IsOrdered(), Start: n.Start}
		for item := n.FirstChild(); item != nil; item = item.NextSibling() {
			list.Items = append(list.Items, append([]Block{}, m.blocks(item, depth+1)...))
		}
		return []Block{list}
	case *ast.CodeBlock:
		return []Block{m.code(n)}
	case *ast.FencedCodeBlock:
		if n.Info == nil {
			return []Block{m.code(n)}
		}
		return append(FromText(string(n.Info.Segment.Value(m.source))), m.code(n))
	case *ast.HTMLBlock:
		raw := m.lines(n)
		if n.HasClosure() {
			raw += string(n.ClosureLine.Value(m.source))
		}
		return FromText(raw)
	case *extensionast.Table:
		return []Block{m.table(n)}
	default:
		if inlines := m.inlines(n); len(inlines) > 0 {
			return []Block{{Kind: Paragraph, Inlines: inlines}}
		}
		return nil
	}
}

func (m markdown) table(t *extensionast.Table) Block {
	out := Block{Kind: Table}
	for r := t.FirstChild(); r != nil; r = r.NextSibling() {
		var line Row
		_, header := r.(*extensionast.TableHeader)
		for c := r.FirstChild(); c != nil; c = c.NextSibling() {
			cell := Cell{Header: header, ColSpan: 1}
			if inlines := m.inlines(c); len(inlines) > 0 {
				cell.Blocks = []Block{{Kind: Paragraph, Inlines: inlines}}
			}
			line.Cells = append(line.Cells, cell)
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}

func (m markdown) code(n ast.Node) Block {
	return Block{Kind: Code, Inlines: []Inline{{Text: strings.TrimRight(m.lines(n), "\n")}}}
}

func (m markdown) lines(n ast.Node) string { return string(n.Lines().Value(m.source)) }

// plain is the text of a node and all within it.
func (m markdown) plain(n ast.Node) string {
	var out strings.Builder
	_ = ast.Walk(n, func(n ast.Node, entering bool) (ast.WalkStatus, error) {
		if !entering {
			return ast.WalkContinue, nil
		}
		if n.Type() == ast.TypeBlock {
			out.WriteByte('\n')
			if !n.HasChildren() && n.Lines() != nil {
				out.WriteString(m.lines(n))
			}
		} else if t, ok := n.(*ast.Text); ok {
			out.Write(t.Segment.Value(m.source))
			out.WriteByte(' ')
		}
		return ast.WalkContinue, nil
	})
	return out.String()
}

func (m markdown) inlines(n ast.Node) []Inline {
	var out []Inline
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		out = m.inline(out, c, Inline{})
	}
	return merged(out)
}

func (m markdown) inline(out []Inline, n ast.Node, in Inline) []Inline {
	switch n := n.(type) {
	case *ast.Text:
		return m.textRun(out, n, in)
	case *ast.String:
		return m.add(out, in, string(n.Value))
	case *ast.AutoLink:
		in.Link = SafeLink(string(n.URL(m.source)))
		return m.add(out, in, string(n.Label(m.source)))
	case *ast.RawHTML:
		return m.add(out, in, string(n.Segments.Value(m.source)))
	case *ast.Image:
		return append(out, Inline{Image: m.image(n), Link: in.Link})
	case *ast.Link:
		in.Link = SafeLink(string(n.Destination))
	case *ast.Emphasis:
		in.Bold = in.Bold || n.Level == 2
		in.Italic = in.Italic || n.Level == 1
	case *ast.CodeSpan:
		in.Code = true
	case *extensionast.Strikethrough:
		in.Strike = true
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		out = m.inline(out, c, in)
	}
	return out
}

func (m markdown) image(n *ast.Image) *Image {
	address := string(n.Destination)
	image := &Image{}
	if scheme, _, _ := strings.Cut(address, ":"); strings.EqualFold(scheme, "data") {
		image = dataImage(address)
	} else {
		image.Ref, _, _ = strings.Cut(address, "?")
	}
	image.Alt = strings.TrimSpace(m.plain(n))
	return image
}

func (m markdown) textRun(out []Inline, n *ast.Text, in Inline) []Inline {
	s := string(n.Segment.Value(m.source))
	if !n.IsRaw() && !in.Code {
		s = unescape(s)
	}
	out = m.add(out, in, s)
	if n.HardLineBreak() || n.SoftLineBreak() {
		out = append(out, Inline{Break: true})
	}
	return out
}

// unescape resolves entities, and backslashes before punctuation.
func unescape(s string) string {
	var out strings.Builder
	for {
		plain, rest, found := strings.Cut(s, "\\")
		out.Write(util.ResolveEntityNames(util.ResolveNumericReferences([]byte(plain))))
		if !found {
			return out.String()
		}
		if rest == "" || !util.IsPunct(rest[0]) {
			out.WriteByte('\\')
			s = rest
			continue
		}
		out.WriteByte(rest[0])
		s = rest[1:]
	}
}

func (m markdown) add(out []Inline, in Inline, s string) []Inline {
	if s == "" {
		return out
	}
	in.Text = strings.ReplaceAll(clean(s), "\n", " ")
	if in.Link != "" || in.Code {
		return append(out, in)
	}
	return splitLinks(out, in, 0, findLinks(in.Text))
}
