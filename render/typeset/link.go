package typeset

import (
	"net/url"
	"strings"
)

// maxURL is the longest address that is made a link; PDF readers and
// browsers have their own limits near it.
const maxURL = 2000

// Link makes an area lead to a URL. An address that is not an absolute http,
// https, mailto or tel one is left without a link: a PDF must not run or open
// anything else.
func (d *Document) Link(x, y, w, h float64, address string) {
	if d.fault() != nil {
		return
	}
	if safe, ok := safeURL(address); ok {
		d.pdf.LinkString(onGrid(x), onGrid(y), onGrid(w), onGrid(h), safe)
	}
}

// safeURL returns the address in printable ASCII.
func safeURL(address string) (string, bool) {
	u, err := url.Parse(strings.TrimSpace(address))
	if err != nil {
		return "", false
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Host == "" {
			return "", false
		}
	case "mailto", "tel":
		if u.Opaque == "" {
			return "", false
		}
	default:
		return "", false
	}
	var b strings.Builder
	for _, c := range []byte(u.String()) {
		if c <= ' ' || c >= 0x7F || strings.IndexByte(`<>"{}\^`+"`", c) >= 0 {
			b.WriteByte('%')
			b.WriteByte(hexDigits[c>>4])
			b.WriteByte(hexDigits[c&15])
		} else {
			b.WriteByte(c)
		}
	}
	return b.String(), b.Len() <= maxURL
}

// Bookmark adds an entry to the outline that leads to y on this page.
func (d *Document) Bookmark(title string, y float64) {
	if d.fault() == nil {
		d.pdf.Bookmark(string(utf16BE(printable(title))), 0, onGrid(y))
		d.outlined = true
	}
}
