package typeset

import (
	"sort"
	"strings"
	"unicode"
)

// Addresses, paths and identifiers can be broken in many places (UAX #14),
// but are easier to read, and to find in extracted text, in one piece. So they
// go to the next line as a whole, as in browsers, unless they are too long for
// any line.

// sparesAddress tells that a line which ends there breaks no word that may be
// an address.
func (b *breaker) sparesAddress(end int) bool {
	return end == len(b.text) || !inAddress(b.text[end-1]) || !inAddress(b.text[end])
}

// before is the end of a line before the address in which it would end, if
// there is one that fits on a line. breaks[after] is the first one on the line.
func (b *breaker) before(start, after, end int, width float64) int {
	from := end
	for from > start && inAddress(b.text[from-1]) {
		from--
	}
	last := sort.SearchInts(b.breaks, from+1) - 1
	if last < after {
		return end
	}
	head := b.breaks[last]
	room := b.upTo[head] + width + slack
	to := end
	for to < len(b.text) && inAddress(b.text[to]) && b.upTo[to] <= room {
		to++
	}
	if !b.isAddress(from, to) {
		return end
	}
	tail := b.breaks[sort.SearchInts(b.breaks, to)]
	if b.upTo[b.trim(head, tail)] <= room || string(b.text[max(from, end-3):end]) == "://" {
		return head
	}
	return end
}

// inAddress tells whether a character may be part of an address. Those of
// scripts that have no spaces are none: in them an address ends without one.
func inAddress(r rune) bool {
	return r > ' ' && r < 0x7F || r >= 0xC0 && r < 0x700 && (unicode.IsLetter(r) || unicode.IsMark(r))
}

// isAddress tells whether what stands between two spaces looks like an address
// or an identifier, or is part of a link.
func (b *breaker) isAddress(from, to int) bool {
	for i := from; i < to; i++ {
		if strings.ContainsRune(`0123456789/\@_=&?#`, b.text[i]) || b.styles[b.look[i]].Link != "" {
			return true
		}
	}
	return false
}
