package production

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"

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
	record, t, err := p.transcript(b)
	if err != nil {
		return nil, err
	}
	raw := hashed("")
	raw.Write(record.Raw)
	sum, err := raw.close()
	if err != nil {
		return nil, err
	}
	m := &making{producer: p, stored: b, out: &produced{bundle: s}}
	m.family = &family{bundle: s, t: t, children: childrenOf(t, p.has(Native)), sum: sum, size: sum.size}
	for _, same := range k.same {
		m.sources = append(m.sources, same.Key)
	}
	m.lookFor()
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

// lookFor finds those files missing of which the bundle has none.
func (m *making) lookFor() {
	held := m.stored.Bag.Payload()
	for _, c := range m.children {
		if c.held() && !slices.Contains(held, c.attachment.Path) {
			c.missing = &render.Exception{Code: notRecorded, Message: "the bundle's transcript speaks of it, and the bundle does not have it"}
			c.native = false
		}
	}
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
	instead := failedSheet(m.t.Header.Number, err)
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
		r["RSMFLINK"] = append(r["RSMFLINK"], m.adds(sum))
		m.out.counts.RSMF++
		for _, e := range slice.LeftOut {
			m.lacks(0, e.Name, CodeLeftOut, e.Message)
		}
	}
	return nil
}

// attachment writes a child's files and its row.
func (m *making) attachment(ctx context.Context, at int) error {
	c, i := m.children[at], at+1
	r := m.childRow(at, m.out.place, m.Zone, m.logs(i))
	if c.held() {
		if err := m.native(ctx, c, i, r); err != nil {
			return err
		}
	}
	if c.missing != nil {
		m.lacks(i, c.attachment.Name, c.missing.Code, c.missing.Message)
		m.out.counts.Missing++
	}
	if m.has(PDF) {
		sum, err := m.dir.write(m.name("PDF", i, "pdf"), func(w io.Writer) error {
			return c.sheet(m.t.Header.Number).write(w, m.producer, 1, m.stamp(i))
		})
		if err != nil {
			return err
		}
		m.shows(r, &sum)
	}
	if m.has(DAT) && c.held() {
		if err := m.childText(c, i, r); err != nil {
			return err
		}
	}
	m.out.rows = append(m.out.rows, r)
	return nil
}

// native copies the file as it is, or where natives are not asked for only
// hashes it.
func (m *making) native(ctx context.Context, c *child, i int, r row) error {
	from, err := m.stored.Bag.OpenFile("data/" + c.attachment.Path)
	if err != nil {
		return fmt.Errorf("produce %s: %w", m.bundle.Key, err)
	}
	defer from.Close()
	ending, _ := c.extension()
	to := hashed("")
	if c.native {
		if to, err = m.dir.create(m.name("NATIVES", i, ending)); err != nil {
			return err
		}
	}
	_, err = io.Copy(to, untilDone{ctx, from})
	sum, closeErr := to.close()
	if err := errors.Join(err, closeErr); err != nil {
		return fmt.Errorf("produce %s: %w", m.bundle.Key, err)
	}
	if c.native {
		r.set("NATIVELINK", m.adds(sum))
		m.out.counts.Natives++
	}
	if sum.sha256 != c.attachment.SHA256 {
		m.lacks(i, c.attachment.Name, CodeAltered, "its SHA-256 is "+sum.sha256+", the bundle's transcript says "+c.attachment.SHA256)
	}
	r.set("FILESIZE", fmt.Sprint(sum.size))
	r.set("MD5HASH", sum.md5)
	r.set("SHA256HASH", sum.sha256)
	return nil
}

// untilDone reads until a context ends.
type untilDone struct {
	ctx context.Context
	io.Reader
}

func (r untilDone) Read(p []byte) (int, error) {
	if err := context.Cause(r.ctx); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}

// maxText bounds a file that is taken for text as it is, in bytes.
const maxText = 16 << 20

// childText writes what a file says, if that can be told.
func (m *making) childText(c *child, i int, r row) error {
	open := func() (io.ReadCloser, error) { return m.stored.Bag.OpenFile("data/" + c.attachment.Path) }
	read := m.Text
	if read == nil {
		read = plainText
	}
	text, err := read(c.attachment, open)
	if err != nil {
		return fmt.Errorf("produce %s: %w", m.bundle.Key, err)
	}
	if text == "" {
		return nil
	}
	sum, err := m.dir.write(m.name("TEXT", i, "txt"), func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
	if err == nil {
		m.reads(r, sum)
	}
	return err
}

// plainText is the text of a file that is one.
func plainText(a *render.Attachment, open func() (io.ReadCloser, error)) (string, error) {
	if !strings.HasPrefix(a.MediaType, "text/plain") && !strings.HasPrefix(a.MediaType, "text/csv") || a.Size > maxText {
		return "", nil
	}
	f, err := open()
	if err != nil {
		return "", err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxText+1))
	if err != nil || len(data) > maxText || !utf8.Valid(data) {
		return "", err
	}
	return string(bytes.TrimPrefix(data, []byte("\ufeff"))), nil
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
