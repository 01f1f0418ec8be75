package production

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/loadfile"
	"github.com/glassix-archiver/archiver/render"
)

type substitution = loadfile.Substitution

// making is a family on its way into its volume.
type making struct {
	*producer
	*family
	stored *archive.Bundle
	out    *produced
	folder string      // of the volume
	slow   int         // files that took too long to be read for their text
	begins map[int]int // pages, of the entries that something was taken out of
}

// family produces a bundle: numbers its documents when the turn has come, passes
// the turn on, and writes them. An error is *withheld, or one that ends the
// production.
func (p *producer) family(ctx context.Context, j *job, k candidate, passOn func()) (*produced, error) {
	b, s, err := p.open(ctx, k.key)
	if err != nil {
		return nil, err
	}
	defer b.Close()
	read, err := p.transcript(b)
	if err != nil {
		return nil, err
	}
	raw := hashed("")
	raw.Write(read.raw)
	sum, err := raw.close()
	if err != nil {
		return nil, err
	}
	m := &making{producer: p, stored: b, out: &produced{bundle: s}}
	m.family = &family{bundle: s, t: read.t, children: childrenOf(read.t, p.has(Native)), altered: read.altered, sum: sum, size: sum.size}
	for _, same := range k.same {
		m.sources = append(m.sources, same.Key)
	}
	number := func(pages int) error {
		if err := j.turn.wait(ctx); err != nil {
			return err
		}
		sizes := slices.Repeat([]int{1}, 1+len(m.children))
		sizes[0] = pages
		place, err := p.numbers.family(sizes)
		if err != nil {
			return err
		}
		m.out.place, m.folder = place, volumeName(place.volume)
		passOn()
		return nil
	}
	return m.out, m.documents(ctx, number)
}

// documents writes the family, the ticket first: its pages tell the numbers.
func (m *making) documents(ctx context.Context, number func(pages int) error) error {
	image, err := m.pages(ctx, number)
	if err != nil {
		return err
	}
	if err := m.ticket(ctx, image); err != nil {
		return err
	}
	for i := range m.children {
		if err := m.attachment(ctx, i); err != nil {
			return err
		}
	}
	m.tell()
	return nil
}

// errNumber wraps what ends the production of what fails in numbering.
type errNumber struct{ error }

func (e *errNumber) Unwrap() error { return e.error }

// pages renders the ticket and gives the family its numbers on the way. The file
// is nil without pdf.
func (m *making) pages(ctx context.Context, number func(pages int) error) (*fileSum, error) {
	if !m.has(PDF) {
		return nil, number(1)
	}
	draft := fmt.Sprintf("%s%s.pdf", workFolder, draftName(m.bundle.Key))
	file, err := m.dir.create(draft)
	if err != nil {
		return nil, err
	}
	numbered := false
	err = render.PDF(file, m.t, render.PDFOptions{Letter: m.Letter, WithoutSource: true, Began: m.began(), Stamp: func(pages int) (func(int) render.Stamp, error) {
		if err := number(pages); err != nil {
			return nil, &errNumber{err}
		}
		numbered = true
		return m.stamp(0), nil
	}})
	broken := file.err
	sum, closeErr := file.close()
	if stop, ok := errors.AsType[*errNumber](err); ok {
		return nil, stop.error
	}
	if err := errors.Join(broken, closeErr, context.Cause(ctx)); err != nil {
		return nil, err
	}
	if err != nil && !numbered {
		m.dir.root.Remove(draft)
		return nil, &withheld{CodeRender, err}
	}
	to := m.name("PDF", 0, "pdf")
	if err == nil {
		sum, err = m.dir.move(sum, to)
		return &sum, err
	}
	m.dir.root.Remove(draft)
	m.lacks(0, "", CodeRender, err.Error())
	instead := failedSheet(m.words, m.t.Header.Number, err)
	sum, err = m.dir.write(to, func(w io.Writer) error {
		return instead.write(w, m.producer, m.out.place.pages[0], m.stamp(0))
	})
	return &sum, err
}

// began takes note of the page where an entry begins that something was taken
// out of.
func (m *making) began() func(entry, page int) {
	m.begins = map[int]int{}
	for _, x := range m.t.Redacted() {
		m.begins[x.Entry] = 0
	}
	if len(m.begins) == 0 {
		return nil
	}
	return func(entry, page int) {
		if _, wanted := m.begins[entry]; wanted {
			m.begins[entry] = page
		}
	}
}

// name is where a file of document i lies.
func (m *making) name(kind string, i int, ending string) string {
	return m.folder + "/" + kind + "/" + m.out.begin(i) + "." + ending
}

// stamp is what the pages of document i bear.
func (m *making) stamp(i int) func(page int) render.Stamp {
	return func(page int) render.Stamp { return render.Stamp{Number: m.out.page(i, page), Legend: m.Legend} }
}

// lacks names something that document i does not have.
func (m *making) lacks(i int, file, code, message string) {
	m.out.exceptions = append(m.out.exceptions, Exception{Bates: m.out.begin(i), Ticket: m.t.Header.Number, Key: m.bundle.Key, File: file, Code: code, Message: message})
}

// logs takes what had to be substituted in document i.
func (m *making) logs(i int) func(loadfile.Substitution) {
	bates := m.out.begin(i)
	return func(s loadfile.Substitution) { m.out.changes = append(m.out.changes, change{bates, s}) }
}

// adds takes a file into the production, and is its path in the volume as a load
// file has it.
func (m *making) adds(sum fileSum) string {
	m.out.files = append(m.out.files, sum)
	m.out.counts.Bytes += sum.size
	return windows(strings.TrimPrefix(sum.path, m.folder+"/"))
}

// tell sums up what the family has, and what its ticket lacks of its own.
func (m *making) tell() {
	for _, e := range m.t.Exceptions {
		if e.Attachment == "" && e.Name == "" {
			m.lacks(0, "", e.Code, e.Message)
		}
	}
	m.out.bundle.Fate, m.out.bundle.Bates = FateProduced, m.out.begin(0)
	n := &m.out.counts
	n.Documents, n.Parents, n.Attachments, n.Redactions = 1+len(m.children), 1, len(m.children), len(m.out.redactions)
	for _, pages := range m.out.place.pages {
		n.Pages += pages
	}
	for _, c := range m.children {
		n.Merged += c.times - 1
		if c.withheld != "" {
			n.WithheldFiles++
		}
	}
}
