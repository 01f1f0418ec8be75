package render

import "strings"

// colophon is the last words: what the transcript was made from and how.
func (p *pdfWriter) colophon() []piece {
	t := p.t
	hash := t.Source.SHA256
	if t.View.Audience != Legal {
		hash = shortHash(hash)
	}
	said := []string{
		t.Say("footer.source", leftToRight(t.Source.Name)) + " (" + leftToRight("sha256 "+hash) + ")",
		t.Say("footer.zone", leftToRight(t.View.TimeZone)),
		t.Summary(),
	}
	if made := t.GeneratedText(); made != "" {
		said = append(said, made)
	}
	pieces := append([]piece{p.ruleAcross(14)}, spaced(8, p.label(strings.Join(said, " · "), pdfSmall, p.width))...)
	kept(pieces[:len(pieces)-1])
	return pieces
}

// shortHash is enough of a hash to tell files apart by eye.
func shortHash(hash string) string {
	if len(hash) <= 16 {
		return hash
	}
	return hash[:8] + "…" + hash[len(hash)-6:]
}
