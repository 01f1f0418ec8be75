package render

import (
	"path"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/render/typeset"
)

// Measures of an attachment's row.
const (
	filePad    = 7
	fileBadge  = 30
	fileBeside = 120 // a text beside a photo is at least as wide
	photoWide  = 250
	photoHigh  = 188
)

// files shows the attachments of an entry; many that are no photos in a table.
func (p *pdfWriter) files(list []Attachment, width float64) []piece {
	if len(list) == 0 {
		return nil
	}
	back := p.enter(typeset.RoleList)
	defer func() { p.spot = back }()
	var pieces []piece
	var rows []*Attachment
	if many := p.unpictured(list); len(many) >= manyFiles {
		rows = many
	}
	for i := range list {
		if !slices.Contains(rows, &list[i]) {
			pieces = append(pieces, spaced(6, p.fileAnyhow(&list[i], width))...)
		}
	}
	if n := len(pieces); n > 2 && len(rows) == 0 && pieces[n-1].cut == nil { // the last one does not go over alone
		pieces[n-2].keep = true
	}
	p.spot = back
	return append(pieces, spaced(6, p.fileTable(rows, width))...)
}

// fileAnyhow shows an attachment, a strip below what is said of it.
func (p *pdfWriter) fileAnyhow(a *Attachment, width float64) []piece {
	pic, shown, why := p.photo(a)
	if !shown || pic.bands == nil {
		return []piece{p.fileAs(a, &pic, shown, why, width)}
	}
	row := p.fileAs(a, &pic, false, "", width)
	row.keep = true
	tag := p.element(typeset.RoleFigure)
	tag.Alt = p.t.Say("attachment.Image") + ": " + a.Name
	w, _ := pic.fit(p.limits(&pic, width, photoWide, photoHigh))
	return append([]piece{row}, p.strip(&pic, tag, "", width, w, p.rtl)...)
}

// file shows an attachment: a photo if it is one that can be shown, and
// beside it or a badge its name and what is known of it.
func (p *pdfWriter) file(a *Attachment, width float64) piece {
	pic, shown, why := p.photo(a)
	return p.fileAs(a, &pic, shown, why, width)
}

func (p *pdfWriter) fileAs(a *Attachment, pic *picture, shown bool, why string, width float64) piece {
	back := p.enter(typeset.RoleItem)
	defer func() { p.spot = back }()
	p.enter(typeset.RoleItemBody)
	row := fileRow{p: p, width: width, line: pdfLine}
	if a.Exception != nil {
		row.line = pdfGap
	}
	if !shown {
		row.badge, row.beside, row.textWidth = p.badge(a), true, width-2*filePad-fileBadge-9
		p.spot.leaf = p.leafTag()
		row.text = append(p.fileText(a, why, row.textWidth), p.fullHash(a, row.textWidth)...)
		return row.piece(fileBadge, fileBadge)
	}
	row.pic, row.figure = pic.Image, p.element(typeset.RoleFigure)
	row.figure.Alt = p.t.Say("attachment.Image") + ": " + a.Name
	inner := width - 2*filePad
	w, h := pic.fit(p.limits(pic, inner, photoWide, photoHigh))
	p.spot.leaf = p.leafTag()
	row.textWidth = inner - w - 11
	if row.beside = row.textWidth >= fileBeside; row.beside {
		row.text = p.fileText(a, "", row.textWidth)
	}
	if row.beside = row.beside && heightOf(row.text) <= max(h, 6*pdfSmallSize*pdfLeading); !row.beside {
		row.text, row.textWidth = p.fileText(a, "", inner), inner
	}
	row.hash = p.fullHash(a, inner)
	whole := row.piece(w, h)
	whole.low = row.height(h * pic.least(w))
	whole.cut = func(height float64) (piece, []piece, bool) {
		share := min(row.room(height)/h, 1)
		return row.piece(w*share, h*share), nil, true
	}
	return whole
}

// fileRow is an attachment laid out.
type fileRow struct {
	p         *pdfWriter
	width     float64
	line      typeset.Color
	text      []piece
	textWidth float64
	hash      []piece // below all
	beside    bool    // the text is beside the picture or badge, not below
	badge     typeset.Line
	pic       typeset.Image
	figure    *typeset.Tag // of the picture, nil for a badge
}

// height is that of the row with a picture or badge h high.
func (r *fileRow) height(h float64) float64 {
	if r.beside {
		return max(h, heightOf(r.text)) + r.hashHeight() + 2*filePad
	}
	return h + heightOf(r.text) + r.hashHeight() + 3*filePad - 2
}

// room is how high a picture may be in a row of a height.
func (r *fileRow) room(height float64) float64 {
	if r.beside {
		return height - r.hashHeight() - 2*filePad
	}
	return height - heightOf(r.text) - r.hashHeight() - 3*filePad + 2
}

func (r *fileRow) hashHeight() float64 {
	if len(r.hash) == 0 {
		return 0
	}
	return heightOf(r.hash) + 3
}

