package render

import (
	"cmp"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/render/typeset"
)

// manyFiles of one entry are set as a table.
const manyFiles = 6

// unpictured are the attachments that no photo is shown of.
func (p *pdfWriter) unpictured(list []Attachment) []*Attachment {
	var found []*Attachment
	for i := range list {
		a := &list[i]
		if a.Path == "" || a.Exception != nil || p.isShown(a) || !strings.HasPrefix(a.MediaType, "image/") {
			found = append(found, a)
		}
	}
	return found
}

// fileTable lists files: name, type, size and hash. A customer, who has no
// record to compare a file with, is given no hash.
func (p *pdfWriter) fileTable(files []*Attachment, width float64) []piece {
	if len(files) == 0 {
		return nil
	}
	back := p.enter(typeset.RoleTable)
	defer func() { p.spot = back }()
	shares := p.fileColumns(files)
	titles := []string{p.t.Say("attachment.name"), p.t.Say("attachment.type"), p.t.Say("attachment.size"), "SHA-256"}
	head := p.fileLine(shares, width, typeset.RoleHeadCell, func(i int, w float64) []piece {
		style := pdfSmall
		style.Bold = true
		return p.label(titles[i], style, w)
	})
	head.keep = true
	pieces, again := []piece{head}, []piece{p.repeated(head)}
	for _, a := range files {
		row := p.fileLine(shares, width, typeset.RoleCell, func(i int, w float64) []piece { return p.fileCell(a, i, w) })
		row.again = again
		pieces = append(pieces, row)
	}
	pieces[len(pieces)-2].keep = true // the last one does not go over alone
	return pieces
}

// fileColumns are the shares of the width that the columns have; size and
// hash have none where no file was had.
func (p *pdfWriter) fileColumns(files []*Attachment) []float64 {
	had := slices.ContainsFunc(files, func(a *Attachment) bool { return a.Path != "" })
	switch {
	case !had:
		return []float64{0.8, 0.2}
	case p.t.customer():
		return []float64{0.64, 0.2, 0.16}
	case p.t.View.Audience == Legal:
		return []float64{0.36, 0.15, 0.12, 0.37}
	}
	return []float64{0.47, 0.17, 0.13, 0.23}
}

// fileLine is a row of the table, its cells made by a function of their
// number and width.
func (p *pdfWriter) fileLine(shares []float64, width float64, role typeset.Role, cell func(i int, w float64) []piece) piece {
	back := p.enter(typeset.RoleRow)
	defer func() { p.spot = back }()
	fields, x := make([]field, len(shares)), 0.0
	for i, share := range shares {
		w := share * width
		f := field{x: x, w: w, header: role == typeset.RoleHeadCell}
		if p.rtl {
			f.x = width - x - w
		}
		inRow := p.enter(role)
		f.pieces = cell(i, w-2*cellPadX)
		p.spot = inRow
		fields[i], x = f, x+w
	}
	row := p.fields(fields, pdfSmallSize*pdfLeading)
	row.cut, row.low = nil, 0
	return row
}

// fileCell is a file's cell in a column of the table.
func (p *pdfWriter) fileCell(a *Attachment, column int, width float64) []piece {
	quiet := pdfSmall
	quiet.Size = 7.8
	switch column {
	case 0:
		return p.fileName(a, quiet, width)
	case 1:
		return p.label(joined(p.t.FileKinds(a)), quiet, width)
	case 2:
		if a.Path != "" {
			return p.label(isolate(p.t.FormatSize(a.Size)), quiet, width)
		}
	case 3:
		if a.SHA256 == "" {
			break
		}
		quiet.Mono, quiet.Size = true, 7
		sum := shortHash(a.SHA256)
		if p.t.View.Audience == Legal { // in two lines of the same length
			sum = a.SHA256[:len(a.SHA256)/2] + "\n" + a.SHA256[len(a.SHA256)/2:]
		}
		return p.lines(typeset.Text(sum, quiet, typeset.LeftToRight), width, alignPage)
	}
	return nil
}

// fileName is a file's name and below it what else is to be said.
func (p *pdfWriter) fileName(a *Attachment, quiet typeset.Style, width float64) []piece {
	name := pdfSmall
	name.Color = pdfInk
	pieces := p.label(IsolateName(a.Name), name, width)
	if p.t.View.Audience == Legal {
		pieces = append(pieces, p.label(leftToRight(Visible(cmp.Or(a.Path, a.Identifier))), quiet, width)...)
	}
	if words := p.t.words.find("attachment.sanitization." + a.Sanitization); words != "" {
		pieces = append(pieces, p.label(words, quiet, width)...)
	}
	if p.isShown(a) {
		pieces = append(pieces, p.label(p.t.Say("attachment.embedded"), quiet, width)...)
	}
	if !p.t.customer() {
		for _, o := range a.Other {
			pieces = append(pieces, p.label(isolate(Visible(o.Name))+": "+isolateValue(Visible(o.Value)), quiet, width)...)
		}
	}
	return slices.Concat(pieces, p.absence(a, width))
}
