package body

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxDepth bounds how deep blocks nest: of what lies deeper only the text is
// kept. People reply less often than that, and a page has no room for more.
const maxDepth = 12

// FromText reads plain text: links are found, line breaks kept, blank lines
// part paragraphs, and lines that begin with ">" are a quote.
func FromText(text string) []Block {
	return finished(fromLines(strings.Split(clean(text), "\n"), 0, plainQuote, linked))
}

// fromLines groups lines to paragraphs and quotes. quoted answers what a line
// holds behind its quote mark, read turns a line to inlines.
func fromLines(lines []string, depth int, quoted func(string) (string, bool), read func(string) []Inline) []Block {
	var blocks []Block
	for i := 0; i < len(lines); {
		if strings.TrimSpace(lines[i]) == "" {
			i++
			continue
		}
		if inner, n := quoteRun(lines[i:], quoted); n > 0 && depth < maxDepth {
			blocks = append(blocks, Block{Kind: Quote, Reply: true, Blocks: fromLines(inner, depth+1, quoted, read)})
			i += n
			continue
		}
		p := Block{Kind: Paragraph}
		for first := true; i < len(lines) && strings.TrimSpace(lines[i]) != ""; i++ {
			if _, isQuote := quoted(lines[i]); isQuote && depth < maxDepth {
				break
			}
			if !first {
				p.Inlines = append(p.Inlines, Inline{Break: true})
			}
			p.Inlines = append(p.Inlines, read(lines[i])...)
			first = false
		}
		blocks = append(blocks, p)
	}
	return foldReplies(blocks)
}

func quoteRun(lines []string, quoted func(string) (string, bool)) (inner []string, n int) {
	for ; n < len(lines); n++ {
		line, ok := quoted(lines[n])
		if !ok {
			break
		}
		inner = append(inner, line)
	}
	return inner, n
}

// plainQuote takes "> text", ">text" and ">>" for quotes, but not ">:(".
func plainQuote(line string) (string, bool) {
	rest, ok := strings.CutPrefix(strings.TrimLeft(line, " "), ">")
	if !ok {
		return "", false
	}
	if r, _ := utf8.DecodeRuneInString(rest); rest == "" || r == ' ' || r == '>' || unicode.IsLetter(r) || unicode.IsDigit(r) {
		return strings.TrimPrefix(rest, " "), true
	}
	return "", false
}

// clean makes the text of a message harmless and its lines alike: controls
// become their visible pictures (U+2400 and on), what is no UTF-8 U+FFFD.
func clean(s string) string {
	if isClean(s) {
		return s
	}
	s = strings.ReplaceAll(s, "\r\n", "\n")
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\r' || r == '\v' || r == '\f' || r == '\u0085' || r == '\u2028' || r == '\u2029':
			return '\n'
		case !unclean(r):
			return r
		case r < 0x20:
			return 0x2400 + r
		case r == 0x7f:
			return '\u2421'
		default:
			return utf8.RuneError
		}
	}, s)
}

// isClean reports whether there is nothing to do.
func isClean(s string) bool {
	for i := range len(s) {
		switch c := s[i]; {
		case c >= 0x20 && c < 0x7f || c == '\n' || c == '\t':
		case c < 0x80:
			return false
		case c == 0xc2 && i+1 < len(s) && s[i+1] < 0xa0: // U+0080 to U+009F
			return false
		case c == 0xe2 && (strings.HasPrefix(s[i:], "\u2028") || strings.HasPrefix(s[i:], "\u2029")):
			return false
		}
	}
	return utf8.ValidString(s)
}

func unclean(r rune) bool {
	return r != '\n' && r != '\t' && unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
}
