package loadfile

import (
	"fmt"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Value is what a field says: one text, or several beside each other.
type Value []string

// Text is a value of one text.
func Text(s string) Value { return Value{s} }

// Delimiters are the characters that a DAT file is made of.
type Delimiters struct {
	Column  rune // between two fields
	Quote   rune // around a field
	Newline rune // for a line end within a value
	Several rune // between the texts of a value
}

// Concordance are the delimiters that importers expect.
var Concordance = Delimiters{Column: 0x14, Quote: 'þ', Newline: '®', Several: ';'}

// What was substituted.
const (
	CodeDelimiter = "delimiter" // a delimiter of the file in a text
	CodeControl   = "control"   // a control character, or one that turns the direction of what follows
	CodeDate      = "no_date"   // a date that the form can't say
	CodeFileName  = "file_name" // a file's ending that is none to be trusted
)

// A Substitution is a change that a value's form made necessary.
type Substitution struct {
	Field       string
	Code        string
	Original    string // the character, or the text
	Replacement string
	Count       int // in this value
}

// field is the value as the file has it, within its quotes.
func (d Delimiters) field(f Field, v Value, log func(Substitution)) string {
	var texts []string
	c := cleaner{delimiters: d, several: f.Several, counts: map[rune]int{}}
	for _, text := range v {
		texts = append(texts, c.clean(text))
	}
	for _, r := range c.order {
		log(Substitution{f.Name, d.code(r), string(r), c.replacement(r), c.counts[r]})
	}
	return strings.Join(texts, string(d.Several))
}

func (d Delimiters) code(r rune) string {
	switch r {
	case d.Column, d.Quote, d.Newline, d.Several:
		return CodeDelimiter
	}
	return CodeControl
}

// cleaner substitutes in the texts of one value.
type cleaner struct {
	delimiters Delimiters
	several    bool
	counts     map[rune]int
	order      []rune // as first met
}

func (c *cleaner) clean(text string) string {
	if !strings.ContainsFunc(text, c.special) && utf8.ValidString(text) {
		return text
	}
	var out strings.Builder
	for i, r := range text {
		switch {
		case r == '\n' && i > 0 && text[i-1] == '\r':
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			out.WriteRune(c.delimiters.Newline)
		case c.special(r):
			if c.counts[r]++; c.counts[r] == 1 {
				c.order = append(c.order, r)
			}
			out.WriteString(c.replacement(r))
		default:
			out.WriteRune(r) // of what is no UTF-8, U+FFFD
		}
	}
	return out.String()
}

// special tells what can't stand in a value as it is.
func (c *cleaner) special(r rune) bool {
	switch r {
	case c.delimiters.Column, c.delimiters.Quote, c.delimiters.Newline, '\u2028', '\u2029', '\ufeff':
		return true
	case c.delimiters.Several:
		return c.several
	}
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r)
}

func (c *cleaner) replacement(r rune) string {
	if r == '\t' {
		return " "
	}
	return fmt.Sprintf("[U+%04X]", r)
}

// dateForm is the one that importers read whole: with an offset from UTC they
// drop the time without a word.
const dateForm = "01/02/2006 15:04"

// Date says a time in a zone, or nothing for one that is zero. Nothing is also
// what it says of a year that the form has no room for: false tells.
func Date(t time.Time, zone *time.Location) (Value, bool) {
	if t.IsZero() {
		return nil, true
	}
	local := t.In(zone)
	if local.Year() < 1 || local.Year() > 9999 {
		return nil, false
	}
	return Text(local.Format(dateForm)), true
}
