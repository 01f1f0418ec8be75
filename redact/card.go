package redact

import (
	"slices"
	"strings"
)

// issuer is a range of card numbers: the first digits, from and to, and how
// many there are in all.
type issuer struct {
	from, to string // of one length
	lengths  []int
}

// issuers are those of ISO/IEC 7812 whose cards people pay with.
var issuers = []issuer{
	{"4", "4", []int{13, 16, 18, 19}},                                // Visa
	{"51", "55", []int{16}},                                          // Mastercard
	{"2221", "2720", []int{16}},                                      // Mastercard
	{"34", "34", []int{15}},                                          // American Express
	{"37", "37", []int{15}},                                          // American Express
	{"36", "36", []int{14, 15, 16, 17, 18, 19}},                      // Diners Club
	{"300", "305", []int{14, 16, 17, 18, 19}},                        // Diners Club
	{"3095", "3095", []int{14, 16, 17, 18, 19}},                      // Diners Club
	{"38", "39", []int{14, 16, 17, 18, 19}},                          // Diners Club
	{"6011", "6011", []int{16, 17, 18, 19}},                          // Discover
	{"644", "649", []int{16, 17, 18, 19}},                            // Discover
	{"65", "65", []int{16, 17, 18, 19}},                              // Discover, RuPay, Troy
	{"62", "62", []int{16, 17, 18, 19}},                              // UnionPay
	{"81", "82", []int{16, 17, 18, 19}},                              // UnionPay, RuPay
	{"3528", "3589", []int{16, 17, 18, 19}},                          // JCB
	{"1800", "1800", []int{15}},                                      // JCB
	{"2131", "2131", []int{15}},                                      // JCB
	{"5018", "5018", []int{12, 13, 14, 15, 16, 17, 18, 19}},          // Maestro
	{"5020", "5020", []int{12, 13, 14, 15, 16, 17, 18, 19}},          // Maestro
	{"5038", "5038", []int{12, 13, 14, 15, 16, 17, 18, 19}},          // Maestro
	{"5893", "5893", []int{12, 13, 14, 15, 16, 17, 18, 19}},          // Maestro
	{"6304", "6304", []int{12, 13, 14, 15, 16, 17, 18, 19}},          // Maestro
	{"6759", "6759", []int{12, 13, 14, 15, 16, 17, 18, 19}},          // Maestro
	{"6761", "6763", []int{12, 13, 14, 15, 16, 17, 18, 19}},          // Maestro
	{"50", "50", []int{16, 18, 19}}, {"56", "58", []int{16, 18, 19}}, // Maestro, Verve, Elo, Dankort
	{"60", "60", []int{16}}, {"636", "637", []int{16, 17, 18, 19}}, // RuPay, Hipercard, InterPayment, InstaPayment
	{"67", "67", []int{16, 18, 19}},         // Maestro
	{"2200", "2205", []int{16, 17, 18, 19}}, // Mir
	{"9792", "9792", []int{16}},             // Troy
}

const minCard, maxCard = 12, 19 // digits

// findCards looks for cards in each run of a chain's groups. After one it
// goes on behind it.
func findCards(c chain, add func(rule string, start, end int)) {
	for i := 0; i < len(c); i++ {
		if n := cardAt(c, i); n > 0 {
			add(Card, c[i].start, c[i+n-1].end)
			i += n - 1
		}
	}
}

// cardAt returns of how many groups the card consists that begins at one, the
// longest; 0 where none begins.
func cardAt(c chain, at int) (groups int) {
	if rest := c[at].line[c[at].at:]; len(rest) < minCard || !slices.ContainsFunc(issuers, func(i issuer) bool { return i.begins(rest) }) {
		return 0
	}
	for n := 1; at+n <= len(c); n++ {
		digits := c[at : at+n].joined()
		if len(digits) > maxCard {
			break
		}
		if len(digits) >= minCard && luhn(digits) && issued(digits) && laidOut(c, at, n) {
			groups = n
		}
	}
	return groups
}

func (i *issuer) begins(digits string) bool {
	first := digits[:len(i.from)]
	return first >= i.from && first <= i.to
}

func issued(digits string) bool {
	return slices.ContainsFunc(issuers, func(i issuer) bool { return i.begins(digits) && slices.Contains(i.lengths, len(digits)) })
}

// luhn is the check of ISO/IEC 7812-1, annex B.
func luhn(digits string) bool {
	sum := 0
	for i := range len(digits) {
		d := int(digits[len(digits)-1-i] - '0')
		if i%2 == 1 {
			if d *= 2; d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return sum%10 == 0
}

// laidOut reports whether groups stand as a card's do, and not by chance one
// beside the other, as numbers in a list.
func laidOut(c chain, at, n int) bool {
	groups := c[at : at+n]
	whole := n == len(c)
	switch shortest, breaks := groups.shortest(), groups.breaks(); {
	case n == 1:
		return true
	case groups.has("/+"):
		return false
	case groups.usual(), breaks == 1 && groups.mended().usual():
		return true
	case shortest <= 2 || breaks > 0: // figure by figure, or cell by cell: then there is nothing else beside it
		return whole
	}
	return true
}

// layouts are the groups that cards are printed in, but for fours.
var layouts = []string{"4333", "464", "465", "88", "69", "66", "67", "68"}

func (c chain) usual() bool {
	shape, digits := c.shape(), 0
	for _, g := range c {
		digits += len(g.digits)
	}
	fours := strings.Repeat("4", digits/4)
	if rest := digits % 4; rest > 0 {
		fours += string(rune('0' + rest))
	}
	return len(c) == 1 || shape == fours || slices.Contains(layouts, shape)
}
