package production

import (
	"cmp"
	"fmt"
	"io"

	"github.com/glassix-archiver/archiver/render"
)

// sheet is a page that stands for what has none of its own: a file that is
// produced as it is, or is missing, or a document that could not be rendered.
type sheet struct {
	title string // "Produced in native format"
	file  string // that it stands for; "" for a ticket
	facts []render.NameValue
	note  string
}

// write makes as many pages as the document was given numbers for.
func (s sheet) write(w io.Writer, p *producer, pages int, stamp func(page int) render.Stamp) error {
	fill := func(on *paper) {
		on.y = on.size.Height / 4
		on.first(s.title)
		if s.file != "" {
			on.fact("File", render.IsolateName(render.Visible(s.file)))
		}
		for _, f := range s.facts {
			on.fact(f.Name, render.Visible(f.Value))
		}
		if s.note != "" {
			on.y += 10
			on.text(render.Visible(s.note))
		}
		for page := on.doc.Pages() + 1; page <= pages; page++ {
			on.turnPage()
			on.text("This page is left blank.")
		}
	}
	return onPaper(w, p.Letter, metaOf(s.title, p.Generator, p.made), fill, func(int) func(int) render.Stamp { return stamp })
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

// sheetOf is that of an attachment.
func (d *child) sheet(ticket int64) sheet {
	a := d.attachment
	s := sheet{title: "Produced in native format", file: short(a.Name), facts: []render.NameValue{
		{Name: "Ticket", Value: fmt.Sprint(ticket)},
		{Name: "Type", Value: short(a.MediaType)},
	}}
	add := func(name, value string) { s.facts = append(s.facts, render.NameValue{Name: name, Value: value}) }
	if d.held() {
		add("Size", fmt.Sprintf("%d bytes", a.Size))
		add("SHA-256", a.SHA256)
	}
	if len(d.names) > 1 {
		add("Also", fmt.Sprintf("sent %d times in this ticket under %d names; the load file has them all", d.times, len(d.names)))
	}
	switch {
	case d.withheld != "":
		s.title = "Withheld"
		add("Reason", short(d.withheld))
	case d.missing != nil:
		s.title = "Missing: the archive does not hold this file"
		add("Code", short(d.missing.Code))
		add("Reason", short(d.missing.Message))
		if !d.missing.Tried.IsZero() {
			add("Tried", d.missing.Tried.UTC().Format("2006-01-02 15:04:05")+" UTC")
		}
	case !d.native:
		s.title = "Not produced in native format"
		s.note = "This production was made without natives. The archive holds the file."
	}
	return s
}

// failedSheet stands for a ticket whose pages were counted and then could not be
// written.
func failedSheet(ticket int64, reason error) sheet {
	return sheet{title: "This document could not be rendered", facts: []render.NameValue{
		{Name: "Ticket", Value: fmt.Sprint(ticket)},
		{Name: "Reason", Value: short(cmp.Or(reason.Error(), "unknown"))},
	}, note: "Its text is produced beside it."}
}
