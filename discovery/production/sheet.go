package production

import (
	"cmp"
	"fmt"
	"io"
	"strconv"

	"github.com/glassix-archiver/archiver/render"
)

// sheet is a page that stands for what has none of its own: a file that is
// produced as it is, or is missing, or a document that could not be rendered.
type sheet struct {
	kicker string // of which ticket
	title  string // "Produced in native format"
	facts  []render.Fact
	note   string
}

// write makes as many pages as the document was given numbers for.
func (s sheet) write(w io.Writer, p *producer, pages int, stamp func(page int) render.Stamp) error {
	paper := &render.Paper{Words: p.words, Kicker: s.kicker, Title: s.title, Facts: s.facts, Generator: p.Generator, Made: p.made}
	if s.note != "" {
		paper.Sections = []render.PaperSection{{Texts: []string{s.note}}}
	}
	for range pages - 1 {
		paper.Sections = append(paper.Sections, render.PaperSection{NewPage: true, Texts: []string{p.words.Say("sheet.blank")}})
	}
	return render.PaperPDF(w, paper, render.PDFOptions{Letter: p.Letter, Stamp: func(made int) (func(int) render.Stamp, error) {
		if made != pages {
			return nil, fmt.Errorf("a sheet has %d pages, and numbers for %d", made, pages)
		}
		return stamp, nil
	}})
}

// maxSheetText keeps a sheet to its one page, whatever a name or a message from
// outside is like, in runes.
const maxSheetText = 300

func short(s string) string {
	if r := []rune(s); len(r) > maxSheetText {
		return string(r[:maxSheetText]) + "…"
	}
	return s
}

// sheet is that of an attachment. Why it is not there is also said in the words
// of the transcript that it belongs to.
func (d *child) sheet(words *render.Words, t *render.Transcript) sheet {
	a := d.attachment
	s := sheet{kicker: words.Say("sheet.kicker", strconv.FormatInt(t.Header.Number, 10)), title: words.Say("sheet.native")}
	add := func(key, value string) { s.facts = append(s.facts, labelled(words.Say("sheet."+key), value)...) }
	s.facts = []render.Fact{{Label: words.Say("sheet.file"), Values: []string{render.IsolateName(short(render.Visible(a.Name)))}}}
	switch {
	case d.withheld != "":
		s.title = words.Say("sheet.withheld")
		add("reason", d.withheld)
	case d.missing != nil:
		s.title = words.Say("sheet.missing")
		add("reason", d.missing.Message)
		add("code", d.missing.Code)
		if !d.missing.Tried.IsZero() {
			add("tried", moment(d.missing.Tried))
		}
	case !d.native:
		s.title, s.note = words.Say("sheet.not_native"), words.Say("sheet.not_native.text")
	}
	if a.Exception != nil && t.View.Language != words.Language {
		s.note = "\u2068" + short(t.ExceptionText(*a.Exception)) + "\u2069"
	}
	add("type", a.MediaType)
	if d.held() {
		add("size", words.Say("sheet.bytes", grouped(a.Size)))
		add("sha256", a.SHA256)
	}
	if len(d.names) > 1 {
		add("also", words.Say("sheet.also.text", strconv.Itoa(d.times), strconv.Itoa(len(d.names))))
	}
	return s
}

// failedSheet stands for a ticket whose pages were counted and then could not be
// written.
func failedSheet(words *render.Words, ticket int64, reason error) sheet {
	return sheet{kicker: words.Say("sheet.ticket", strconv.FormatInt(ticket, 10)), title: words.Say("sheet.failed"), note: words.Say("sheet.failed.text"),
		facts: labelled(words.Say("sheet.reason"), cmp.Or(reason.Error(), "unknown"))}
}