// piece draws the row with its picture or badge w by h large.
func (r *fileRow) piece(w, h float64) piece {
	p, inner, height := r.p, r.width-2*filePad, r.height(h)
	return piece{height: height, draw: func(x, y, _ float64) {
		p.doc.Box(typeset.Box{X: x, Y: y, W: r.width, H: height, Radius: 6, Corners: typeset.RoundAll, Fill: &pdfPaper,
			Stroke: &r.line, LineWidth: 0.7, Edges: typeset.EdgeAll})
		x, y = x+filePad, y+filePad
		at, textX, textY := p.start(x, inner, w), x, y+h+filePad-2
		if r.beside {
			textY = y
			if textX = at + w + r.between(); p.rtl {
				textX = at - r.between() - r.textWidth
			}
		}
		if r.figure != nil {
			p.framed(r.figure, r.pic, at, y, w, h)
		} else {
			p.doc.Box(typeset.Box{X: at, Y: y, W: w, H: h, Radius: 4, Corners: typeset.RoundAll, Fill: &pdfWash})
			p.drawLine(nil, &r.badge, at+(w-r.badge.Width)/2, y+(h-rowHeight(&r.badge))/2+baseline(&r.badge))
			textY += max(h-heightOf(r.text), 0) / 2
		}
		drawAll(r.text, textX, textY)
		drawAll(r.hash, x, y+height-2*filePad-heightOf(r.hash))
	}}
}

func (r *fileRow) between() float64 {
	if r.figure == nil {
		return 9
	}
	return 11
}

// photo loads an attachment that is a picture, unless the message shows it
// already. why says what keeps one from being shown.
func (p *pdfWriter) photo(a *Attachment) (pic picture, shown bool, why string) {
	if a.Path == "" || a.Exception != nil || p.isShown(a) || !strings.HasPrefix(a.MediaType, "image/") {
		return picture{}, false, ""
	}
	pic, err := p.loadPicture(a.Path)
	if err != nil {
		return picture{}, false, p.t.Say("image.unshown." + err.Error())
	}
	return pic, true, ""
}

// isShown tells whether the entry's text shows an attachment.
func (p *pdfWriter) isShown(a *Attachment) bool {
	return a.Path != "" && slices.Contains(p.shown, a.Path)
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
// the bundle, or why it is missing or not shown.
func (p *pdfWriter) fileText(a *Attachment, why string, width float64) []piece {
	pieces := p.label(IsolateName(a.Name), pdfBody, width)
	pieces = append(pieces, p.fileFacts(a, width)...)
	if p.t.customer() { // who has no bundle to look the file up in
		return append(append(pieces, p.reason(why, width)...), p.absence(a, width)...)
	}
	if a.Path != "" {
		pieces = append(pieces, p.label(leftToRight(Visible(a.Path)), pdfSmall, width)...)
	} else if a.Identifier != "" {
		pieces = append(pieces, p.label(leftToRight(Visible(a.Identifier)), pdfSmall, width)...)
	}
	for _, o := range a.Other {
		pieces = append(pieces, p.label(isolate(Visible(o.Name))+": "+isolateValue(Visible(o.Value)), pdfSmall, width)...)
	}
	return append(append(pieces, p.reason(why, width)...), p.absence(a, width)...)
}

// reason says why a picture is not shown.
func (p *pdfWriter) reason(why string, width float64) []piece {
	if why == "" {
		return nil
	}
	return p.label(why, pdfSmall, width)
}

// fullHash is a file's hash in a legal copy.
func (p *pdfWriter) fullHash(a *Attachment, width float64) []piece {
	if a.SHA256 == "" || p.t.View.Audience != Legal {
		return nil
	}
	return p.hash(a.SHA256, width)
}

// fileFacts are what is known of a file in short: what it is, its size, what
// became of it, and its hash, on a line of its own if it would be broken.
func (p *pdfWriter) fileFacts(a *Attachment, width float64) []piece {
	said := p.t.FileKinds(a)
	if a.MediaType != "" && p.t.View.Audience == Legal {
		said = append(said, leftToRight(Visible(a.MediaType)))
	}
	if a.Path != "" {
		said = append(said, isolate(p.t.FormatSize(a.Size)))
	}
	if p.isShown(a) {
		said = append(said, p.t.Say("attachment.embedded"))
	}
	if words := p.t.words.find("attachment.sanitization." + a.Sanitization); words != "" {
		said = append(said, words)
	}
	if a.SHA256 == "" || p.t.View.Audience != Internal {
		return p.label(joined(said), pdfSmall, width)
	}
	hash := leftToRight("sha256 " + shortHash(a.SHA256))
	if facts := p.label(joined(append(said, hash)), pdfSmall, width); len(facts) == 1 {
		return facts
	}
	return append(p.label(joined(said), pdfSmall, width), p.label(hash, pdfSmall, width)...)
}

// absence says why there is no file; an alarm only where one was to be had, for
// a file that is merely listed is as it should be.
func (p *pdfWriter) absence(a *Attachment, width float64) []piece {
	switch {
	case a.Exception != nil:
		text := isolate(p.t.ExceptionText(*a.Exception))
		if !p.t.customer() {
			text += " " + leftToRight("("+Visible(a.Exception.Code)+")")
		}
		return p.label(text, pdfWarning, width)
	case a.Path == "":
		return p.label(p.t.Say("attachment.absent"), pdfSmall, width)
	}
	return nil
}
