package send

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// An Address is a mailbox, with the name of whose it is, which may be "".
// The zero value is none.
type Address struct {
	Name string // fit for a header: one line, without controls of direction
	Mail string // local part as it was written, @, and the domain in lower-case ASCII
}

// ErrAddress: a text is no address that mail can be sent to.
var ErrAddress = errors.New("not an e-mail address")

// Limits of RFC 5321, in bytes.
const (
	maxLocal   = 64
	maxMail    = 254
	maxDisplay = 120
)

// ParseAddress reads one address, with a name or without. It takes what goes
// through every mail server: quoted local parts, addresses of hosts in brackets
// and local parts beyond ASCII are ErrAddress. A domain may be in any script.
func ParseAddress(text string) (Address, error) {
	if hasControls(text) {
		return Address{}, fmt.Errorf("%w: %.80q has control characters", ErrAddress, text)
	}
	text = strings.TrimSpace(text)
	parsed, err := mail.ParseAddress(text)
	if err != nil || strings.HasSuffix(text, ";") { // a group, of whomever
		return Address{}, fmt.Errorf("%w: %.80q", ErrAddress, text)
	}
	at := strings.LastIndexByte(parsed.Address, '@')
	local, domain := parsed.Address[:at], parsed.Address[at+1:]
	if !isDotAtom(local) || len(local) > maxLocal {
		return Address{}, fmt.Errorf("%w: %.80q has a local part that many servers refuse", ErrAddress, text)
	}
	ascii, err := idna.Lookup.ToASCII(domain)
	if err != nil || !isDotAtom(ascii) || len(local)+1+len(ascii) > maxMail {
		return Address{}, fmt.Errorf("%w: %.80q has no valid domain", ErrAddress, text)
	}
	return Address{Name: oneLine(parsed.Name, maxDisplay), Mail: local + "@" + strings.ToLower(ascii)}, nil
}

// Same tells that two addresses are one mailbox. The domain's case never
// matters. That of the local part may by the standard, but does at no server
// that people use: it is passed over here, and mail goes to the ticket's own
// spelling.
func (a Address) Same(b Address) bool { return a.Mail != "" && strings.EqualFold(a.Mail, b.Mail) }

// Domain is what stands behind the @.
func (a Address) Domain() string { return a.Mail[strings.LastIndexByte(a.Mail, '@')+1:] }

// String is the address as it stands in a header: a name beyond ASCII as
// encoded words (RFC 2047).
func (a Address) String() string {
	switch {
	case a.Name == "":
		return a.Mail
	case isPlain(a.Name):
		return (&mail.Address{Name: a.Name, Address: a.Mail}).String()
	}
	return words(a.Name) + " <" + a.Mail + ">"
}

// words writes a text of one line as encoded words that are short enough for a
// line of 76 characters, the first one behind the field's name (RFC 2047, 2).
func words(s string) string {
	if isPlain(s) {
		return s
	}
	const most = 36 // bytes, which make 48 of base64
	var list []string
	for len(s) > 0 {
		n := min(most, len(s))
		for n < len(s) && !utf8.RuneStart(s[n]) {
			n--
		}
		if space := strings.LastIndexByte(s[:n], ' '); space > 0 && n < len(s) {
			n = space + 1 // some programs show a space between two
		}
		list = append(list, "=?utf-8?b?"+base64.StdEncoding.EncodeToString([]byte(s[:n]))+"?=")
		s = s[n:]
	}
	return strings.Join(list, " ")
}

// isPlain tells a text that needs no encoding, and would not be taken for one.
func isPlain(s string) bool {
	return !strings.ContainsFunc(s, func(r rune) bool { return r < ' ' || r > '~' }) && !strings.Contains(s, "=?")
}

// isDotAtom tells that s is atoms with dots between them (RFC 5322, 3.2.3).
func isDotAtom(s string) bool {
	for atom := range strings.SplitSeq(s, ".") {
		if atom == "" {
			return false
		}
		for _, c := range []byte(atom) {
			letter := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= '0' && c <= '9'
			if !letter && !strings.ContainsRune("!#$%&'*+-/=?^_`{|}~", rune(c)) {
				return false
			}
		}
	}
	return true
}

func hasControls(s string) bool { return strings.ContainsFunc(s, isControl) }

// isControl tells a character that shows nothing and does something: controls,
// those of direction, marks that stand for no character.
func isControl(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || r == '\u2028' || r == '\u2029' || r == unicode.ReplacementChar
}

// oneLine makes a text fit for a header: breaks become spaces, other controls
// go, and it is cut to a number of bytes at a character's end.
func oneLine(s string, most int) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case isControl(r):
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= most {
		return s
	}
	s = strings.ToValidUTF8(s[:most-len("…")], "")
	return strings.TrimSpace(s) + "…"
}
