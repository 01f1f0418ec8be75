package redact

import (
	"slices"
	"strings"
)

// group is digits that stand together.
type group struct {
	start, end int // in the plain form
	digits     string
	line       string // the digits of the whole chain
	at         int    // of the group's digits in it
	gap        string // between the group before and this one
	broken     bool   // there is a break in the gap
}

// chain is groups of digits with no more than spaces, dashes and the like
// between them, of which a number may consist.
type chain []group

// maxGap is how many characters may part groups: a line's end, and a quote's
// or a list's mark before the next.
const maxGap = 6

// chains returns the chains of digits of a text.
func chains(text []byte) []chain {
	var all []chain
	var open chain
	done := func() {
		if len(open) > 0 {
			all = append(all, open.lined())
		}
		open = nil
	}
	for i := 0; i < len(text); {
		if !isDigit(text[i]) {
			i++
			continue
		}
		end := i + 1
		for end < len(text) && isDigit(text[end]) {
			end++
		}
		g := group{start: i, end: end, digits: string(text[i:end])}
		if last := len(open) - 1; last >= 0 {
			between := text[open[last].end:i]
			if g.broken = joins(between); len(between) > maxGap || !parts(between) {
				done()
				g.broken = false
			} else {
				g.gap = string(between)
			}
		}
		open = append(open, g)
		i = end
	}
	done()
	return all
}

// lined gives each group the digits of all.
func (c chain) lined() chain {
	var all strings.Builder
	for i := range c {
		c[i].at = all.Len()
		all.WriteString(c[i].digits)
	}
	for i := range c {
		c[i].line = all.String()
	}
	return c
}

// parts reports whether characters may stand within a number.
func parts(gap []byte) bool {
	for _, c := range gap {
		switch c {
		case ' ', '\t', '\n', '-', '.', '/', '(', ')', '*', '_', '~', '`', '|', '>', '+', '^':
		default:
			return false
		}
	}
	return true
}

// joins reports whether a line, a cell or a paragraph ends in a gap.
func joins(gap []byte) bool {
	for _, c := range gap {
		if c == '\n' || c == '\t' || c == '|' {
			return true
		}
	}
	return false
}

// joined are the digits of neighbouring groups together.
func (c chain) joined() string {
	last := c[len(c)-1]
	return last.line[c[0].at : last.at+len(last.digits)]
}

// breaks is how many gaps within the chain have a break.
func (c chain) breaks() (n int) {
	for _, g := range c[1:] {
		if g.broken {
			n++
		}
	}
	return n
}

// mended is the chain with the groups made one that a break parts.
func (c chain) mended() chain {
	whole := chain{c[0]}
	for _, g := range c[1:] {
		if last := &whole[len(whole)-1]; g.broken {
			last.digits, last.end = last.digits+g.digits, g.end
		} else {
			whole = append(whole, g)
		}
	}
	return whole
}

// has reports whether one of the characters stands in a gap within the chain.
func (c chain) has(chars string) bool {
	return slices.ContainsFunc(c[1:], func(g group) bool { return strings.ContainsAny(g.gap, chars) })
}

// shortest is the length of the shortest group.
func (c chain) shortest() int {
	n := len(c[0].digits)
	for _, g := range c[1:] {
		n = min(n, len(g.digits))
	}
	return n
}

// shape are the lengths of the groups, 9 and more alike.
func (c chain) shape() string {
	lengths := make([]byte, len(c))
	for i, g := range c {
		lengths[i] = '0' + byte(min(9, len(g.digits)))
	}
	return string(lengths)
}

func (c chain) start() int { return c[0].start }
func (c chain) end() int   { return c[len(c)-1].end }

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }
