package render

import (
	"path"
	"strings"

	"github.com/glassix-archiver/archiver/render/typeset"
)

// Measures of an attachment's row.
const (
	filePad   = 7
	fileBadge = 30
)

// smallestShare is how much of its size a picture keeps when it is made
// smaller to fill a page.
const smallestShare = 0.6

// file shows an attachment: a photo if it is one that can be shown, then its
// name and what is known of it.
func (p *pdfWriter) file(a *Attachment, width float64) []piece {
	row := fileRow{p: p, a: a, width: width, text: p.fileText(a, width-2*filePad-fileBadge-9), badge: p.badge(a)}
	pic, shown := p.photo(a)
	if !shown {
		return []piece{row.piece(0, 0)}
	}
	row.pic = pic.Image
	w, h := pic.fit(min(width-2*filePad, 250), 175)
	whole := row.piece(w, h)
	whole.low = whole.height - h*(1-smallestShare)
	whole.cut = func(height float64) (piece, []piece, bool) {
		less := 1 - max(whole.height-height, 0)/h
		return row.piece(w*less, h*less), nil, true
	}
	return []piece{whole}
}

// fileRow is an attachment laid out.
type fileRow struct {
	p     *pdfWriter
	a     *Attachment
	width float64
	text  []piece
	badge typeset.Line
	pic   typeset.Image
}

// piece draws the row with its picture w by h large, or without one.
func (r *fileRow) piece(w, h float64) piece {
	rows, inner := max(heightOf(r.text), fileBadge), r.width-2*filePad
	height := rows + 2*filePad
	if h > 0 {
		height += h + filePad
	}
	p, line := r.p, pdfLine
	if r.a.Exception != nil {
		line = pdfGap
	}
	return piece{height: height, draw: func(x, y, _ float64) {
		p.doc.Box(typeset.Box{X: x, Y: y, W: r.width, H: height, Radius: 6, Corners: typeset.RoundAll, Fill: &pdfPaper,
			Stroke: &line, LineWidth: 0.7, Edges: typeset.EdgeAll})
		y += filePad
		if h > 0 {
			p.doc.DrawImage(r.pic, p.start(x+filePad, inner, w), y, w, h)
			y += h + filePad
		}
		at := p.start(x+filePad, inner, fileBadge)
		p.doc.Box(typeset.Box{X: at, Y: y, W: fileBadge, H: fileBadge, Radius: 4, Corners: typeset.RoundAll, Fill: &pdfWash})
		p.doc.DrawLine(&r.badge, at+(fileBadge-r.badge.Width)/2, y+(fileBadge-rowHeight(&r.badge))/2+baseline(&r.badge))
		textX := x + filePad + fileBadge + 9
		if p.rtl {
			textX = x + filePad
		}
		drawAll(r.text, textX, y+(rows-heightOf(r.text))/2)
	}}
}

// photo loads an attachment that is a picture, unless the message shows it
// already.
func (p *pdfWriter) photo(a *Attachment) (picture, bool) {
	if a.Path == "" || a.Exception != nil || a.Embedded || !strings.HasPrefix(a.MediaType, "image/") {
		return picture{}, false
	}
	pic, err := p.loadPicture(a.Path)
	return pic, err == nil
}

// badge is the kind of a file in a few letters.
func (p *pdfWriter) badge(a *Attachment) typeset.Line {
	kind := strings.ToUpper(strings.TrimPrefix(path.Ext(a.Path), "."))
	if kind == "" {
		kind = strings.ToUpper(strings.TrimPrefix(path.Ext(a.Name), "."))
	}
	if kind == "" || len(kind) > 5 || strings.ContainsFunc(kind, func(r rune) bool { return r > 'z' }) {
		kind = "•"
	}
	return p.oneLine(kind, typeset.Style{Size: 7.5, Color: pdfQuiet}, fileBadge)
}

// fileText is a file's name, and below it its type, size, hash and place in
// the bundle, or why it is missing.
func (p *pdfWriter) fileText(a *Attachment, width float64) []piece {
	pieces := p.label(isolate(a.Name), pdfBody, width)
	kind := a.Type
	if kind == "" {
		kind = "File"
	}
	said := []string{p.t.Say("attachment." + kind)}
	if a.Path != "" {
		said = append(said, isolate(p.t.FormatSize(a.Size)))
	}
	var full []piece
	if a.SHA256 != "" {
		if p.t.View.Audience == Legal {
			full = p.label(leftToRight("sha256 "+a.SHA256), pdfSmall, width)
		} else {
			said = append(said, leftToRight("sha256 "+shortHash(a.SHA256)))
		}
	}
	if a.Embedded {
		said = append(said, p.t.Say("attachment.embedded"))
	}
	if words := p.t.words.find("attachment.sanitization." + a.Sanitization); words != "" {
		said = append(said, words)
	}
	pieces = append(pieces, p.label(strings.Join(said, " · "), pdfSmall, width)...)
	if pieces = append(pieces, full...); a.Path != "" {
		pieces = append(pieces, p.label(leftToRight(Visible(a.Path)), pdfSmall, width)...)
	} else if a.Identifier != "" {
		pieces = append(pieces, p.label(leftToRight(Visible(a.Identifier)), pdfSmall, width)...)
	}
	for _, o := range a.Other {
		pieces = append(pieces, p.label(isolate(Visible(o.Name))+": "+isolateValue(Visible(o.Value)), pdfSmall, width)...)
	}
	return append(pieces, p.absence(a, width)...)
}

func (p *pdfWriter) absence(a *Attachment, width float64) []piece {
	style := pdfSmall
	style.Color = pdfGap
	switch {
	case a.Exception != nil:
		return p.label(isolate(p.t.ExceptionText(*a.Exception))+" "+leftToRight("("+Visible(a.Exception.Code)+")"), style, width)
	case a.Path == "":
		return p.label(p.t.Say("attachment.absent"), style, width)
	}
	return nil
}
