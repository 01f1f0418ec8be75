package render

import "github.com/glassix-archiver/archiver/render/typeset"

// colophon is the last words: what the transcript was made from and how.
func (p *pdfWriter) colophon() []piece {
	back := p.enter(typeset.RoleSection)
	defer func() { p.spot = back }()
	t := p.t
	said := []string{t.Summary(), t.Say("footer.zone", leftToRight(t.View.TimeZone))}
	if made := t.GeneratedText(); made != "" {
		said = append(said, made)
	}
	if !t.customer() {
		said = append(said, t.Say("footer.source", leftToRight(t.Source.Name)))
	}
	if p.source != nil {
		said = append(said, t.Say("footer.attached"))
	}
	pieces := append([]piece{p.ruleAcross(14)}, spaced(8, p.sentences(said, pdfSmall, p.width))...)
	pieces = append(pieces, p.hash(t.Source.SHA256, p.width)...)
	kept(pieces[:len(pieces)-1])
	return pieces
}

// attachSource has the PDF carry the record that it was made from.
func (p *pdfWriter) attachSource() {
	if p.source == nil {
		return
	}
	p.doc.Attach(typeset.Associated{
		Name: p.t.Source.Name, MediaType: "application/json", Relationship: "Source", Content: *p.source,
		Description: p.t.Say("footer.source", p.t.Source.Name), Modified: p.t.View.Generated,
	})
}

// hash sets a SHA-256 in full on a line of its own.
func (p *pdfWriter) hash(sum string, width float64) []piece {
	style := typeset.Style{Size: 7.4, Mono: true, Color: pdfQuiet}
	return p.lines(typeset.Text("sha256 "+sum, style, typeset.LeftToRight), width, alignPage)
}

// shortHash is enough of a hash to tell files apart by eye.
func shortHash(hash string) string {
	if len(hash) <= 16 {
		return hash
	}
	return hash[:8] + "…" + hash[len(hash)-6:]
}
