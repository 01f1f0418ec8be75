package body

import (
	"bytes"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// wordsOf brings the text of a page and the text that a mail program made
// of it to one form, and returns for each line its words, in stretches where
// an address stood between them. The same in both are: white space and where
// lines break; the marks of quotes, of lists and of *stress*; rules of signs;
// quotation marks, hyphens and dashes of any shape; what cannot be seen; and
// the addresses and pictures that are known, with the brackets around them.
func wordsOf(s string, known map[string]bool) [][][]string {
	s = withoutStress(withoutAddresses(norm.NFC.String(s), known))
	lines := strings.Split(s, "\n")
	all := make([][][]string, len(lines))
	for i, line := range lines {
		all[i] = stretches(plainForms.Replace(withoutUnseen(line)))
	}
	return all
}

// address stands for one that was taken out.
const address = "\x00"

// stretches parts a line, of which the marks of quotes and lists are no words.
func stretches(line string) [][]string {
	fields := strings.Fields(strings.TrimLeft(line, "> \t"))
	if len(fields) > 0 && isBullet(fields[0]) {
		fields[0] = "-"
	}
	if len(fields) == 1 && isRule(fields[0]) {
		return nil
	}
	var all [][]string
	var open []string
	for _, field := range fields {
		word := strings.ReplaceAll(field, address, "")
		if word != field && !strings.ContainsFunc(word, wordRune) { // punctuation around it
			all, open = append(all, open), nil
			continue
		}
		open = append(open, word)
	}
	return append(all, open)
}

func isBullet(s string) bool {
	switch s {
	case "-", "*", "•", "·", "◦", "▪", "‣", "●", "○":
		return true
	}
	return false
}

// isRule reports whether a line of one word is but a line: "-----", "____".
func isRule(s string) bool {
	return s == "--" || len(s) > 2 && strings.IndexByte("-_=*", s[0]) >= 0 && strings.Trim(s, s[:1]) == ""
}

var plainForms = strings.NewReplacer(
	"“", `"`, "”", `"`, "„", `"`, "«", `"`, "»", `"`, "″", `"`, "״", `"`,
	"‘", "'", "’", "'", "‚", "'", "′", "'", "׳", "'", "´", "'", "`", "'",
	"‐", "-", "‑", "-", "‒", "-", "–", "-", "—", "-", "―", "-", "−", "-", "־", "-", "…", "...")

func withoutUnseen(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !visible(r) || r >= '\ufe00' && r <= '\ufe0f':
			return -1
		}
		return r
	}, s)
}

// withoutAddresses puts a mark in the place of each address and each picture
// that is known, and of the brackets that a mail program sets it in. Those
// stand behind the words of a link and its sentence's point behind them, so
// what follows is put to the words, and the line breaks behind it.
func withoutAddresses(s string, known map[string]bool) string {
	var out []byte
	breaks := 0 // that are held back
	spans := findLinks(s)
	for i := 0; i < len(s); i++ {
		for len(spans) > 0 && spans[0].start < i {
			spans = spans[1:]
		}
		if len(spans) > 0 && spans[0].start == i && known[spans[0].href] {
			out = append(out, address...)
			i = spans[0].end - 1
			continue
		}
		if n := knownBracket(s[i:min(len(s), i+maxLink)], known); n > 0 {
			words := bytes.TrimRight(out, " \t\n")
			breaks += bytes.Count(out[len(words):], []byte("\n"))
			out = append(words, address...)
			i += n - 1
			continue
		}
		if s[i] <= ' ' {
			out = append(out, strings.Repeat("\n", breaks)...)
			breaks = 0
		}
		out = append(out, s[i])
	}
	out = append(out, strings.Repeat("\n", breaks)...)
	return bracketed.Replace(string(out))
}

var bracketed = strings.NewReplacer(" ("+address+")", address, "("+address+")", address)

// knownBracket is the length of what is set in brackets, if it is known.
func knownBracket(s string, known map[string]bool) int {
	closing := strings.IndexByte("<[", s[0])
	if closing < 0 {
		return 0
	}
	end := 1 + strings.IndexAny(s[1:], []string{"<>", "[]"}[closing])
	if end > 0 && s[end] != s[0] && knownWords(s[1:end], known) {
		return end + 1
	}
	return 0
}

// knownWords reports whether words in brackets stand for an address or a
// picture: <https://…>, [mailto:a@b.example], [cid:…], [image: words].
func knownWords(s string, known map[string]bool) bool {
	s = strings.TrimSpace(strings.Join(strings.Fields(s), " "))
	words, image := strings.CutPrefix(s, "image:")
	words = strings.TrimSpace(words)
	if words == "" {
		return image
	}
	return known[words] || known[SafeLink(words)] && SafeLink(words) != "" || known["mailto:"+words]
}

// maxStress is how far apart, in bytes, a pair of marks may stand.
const maxStress = 1 << 10

// withoutStress takes the pairs of marks out that set words off, *bold* and
// _italic_. They stand at the edges of words.
func withoutStress(s string) string {
	if !strings.ContainsAny(s, "*_") {
		return s
	}
	const gone = 0x1a
	out := []byte(s)
	for i := range out {
		if out[i] == gone || !opensStress(s, i) {
			continue
		}
		rest := s[i+1 : min(len(s), i+maxStress)]
		if end := i + 1 + strings.IndexByte(rest, s[i]); end > i && closesStress(s, end) {
			out[i], out[end] = gone, gone
		}
	}
	return strings.ReplaceAll(string(out), string(rune(gone)), "")
}

func opensStress(s string, i int) bool {
	return (s[i] == '*' || s[i] == '_') && (i == 0 || edge(s[i-1])) && i+1 < len(s) && s[i+1] > ' ' && s[i+1] != s[i]
}

func closesStress(s string, i int) bool { return s[i-1] > ' ' && (i+1 == len(s) || edge(s[i+1])) }

// edge reports whether a byte is no part of a word.
func edge(c byte) bool { return c < utf8.RuneSelf && !isAlnum(c) }
