package render

import (
	"net/url"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

// withheld are the addresses that a customer's copy does not tell, in small
// letters, longest first.
type withheld struct {
	list  []string
	words string // in their place
}

const minWithheld = 5 // bytes; what is shorter would be found within other words

// newWithheld gathers the addresses of all who are not customers, and of
// those who got a blind copy.
func (b *builder) newWithheld() *withheld {
	t := b.rec.Ticket
	secret, public := make(map[string]bool), make(map[string]bool)
	add := func(to map[string]bool, texts ...ticket.Text) {
		for _, text := range texts {
			if s := strings.ToLower(strings.TrimSpace(string(text))); len(s) >= minWithheld {
				to[s] = true
			}
		}
	}
	person := func(p *ticket.Participant) {
		to := secret
		if p.Type == ticket.Client && p.SubProtocolType != mailBcc {
			to = public
		}
		add(to, p.UserName, p.Identifier)
		for _, name := range []ticket.Text{p.Name, p.DisplayName} {
			if strings.Contains(string(name), "@") {
				add(to, name)
			}
		}
	}
	add(secret, t.Owner.UserName, t.Owner.ID)
	for i := range t.Participants {
		person(&t.Participants[i])
	}
	for i := range t.Transactions {
		person(&t.Transactions[i].From)
	}
	w := &withheld{words: b.Say("body.withheld")}
	for s := range secret {
		if public[s] {
			continue
		}
		w.list = append(w.list, s)
		if escaped := strings.ToLower(url.QueryEscape(s)); escaped != s { // as it stands in a link
			w.list = append(w.list, escaped)
		}
	}
	slices.SortFunc(w.list, func(a, b string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(a, b)
	})
	return w
}

// next finds the first address of a text from a byte on.
func (w *withheld) next(lower string, from int) (start, end int) {
	start = -1
	for _, s := range w.list {
		for at := from; at <= len(lower); {
			i := strings.Index(lower[at:], s)
			if i < 0 {
				break
			}
			at += i
			if !partOfAddress(lower, at, at+len(s)) {
				if start < 0 || at < start {
					start, end = at, at+len(s)
				}
				break
			}
			at++
		}
	}
	return start, end
}

// partOfAddress reports whether a stretch is only a part of a longer word:
// dan@x.example of jordan@x.example.
func partOfAddress(s string, start, end int) bool {
	word := func(c byte) bool { return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' }
	return start > 0 && word(s[start-1]) && word(s[start]) || end < len(s) && word(s[end]) && word(s[end-1])
}

// text returns a text without the addresses.
func (w *withheld) text(s string) string {
	lower := lowerASCII(s)
	start, end := w.next(lower, 0)
	if start < 0 {
		return s
	}
	var out strings.Builder
	done := 0
	for ; start >= 0; start, end = w.next(lower, done) {
		out.WriteString(s[done:start])
		out.WriteString(w.words)
		done = end
	}
	out.WriteString(s[done:])
	return out.String()
}

// lowerASCII keeps every byte in its place.
func lowerASCII(s string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'A' && r <= 'Z' {
			return r + 'a' - 'A'
		}
		return r
	}, strings.ToValidUTF8(s, "?"))
}

// blocks takes the addresses out of a body, those too that a change of style
// parts.
func (w *withheld) blocks(blocks []body.Block) {
	for i := range blocks {
		b := &blocks[i]
		w.inlines(b.Inlines)
		w.blocks(b.Blocks)
		for _, item := range b.Items {
			w.blocks(item)
		}
		for _, row := range b.Rows {
			for _, cell := range row.Cells {
				w.blocks(cell.Blocks)
			}
		}
	}
}

func (w *withheld) inlines(list []body.Inline) {
	var all strings.Builder
	for i := range list {
		in := &list[i]
		all.WriteString(in.Text)
		if in.Break {
			all.WriteByte('\n')
		}
		if w.tells(in.Link) {
			in.Link = ""
		}
		if in.Image != nil {
			in.Image.Alt, in.Image.Ref = w.text(in.Image.Alt), w.text(in.Image.Ref)
		}
	}
	lower := lowerASCII(all.String())
	var cuts [][2]int
	for start, end := w.next(lower, 0); start >= 0; start, end = w.next(lower, end) {
		cuts = append(cuts, [2]int{start, end})
	}
	for at, i := 0, 0; i < len(list) && len(cuts) > 0; i++ {
		in := &list[i]
		next := at + len(in.Text)
		in.Text = w.cut(in.Text, at, cuts)
		if at = next; in.Break {
			at++
		}
	}
}

// cut takes stretches out of a text that begins at offset. The words stand
// where a stretch begins.
func (w *withheld) cut(text string, offset int, cuts [][2]int) string {
	var out strings.Builder
	done := 0
	for _, c := range cuts {
		start, end := c[0]-offset, c[1]-offset
		if end <= 0 || start >= len(text) {
			continue
		}
		if start >= 0 {
			out.WriteString(text[done:start])
			out.WriteString(w.words)
		}
		done = min(end, len(text))
	}
	out.WriteString(text[done:])
	return out.String()
}

// tells reports whether a link leads to or holds one of the addresses.
func (w *withheld) tells(link string) bool {
	if link == "" {
		return false
	}
	if plain, err := url.PathUnescape(link); err == nil {
		link = plain
	}
	start, _ := w.next(lowerASCII(link), 0)
	return start >= 0
}
