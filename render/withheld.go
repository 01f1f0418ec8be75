package render

import (
	"bytes"
	"cmp"
	"regexp"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/ticket"
)

// withheld are the addresses that a customer's copy does not tell, as folded
// text.
type withheld struct {
	mails []mailAddress
	ids   [][]byte // GUIDs and telephone numbers, their letters and digits alone
	words string   // in their place

	digits int // that each of the ids has at least
}

type mailAddress struct{ local, domain []byte }

const minNumber = 9 // digits of a telephone number; shorter ones are found as orders and prices

var (
	guidForm   = regexp.MustCompile(`(?i)^[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}$`)
	numberForm = regexp.MustCompile(`^\+?[0-9][0-9 ().-]*$`)
)

// lines are the channels where a user's number is the business's own, which
// its customers write to or call.
var lines = map[ticket.Protocol]bool{"WhatsApp": true, "SMS": true, "WebViaSMS": true, "Viber": true, "PhoneCall": true}

// newWithheld gathers the addresses of all who are not customers, and of
// those who got a blind copy.
func (b *builder) newWithheld() *withheld {
	t := b.rec.Ticket
	secret, public := make(map[string]bool), make(map[string]bool)
	type names struct{ kind, channel, sub, user, id, name, display ticket.Text }
	known := make(map[names]bool) // most transactions are from the same few
	person := func(p *ticket.Participant) {
		n := names{p.Type, p.ProtocolType, p.SubProtocolType, p.UserName, p.Identifier, p.Name, p.DisplayName}
		if known[n] {
			return
		}
		known[n] = true
		to, open := secret, p.Type == ticket.Client && p.SubProtocolType != mailBcc
		if open {
			to = public
		}
		for _, text := range []ticket.Text{p.UserName, p.Identifier, p.Name, p.DisplayName} {
			for _, address := range mailsIn(string(text)) {
				to[address] = true
			}
		}
		for _, text := range []ticket.Text{p.UserName, p.Identifier} {
			if id := identifying(string(text)); id != "" && (open || !numberForm.MatchString(string(text)) || p.Type == ticket.User && !lines[p.ProtocolType]) {
				to[id] = true
			}
		}
		if p.Type == ticket.User && lines[p.ProtocolType] {
			public[identifying(string(p.Identifier))] = true
		}
	}
	person(&ticket.Participant{Type: ticket.User, UserName: t.Owner.UserName, Identifier: t.Owner.ID})
	for i := range t.Participants {
		person(&t.Participants[i])
	}
	for i := range t.Transactions {
		person(&t.Transactions[i].From)
	}
	w := &withheld{words: b.Say("body.withheld")}
	for s := range secret {
		if !public[s] {
			w.add(s)
		}
	}
	slices.SortFunc(w.mails, func(a, b mailAddress) int { // dan@x.example.com before dan@x.example
		return cmp.Or(len(b.domain)-len(a.domain), bytes.Compare(a.domain, b.domain), bytes.Compare(a.local, b.local))
	})
	slices.SortFunc(w.ids, bytes.Compare)
	return w
}

func (w *withheld) add(address string) {
	if local, domain, mail := strings.Cut(address, "@"); mail {
		w.mails = append(w.mails, mailAddress{[]byte(local), []byte(domain)})
		return
	}
	digits := 0
	for _, c := range []byte(address) {
		if c >= '0' && c <= '9' {
			digits++
		}
	}
	if len(w.ids) == 0 || digits < w.digits {
		w.digits = digits
	}
	w.ids = append(w.ids, []byte(address))
}

// mailsIn returns the mail addresses of a name, folded: "Amy <amy@x.example>".
func mailsIn(name string) []string {
	var list []string
	for _, word := range strings.FieldsFunc(name, func(r rune) bool { return r <= ' ' || strings.ContainsRune(`<>()[]",;:`, r) }) {
		address := string(fold(word).text)
		local, domain, found := strings.Cut(address, "@")
		if found && local != "" && len(domain) >= 3 && !strings.Contains(domain, "@") {
			list = append(list, address)
		}
	}
	return list
}

// identifying returns the letters and digits of a GUID or a telephone number,
// and nothing of what people might write by chance.
func identifying(text string) string {
	text = strings.TrimSpace(text)
	id := string(fold(text).alphanumeric().text)
	if guidForm.MatchString(text) || numberForm.MatchString(text) && len(id) >= minNumber {
		return id
	}
	return ""
}

// textSpan is a stretch of a text, in bytes.
type textSpan struct{ start, end int }

// find returns where the addresses stand in pieces of text, read as one, in
// order and apart from one another.
func (w *withheld) find(pieces ...string) []textSpan {
	mail, id := w.mayTell(pieces)
	if !mail && !id {
		return nil
	}
	f := fold(pieces...)
	var found []textSpan
	if mail {
		found = w.findMails(f)
	}
	if id {
		found = append(found, w.findIDs(f.alphanumeric())...)
	}
	slices.SortFunc(found, func(a, b textSpan) int { return cmp.Or(a.start-b.start, a.end-b.end) })
	apart := found[:0]
	for _, s := range found {
		if last := len(apart) - 1; last >= 0 && s.start < apart[last].end {
			apart[last].end = max(apart[last].end, s.end)
			continue
		}
		apart = append(apart, s)
	}
	return apart
}

// mayTell reports at a glance whether pieces of text can hold a mail address
// or an identifier: most can't, and need not be folded.
func (w *withheld) mayTell(pieces []string) (mail, id bool) {
	digits := 0
	for _, piece := range pieces {
		for _, r := range piece {
			switch {
			case r >= '0' && r <= '9', r >= 0x80 && r < 0xc0, r >= 0x2070: // digits, and whatever may be one in plain form
				digits++
				mail = mail || r == '＠' || r == '﹫' || r == '％' || r == '﹪'
			case r == '@' || r == '%':
				mail = true
			}
		}
	}
	return mail && len(w.mails) > 0, len(w.ids) > 0 && digits >= w.digits
}

func (w *withheld) findMails(f *folded) (found []textSpan) {
	for at, c := range f.text {
		if c != '@' {
			continue
		}
		for _, m := range w.mails {
			if !bytes.HasPrefix(f.text[at+1:], m.domain) {
				continue
			}
			end := at + 1 + len(m.domain)
			if start := m.startBefore(f.text[:at]); start >= 0 && !f.partOfWord(start, end) {
				found = append(found, textSpan{f.from[start], f.to[end-1]})
				break
			}
		}
	}
	return found
}

const maxTag = 64 // bytes of amy+tag@x.example's tag

// startBefore returns where the local part begins that ends a text, a tag
// behind it included, or -1.
func (m mailAddress) startBefore(text []byte) int {
	if bytes.HasSuffix(text, m.local) {
		return len(text) - len(m.local)
	}
	for at := len(text) - 1; at >= max(0, len(text)-1-maxTag); at-- {
		switch c := text[at]; {
		case c == '+' && bytes.HasSuffix(text[:at], m.local):
			return at - len(m.local)
		case !wordByte(c) && c < 0x80 && !strings.ContainsRune("+-.=", rune(c)):
			return -1
		}
	}
	return -1
}

func (w *withheld) findIDs(f *folded) (found []textSpan) {
	for _, id := range w.ids {
		for from := 0; ; {
			i := bytes.Index(f.text[from:], id)
			if i < 0 {
				break
			}
			start := from + i
			if from = start + 1; !f.partOfWord(start, start+len(id)) {
				found = append(found, textSpan{f.from[start], f.to[start+len(id)-1]})
				from = start + len(id)
			}
		}
	}
	return found
}
