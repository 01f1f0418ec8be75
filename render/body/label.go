package body

import (
	"strconv"
	"strings"
)

// Marker is how an ordered list counts, in HTML's letters for it. Empty is
// by numbers.
type Marker string

const (
	LowerAlpha Marker = "a"
	UpperAlpha Marker = "A"
	LowerRoman Marker = "i"
	UpperRoman Marker = "I"
)

// Number is the number of an ordered list's item i, from 0.
func (b *Block) Number(i int) int {
	if i < len(b.Numbers) {
		return b.Numbers[i]
	}
	return b.Start + i
}

// Label is what stands before a list's item i, from 0: "5.", "b." or "iv." in
// an ordered list, and "•" in another. A number that letters cannot count is
// written in digits.
func (b *Block) Label(i int) string {
	if !b.Ordered {
		return "•"
	}
	return b.Marker.count(b.Number(i)) + "."
}

const maxRoman = 3999

func (m Marker) count(n int) string {
	count := ""
	switch {
	case n < 1:
	case m == LowerAlpha || m == UpperAlpha:
		count = alpha(n)
	case (m == LowerRoman || m == UpperRoman) && n <= maxRoman:
		count = roman(n)
	}
	switch {
	case count == "":
		return strconv.Itoa(n)
	case m == UpperAlpha || m == UpperRoman:
		return strings.ToUpper(count)
	default:
		return count
	}
}

// alpha counts a, b, … z, aa, ab.
func alpha(n int) string {
	count := ""
	for ; n > 0; n = (n - 1) / 26 {
		count = string(rune('a'+(n-1)%26)) + count
	}
	return count
}

func roman(n int) string {
	var count strings.Builder
	for _, digit := range []struct {
		value int
		text  string
	}{
		{1000, "m"}, {900, "cm"}, {500, "d"}, {400, "cd"}, {100, "c"}, {90, "xc"},
		{50, "l"}, {40, "xl"}, {10, "x"}, {9, "ix"}, {5, "v"}, {4, "iv"}, {1, "i"},
	} {
		for ; n >= digit.value; n -= digit.value {
			count.WriteString(digit.text)
		}
	}
	return count.String()
}
