package body

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/yuin/goldmark/ast"
	extension "github.com/yuin/goldmark/extension/ast"
	"github.com/yuin/goldmark/parser"
	"github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

const (
	chatMarks = "*_~`"
	fence     = "```"

	// maxMarks bounds the marks of one line: pairing them takes time by the
	// square of their number. A line with more is shown as it stands.
	maxMarks = 256
)

// FromChat reads the dialect of WhatsApp and its like: *bold*, _italic_,
// ~strike~, `code`, ``` blocks of code ``` and "> " quotes. A mark counts only
// at the edge of a word and if its pair stands in the same line, so that
// 2*3*4, snake_case, lists and #5 come out as they were typed.
func FromChat(s string) []Block {
	s = clean(s)
	var blocks []Block
	for from := 0; ; {
		start, end, found := fenced(s, from)
		if !found {
			return finished(append(blocks, chatLines(s)...))
		}
		if !standsAlone(s, start, end) {
			from = end
			continue
		}
		code := strings.Trim(s[start+len(fence):end-len(fence)], "\n")
		blocks = append(blocks, chatLines(s[:start])...)
		blocks = append(blocks, Block{Kind: Code, Inlines: []Inline{{Text: code}}})
		s, from = s[end:], 0
	}
}

func chatLines(s string) []Block {
	return fromLines(strings.Split(s, "\n"), 0, chatQuote, chatInlines)
}

func chatQuote(line string) (string, bool) { return strings.CutPrefix(line, "> ") }

// fenced finds the next pair of fences that holds something.
func fenced(s string, from int) (start, end int, found bool) {
	i := strings.Index(s[from:], fence)
	if i < 0 {
		return 0, 0, false
	}
	start = from + i
	inner := s[start+len(fence):]
	j := strings.Index(inner, fence)
	if j < 0 {
		return 0, 0, false
	}
	return start, start + len(fence) + j + len(fence), true
}

// standsAlone reports whether a fenced stretch is a block: it has lines of
// its own, and something in them.
func standsAlone(s string, start, end int) bool {
	code := s[start+len(fence) : end-len(fence)]
	if strings.TrimSpace(code) == "" {
		return false
	}
	opens := start == 0 || s[start-1] == '\n'
	closes := end == len(s) || s[end] == '\n'
	return strings.Contains(code, "\n") || opens && closes
}

// chatInlines reads one line.
func chatInlines(line string) []Inline {
	if n := countMarks(line); n < 2 || n > maxMarks {
		return linked(line)
	}
	spans := findLinks(line)
	source := []byte(line)
	pc := parser.NewContext()
	pc.Set(linksKey, spans)
	root := chatParser.Parse(text.NewReader(source), parser.WithContext(pc))
	return inlinesOf(root, source, spans)
}

func countMarks(line string) int {
	n := 0
	for i := range len(line) {
		switch line[i] {
		case '*', '_', '~', '`':
			n++
		}
	}
	return n
}

var linksKey = parser.NewContextKey()

// chatParser is goldmark with nothing of Markdown left in it. A parser holds
// no state between texts.
var chatParser = parser.NewParser(
	parser.WithBlockParsers(util.Prioritized(wholeLine{}, 0)),
	parser.WithInlineParsers(util.Prioritized(monospace{}, 0), util.Prioritized(emphasis{}, 1)),
)

// wholeLine takes the line as it is, its leading spaces included.
type wholeLine struct{}

func (wholeLine) Trigger() []byte { return nil }

func (wholeLine) Open(_ ast.Node, reader text.Reader, _ parser.Context) (ast.Node, parser.State) {
	node := ast.NewParagraph()
	node.Lines().Append(text.NewSegment(0, len(reader.Source())))
	reader.AdvanceToEOL()
	return node, parser.NoChildren
}

func (wholeLine) Continue(ast.Node, text.Reader, parser.Context) parser.State { return parser.Close }
func (wholeLine) Close(ast.Node, text.Reader, parser.Context)                 {}
func (wholeLine) CanInterruptParagraph() bool                                 { return false }
func (wholeLine) CanAcceptIndentedLine() bool                                 { return true }

