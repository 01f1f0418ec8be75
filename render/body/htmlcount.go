package body

import (
	"strconv"
	"strings"
)

// counter numbers the items of an ordered list, those with nothing in them
// included (HTML, 4.4.5 and 4.4.8).
type counter struct {
	start    *int
	reversed bool
	values   []*int // by item, the number that it asks for
	shown    []int  // the items that are in the block, as indexes of values
}

func newCounter(t tag) counter {
	_, reversed := t.attr["reversed"]
	return counter{start: integer(t.attr["start"]), reversed: reversed}
}

func (c *counter) add(t tag) { c.values = append(c.values, integer(t.attr["value"])) }

// number gives an ordered list its numbers.
func (c *counter) number(b *Block) {
	if !b.Ordered {
		return
	}
	all := c.all()
	numbers := make([]int, len(b.Items))
	regular := true
	for i, at := range c.shown {
		numbers[i] = all[at]
		regular = regular && numbers[i] == numbers[0]+i
	}
	b.Start = numbers[0]
	if !regular {
		b.Numbers = numbers
	}
}

func (c *counter) all() []int {
	next, step := 1, 1
	if c.reversed {
		next, step = len(c.values), -1
	}
	if c.start != nil {
		next = *c.start
	}
	numbers := make([]int, max(len(c.values), 1))
	for i := range numbers {
		if i < len(c.values) && c.values[i] != nil {
			next = *c.values[i]
		}
		numbers[i] = next
		next += step
	}
	return numbers
}

const maxInteger = 1 << 30

// integer reads a number of an attribute, or nothing.
func integer(s string) *int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil || n < -maxInteger || n > maxInteger {
		return nil
	}
	return &n
}

// markerOf is how a list is to count, by its attribute or by its style.
func markerOf(t tag) Marker {
	marker := markers[t.attr["type"]]
	for name, value := range declarations(t.attr["style"]) {
		if m, ok := markers[value]; ok && (name == "list-style-type" || name == "list-style") {
			marker = m
		}
	}
	return marker
}

var markers = map[string]Marker{
	"a": LowerAlpha, "A": UpperAlpha, "i": LowerRoman, "I": UpperRoman,
	"decimal": "", "lower-alpha": LowerAlpha, "lower-latin": LowerAlpha, "upper-alpha": UpperAlpha,
	"upper-latin": UpperAlpha, "lower-roman": LowerRoman, "upper-roman": UpperRoman,
}
