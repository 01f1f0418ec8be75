package production

import (
	"context"
	"fmt"
	"io"

	"github.com/glassix-archiver/archiver/render"
)

// ticket writes the parent's files and its row.
func (m *making) ticket(ctx context.Context, image *fileSum) error {
	m.redactions()
	r := m.parentRow(m.out.place, m.Zone, len(m.out.redactions) > 0, m.logs(0))
	m.shows(r, image)
	if m.has(DAT) {
		sum, err := m.dir.write(m.name("TEXT", 0, "txt"), func(w io.Writer) error { return writeText(w, m.t) })
		if err != nil {
			return err
		}
		m.reads(r, sum)
	}
	if m.has(RSMF) {
		if err := m.slices(ctx, r); err != nil {
			return err
		}
	}
	m.out.rows = append(m.out.rows, r)
	return nil
}

// redactions are what was taken out of the ticket, each with the page where its
// entry begins; what is of no entry is on the first.
func (m *making) redactions() {
	for _, x := range m.t.Redacted() {
		if x.NotLooked != "" {
			m.out.counts.NotLooked++
			continue
		}
		page := ""
		if on := m.begins[x.Entry]; on > 0 {
			page = m.out.page(0, on)
		} else if x.Entry == 0 && m.has(PDF) {
			page = m.out.begin(0)
		}
		m.out.redactions = append(m.out.redactions, redaction{m.out.begin(0), page, x})
	}
}

// shows and reads add a document's pages and its text to its row.
func (m *making) shows(r row, image *fileSum) {
	if image != nil {
		r.set("PDFLINK", m.adds(*image))
		r.set("PDFSHA256", image.sha256)
		m.out.images = append(m.out.images, *image)
		m.out.counts.PDFs++
	}
}

func (m *making) reads(r row, text fileSum) {
	r.set("TEXTLINK", m.adds(text))
	r.set("TEXTSHA256", text.sha256)
	m.out.counts.Texts++
}

// slices writes the conversation as RSMF, a file a day.
func (m *making) slices(ctx context.Context, r row) error {
	facts := []render.NameValue{{Name: "Bates", Value: m.out.begin(0)}, {Name: "Case", Value: m.Case}, {Name: "Source", Value: m.bundle.Key}, {Name: "Source SHA-256", Value: m.bundle.SHA256}}
	open := func(path string) (io.ReadCloser, error) { return m.stored.Bag.OpenFile("data/" + path) }
	for n, slice := range m.Slices(m.t, facts, open) {
		sum, err := m.dir.write(m.name("RSMF", 0, fmt.Sprintf("%03d.rsmf", n+1)), func(w io.Writer) error { return slice.Write(ctx, w) })
		if err != nil {
			return fmt.Errorf("write rsmf of ticket %d: %w", m.t.Header.Number, err)
		}
		r["RSMFLINK"], r["RSMFSHA256"] = append(r["RSMFLINK"], m.adds(sum)), append(r["RSMFSHA256"], sum.sha256)
		m.out.counts.RSMF++
		for _, e := range slice.LeftOut {
			m.lacks(0, e.Name, CodeLeftOut, e.Message)
		}
	}
	return nil
}
