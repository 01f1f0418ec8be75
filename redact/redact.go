// Package redact finds what to remove from a text: payment cards, IBANs, Israeli
// and US identity numbers, mail addresses, telephone numbers, and whatever the
// user's own patterns match. It reports the places in bytes of the text as
// given; the caller removes them.
//
// A text is read as a reader sees it: digits of any script are digits, wide
// letters are letters, invisible characters are ignored, escapes are decoded.
// The package does no I/O, keeps nothing of what it read, and takes time in
// proportion to the length of the text.
package redact

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
)

// The built-in detectors, each also the name of its rule.
const (
	Card  = "card"
	IBAN  = "iban"
	IsrID = "il_id"
	SSN   = "ssn"
	Email = "email"
	Phone = "phone"
)

// Detectors returns the names of the built-in detectors.
func Detectors() []string { return []string{Card, IBAN, IsrID, SSN, Email, Phone} }

// Options say what to look for.
type Options struct {
	Detectors []string  // of Detectors
	Patterns  []Pattern // the user's own
	Key       []byte    // of the hashes that Hash makes; none without it
}

// Redactor finds what is to be taken out. It is never changed, so it may be
// used by many goroutines at once. A nil one finds nothing.
type Redactor struct {
	detectors map[string]bool
	patterns  []compiled
	names     []string // of the rules, the built-in ones first
	key       []byte

	abroad country         // whose telephone numbers may lack the code, beside the home region's
	exempt map[string]bool // numbers that are known to be something else
}

// New makes a redactor. Its errors are an unknown detector, one that stands
// twice, and what Pattern.Check refuses.
func New(o Options) (*Redactor, error) {
	r := &Redactor{detectors: make(map[string]bool), key: slices.Clone(o.Key)}
	for _, name := range o.Detectors {
		if !slices.Contains(Detectors(), name) {
			return nil, fmt.Errorf("unknown detector %q: there are %s", name, strings.Join(Detectors(), ", "))
		}
		if r.detectors[name] {
			return nil, fmt.Errorf("detector %s is listed twice", name)
		}
		r.detectors[name] = true
	}
	for _, name := range Detectors() {
		if r.detectors[name] {
			r.names = append(r.names, name)
		}
	}
	for _, p := range o.Patterns {
		c, err := p.compile()
		if err != nil {
			return nil, fmt.Errorf("pattern %s: %w", p.Name, err)
		}
		if slices.Contains(r.names, p.Name) {
			return nil, fmt.Errorf("two patterns are called %s", p.Name)
		}
		r.patterns, r.names = append(r.patterns, c), append(r.names, p.Name)
	}
	return r, nil
}

// Rules returns the names of what is looked for: detectors, then patterns.
func (r *Redactor) Rules() []string {
	if r == nil {
		return nil
	}
	return slices.Clone(r.names)
}

// For returns a redactor for a record: region is the country (ISO 3166) whose
// telephone numbers may stand without their country's code, beside those of
// Israel; numbers are known to be nothing secret, such as the record's own
// number, and are not taken for an identity number.
func (r *Redactor) For(region string, numbers ...string) *Redactor {
	if r == nil {
		return nil
	}
	own := *r
	own.abroad = country{}
	if is, known := countryOf(region); known && region != homeRegion {
		own.abroad = is
	}
	own.exempt = make(map[string]bool, len(numbers))
	for _, n := range numbers {
		own.exempt[n] = true
	}
	return &own
}

// Hash returns the HMAC-SHA-256 of a found content in hex, so that equal ones
// are known as equal without being known; "" without a key. How a content is
// written does not count: its letters and digits in their plain form do.
func (r *Redactor) Hash(content string) string {
	if r == nil || len(r.key) == 0 {
		return ""
	}
	mac := hmac.New(sha256.New, r.key)
	mac.Write(read(content).canonical())
	return hex.EncodeToString(mac.Sum(nil))
}

// Text returns a text with what is found replaced by the rule's name in
// brackets: "[redacted: card]".
func (r *Redactor) Text(text string) string {
	return Replace(text, r.Find(text), func(s Span) string { return "[redacted: " + s.Label() + "]" })
}

// Replace puts words in the place of spans, which are in order and apart from
// one another.
func Replace(text string, spans []Span, words func(Span) string) string {
	if len(spans) == 0 {
		return text
	}
	var out strings.Builder
	done := 0
	for _, s := range spans {
		out.WriteString(text[done:s.Start])
		out.WriteString(words(s))
		done = s.End
	}
	out.WriteString(text[done:])
	return out.String()
}