// emphasis reads *, _ and ~.
type emphasis struct{}

func (emphasis) Trigger() []byte { return []byte("*_~") }

func (emphasis) Parse(_ ast.Node, block text.Reader, pc parser.Context) ast.Node {
	line, segment := block.PeekLine()
	mark, before := line[0], block.PrecendingCharacter()
	after, _ := utf8.DecodeRune(line[1:])
	if before == rune(mark) || after == rune(mark) || withinLink(pc, segment.Start) {
		return nil
	}
	last := len(line) == 1
	opens := !last && !unicode.IsSpace(after) && !inWord(before)
	closes := !unicode.IsSpace(before) && (last || !inWord(after))
	if !opens && !closes {
		return nil
	}
	node := parser.NewDelimiter(opens, closes, 1, mark, pairing(mark))
	node.Segment = segment.WithStop(segment.Start + 1)
	block.Advance(1)
	pc.PushDelimiter(node)
	return node
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

func withinLink(pc parser.Context, at int) bool {
	spans, _ := pc.Get(linksKey).([]linkSpan)
	for _, s := range spans {
		if s.start <= at && at < s.end {
			return true
		}
	}
	return false
}

// pairing makes the node of two like marks.
type pairing byte

func (p pairing) IsDelimiter(c byte) bool { return c == byte(p) }
func (p pairing) CanOpenCloser(opener, closer *parser.Delimiter) bool {
	return opener.Char == closer.Char
}

func (p pairing) OnMatch(int) ast.Node {
	switch p {
	case '*':
		return ast.NewEmphasis(2)
	case '_':
		return ast.NewEmphasis(1)
	default:
		return extension.NewStrikethrough()
	}
}

// monospace reads `code` and ```code``` within a line.
type monospace struct{}

func (monospace) Trigger() []byte { return []byte("`") }

func (monospace) Parse(_ ast.Node, block text.Reader, _ parser.Context) ast.Node {
	line, segment := block.PeekLine()
	mark := "`"
	if strings.HasPrefix(string(line), fence) {
		mark = fence
	}
	inner := line[len(mark):]
	n := strings.Index(string(inner), mark)
	if n <= 0 || strings.TrimSpace(string(inner[:n])) == "" {
		return nil
	}
	node := ast.NewCodeSpan()
	start := segment.Start + len(mark)
	node.AppendChild(node, ast.NewRawTextSegment(text.NewSegment(start, start+n)))
	block.Advance(n + 2*len(mark))
	return node
}

// inlinesOf walks goldmark's nodes; the styles of those around a text are its
// styles.
func inlinesOf(node ast.Node, source []byte, spans []linkSpan) []Inline {
	var out []Inline
	var walk func(n ast.Node, in Inline)
	walk = func(n ast.Node, in Inline) {
		switch n := n.(type) {
		case *ast.Text:
			run := in
			run.Text = string(n.Segment.Value(source))
			out = splitLinks(out, run, n.Segment.Start, spans)
		case *ast.Emphasis:
			in.Bold = in.Bold || n.Level == 2
			in.Italic = in.Italic || n.Level == 1
		case *ast.CodeSpan:
			in.Code = true
		case *extension.Strikethrough:
			in.Strike = true
		}
		for c := n.FirstChild(); c != nil; c = c.NextSibling() {
			walk(c, in)
		}
	}
	walk(node, Inline{})
	return merged(out)
}

// merged joins neighbours of one style, which a mark that was none parted.
func merged(list []Inline) []Inline {
	var out []Inline
	for i := 0; i < len(list); {
		in := list[i]
		var text strings.Builder
		for ; i < len(list) && sameStyle(list[i], in); i++ {
			text.WriteString(list[i].Text)
		}
		in.Text = text.String()
		out = append(out, in)
		if in.Break || in.Image != nil {
			i++
		}
	}
	return out
}

// sameStyle is false for breaks and images, which do not join.
func sameStyle(a, b Inline) bool {
	a.Text, b.Text = "", ""
	return a == b && !a.Break && a.Image == nil
}
