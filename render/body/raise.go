package body

import "strings"

// Raise is where text stands against its line. It carries meaning: a price of
// 19.99 is written 19 and a raised 99, and ten to the sixth is not 106.
type Raise string

const (
	Superscript Raise = "super"
	Subscript   Raise = "sub"
)

// Mark is text that stands so, in plain text: ^(99) or _(1). Signs that are
// small by themselves, as ® is, need none.
func (r Raise) Mark(text string) string {
	switch {
	case r == "" || strings.Trim(text, raisedSigns) == "":
		return text
	case r == Subscript:
		return "_(" + text + ")"
	default:
		return "^(" + text + ")"
	}
}

const raisedSigns = " \n\u00a0®™℠©*†‡"

// Characters is text that stands so, for where a line has one height: in
// Unicode's raised and lowered characters, and as Mark has it where these
// are not enough.
func (r Raise) Characters(text string) string {
	if r == "" || strings.Trim(text, raisedSigns) == "" {
		return text
	}
	var out strings.Builder
	for _, c := range text {
		to, ok := r.character(c)
		if !ok {
			return r.Mark(text)
		}
		out.WriteRune(to)
	}
	return out.String()
}

// The characters of Unicode, "Superscripts and Subscripts", and letters of
// "Phonetic Extensions" and "Spacing Modifier Letters".
var (
	raisedFrom, raisedTo   = []rune("0123456789+-−=()abcdefghijklmnoprstuvwxyz "), []rune("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ ")
	loweredFrom, loweredTo = []rune("0123456789+-−=() "), []rune("₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎ ")
)

func (r Raise) character(c rune) (rune, bool) {
	from, to := raisedFrom, raisedTo
	switch r {
	case "":
		return c, true
	case Subscript:
		from, to = loweredFrom, loweredTo
	}
	for i := range from {
		if from[i] == c {
			return to[i], true
		}
	}
	return 0, false
}

// raiseOf reads the alignment of text in its line, by the words for it or by
// a length that can be seen.
func raiseOf(value string) Raise {
	n, unit, ok := length(value)
	least, known := map[string]float64{"em": 0.2, "ex": 0.4, "rem": 0.2, "%": 20, "px": 3, "pt": 2}[unit]
	seen := ok && known
	switch {
	case value == "super" || seen && n >= least:
		return Superscript
	case value == "sub" || seen && n <= -least:
		return Subscript
	}
	return ""
}
