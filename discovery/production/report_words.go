package production

import (
	"fmt"
	"strconv"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/render"
)

// reportWords are those of the report and of sheets: they go to another party, in
// English whatever the transcripts are in.
func reportWords() (*render.Words, error) { return render.PaperWords("production", "en") }

// wording says a report in words, for people.
type wording struct {
	*render.Words
	*Report
}

func (r wording) span(first, last string) string {
	if first == "" {
		return r.Say("none")
	}
	return r.Say("span", first, last)
}

// fact is one, or none if there is nothing to say.
func (r wording) fact(key string, values ...string) []render.Fact {
	return labelled(r.Say(key), values...)
}

func labelled(label string, values ...string) []render.Fact {
	var said []string
	for _, v := range values {
		if v != "" {
			said = append(said, short(render.Visible(v)))
		}
	}
	if len(said) == 0 {
		return nil
	}
	return []render.Fact{{Label: label, Values: said, Alike: len(said) > 1}}
}

// code is a fact that is compared letter by letter.
func (r wording) code(key, value string) []render.Fact {
	list := r.fact(key, value)
	for i := range list {
		list[i].Code, list[i].Alike = true, true
	}
	return list
}

func moment(at time.Time) string { return at.UTC().Format("2006-01-02 15:04:05 UTC") }

// grouped is a number as people read it: 1,234,567.
func grouped[N int | int64](n N) string {
	digits := strconv.FormatInt(int64(n), 10)
	for at := len(digits) - 3; at > 0; at -= 3 {
		digits = digits[:at] + "," + digits[at:]
	}
	return digits
}

func (r wording) row(n int, text string) render.PaperRow {
	return render.PaperRow{Number: grouped(n), Text: text}
}

// lack says a reason in words, with its code.
func (r wording) lack(code string) string {
	words := r.Say("code." + code)
	if words == code {
		words = r.Say("code.other")
	}
	return fmt.Sprintf("%s (%s)", words, short(render.Visible(code)))
}

// counted is the text of a key for n things, with args filled in.
func (r wording) counted(key string, n int, args ...string) string {
	form := ".other"
	if n == 1 {
		form = ".one"
	}
	return r.Say(key+form, args...)
}

// sentence begins with a capital, if it begins with a letter that has one.
func sentence(s string) string {
	if s == "" {
		return s
	}
	first, rest := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(first)) + s[rest:]
}
