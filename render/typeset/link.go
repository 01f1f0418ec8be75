package typeset

import (
	"math"
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
	safe, ok := safeURL(address)
	if !ok {
		return
	}
	l := &d.link
	owner := d.linkOwner()
	if l.address == safe && l.y == y && l.h == h && l.owner == owner && math.Abs(l.x+l.w-x) < adjoining {
		l.w = x + w - l.x
		return
	}
	d.endLink()
	*l = area{x, y, w, h, safe, owner}
	d.markLink(owner)
}

// area is where a link is clicked. The runs of a line have one together.
type area struct {
	x, y, w, h float64
	address    string
	owner      *Tag
}

// adjoining is how far apart areas are, in points, that count as one.
const adjoining = 0.1

// endLink gives fpdf the area that might still have grown.
func (d *Document) endLink() {
	if l := &d.link; l.address != "" {
		d.pdf.LinkString(onGrid(l.x), onGrid(l.y), onGrid(l.w), onGrid(l.h), l.address)
		*l = area{}
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
func (d *Document) Bookmark(title string, y float64) { d.BookmarkAt(0, title, y) }

// BookmarkAt is Bookmark with a level: an entry of level n+1 is part of the
// last one of level n. Levels start at 0 and go down one at a time.
func (d *Document) BookmarkAt(level int, title string, y float64) {
	if d.fault() != nil {
		return
	}
	deepest := 0
	if n := len(d.bookmarks); n > 0 {
		deepest = d.bookmarks[n-1] + 1
	}
	level = min(max(level, 0), deepest)
	d.pdf.Bookmark(string(utf16BE(printable(title))), level, onGrid(y))
	d.bookmarks = append(d.bookmarks, level)
}

// outlineParts counts the entries of the outline that belong to entry i, directly;
// those of the outline itself for -1.
func (d *Document) outlineParts(i int) int {
	level, n := 0, 0
	if i >= 0 {
		level = d.bookmarks[i] + 1
	}
	for _, l := range d.bookmarks[i+1:] {
		if l < level {
			break
		}
		if l == level {
			n++
		}
	}
	return n
}
