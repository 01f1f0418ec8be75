package redact

import (
	"strconv"
	"strings"
	"sync"

	"github.com/nyaruka/phonenumbers"
)

// homeRegion is the country that telephone numbers are of where nothing tells
// another.
const homeRegion = "IL"

const (
	minPhone, maxPhone = 7, 15 // digits, with the country's code
	maxPhoneGroups     = 7
)

// findPhones looks for telephone numbers: with their country's code behind a
// plus or zeros, or with the code of one of the regions and without any; and
// for those of the regions, with their trunk prefix or in groups.
func (r *Redactor) findPhones(t *reading, c chain, add func(rule string, start, end int)) {
	if whole := c.figures(); whole != nil && r.dials(t, whole, whole.joined(), false) {
		add(Phone, c.start(), c.end())
		return
	}
	for i := 0; i < len(c); i++ {
		n, plus := r.phoneAt(t, c, i)
		if n == 0 {
			continue
		}
		add(Phone, c[i].start-plus, c[i+n-1].end)
		i += n - 1
	}
}

// phoneAt returns of how many groups the telephone number consists that begins
// at one, the longest, and how many bytes its plus and brackets stand before it.
func (r *Redactor) phoneAt(t *reading, c chain, at int) (groups, plus int) {
	plus, isPlus := leading(t, c[at].start)
	if !isPlus && (c[at].partOfDate(c, at) || fraction(t, c[at].start) || inCode(t, c[at].start)) {
		return 0, 0
	}
	for n := 1; n <= maxPhoneGroups && at+n <= len(c); n++ {
		if n > 1 && strings.Contains(c[at+n-1].gap, "+") {
			break
		}
		digits := c[at : at+n].joined()
		if len(digits) > maxPhone+3 {
			break
		}
		if len(digits) < minPhone || n > 2 && c[at+1:at+n].shortest() < 2 && !isPlus {
			continue
		}
		if r.dials(t, c[at:at+n], digits, isPlus) {
			groups = n
		}
	}
	return groups, plus
}

// leading is how many bytes a plus, a bracket and spaces take before a number.
func leading(t *reading, at int) (bytes int, plus bool) {
	start := at
	for start > 0 && at-start < 3 && strings.IndexByte(" (", t.text[start-1]) >= 0 {
		start--
	}
	if start > 0 && t.text[start-1] == '+' {
		return at - start + 1, true
	}
	if at > 0 && t.text[at-1] == '(' {
		return 1, false
	}
	return 0, false
}

// figures is a chain of single figures made one group, as a number is in a
// form with a cell for each; nil for any other.
func (c chain) figures() chain {
	if len(c) < 9 || len(c) > maxPhone || len(c.joined()) != len(c) {
		return nil
	}
	return chain{{start: c.start(), end: c.end(), digits: c.joined(), line: c.joined()}}
}

// partOfDate reports whether a date begins at a group: 05-08-2026.
func (g group) partOfDate(c chain, at int) bool {
	if at+3 > len(c) {
		return false
	}
	switch c[at : at+3].shape() {
	case "224", "114", "124", "214", "422", "222":
		return c[at+1].gap == c[at+2].gap && (c[at+1].gap == "-" || c[at+1].gap == "/" || c[at+1].gap == ".")
	}
	return false
}

// inCode reports whether a letter of Latin or a sign ties digits to what
// stands before, as in codes of orders.
func inCode(t *reading, at int) bool {
	return at > 0 && (isLetter(t.text[at-1]) || t.text[at-1] == '#')
}

// dials reports whether digits are a telephone number.
func (r *Redactor) dials(t *reading, groups chain, digits string, plus bool) bool {
	if plus {
		return international(strings.TrimPrefix(digits, "00"), false)
	}
	if rest, zeros := strings.CutPrefix(digits, "00"); zeros {
		return len(rest) >= 10 && international(rest, false)
	}
	return regional(t, groups, digits, home()) || r.abroad.code != 0 && regional(t, groups, digits, r.abroad)
}

// callingCodes are those of all countries.
var callingCodes = sync.OnceValue(phonenumbers.GetSupportedCallingCodes)

// country is how a region's numbers are dialled.
type country struct {
	region string
	code   int
	prefix string // the code as text
	trunk  string // before a number within the country, or ""
}

func countryOf(region string) (country, bool) {
	code := phonenumbers.GetCountryCodeForRegion(region)
	return country{region, code, strconv.Itoa(code), phonenumbers.GetNddPrefixForRegion(region, true)}, code != 0
}

var home = sync.OnceValue(func() country { c, _ := countryOf(homeRegion); return c })

// international reports whether digits begin with a country's code and have
// as many as a number of that country; strictly, also whether the country
// gives such numbers out.
func international(digits string, strictly bool) bool {
	if len(digits) < minPhone+1 || len(digits) > maxPhone || digits[0] == '0' {
		return false
	}
	codes := callingCodes()
	for n := 1; n <= 3; n++ {
		code, _ := strconv.Atoi(digits[:n])
		if !codes[code] {
			continue
		}
		national := digits[n:]
		if code == 972 && isIsraeli("0"+strings.TrimPrefix(national, "0")) {
			return true
		}
		return known(code, national, strictly)
	}
	return false
}

func known(code int, national string, strictly bool) bool {
	number := phoneNumber(code, national)
	if number == nil || phonenumbers.IsPossibleNumberWithReason(number) != phonenumbers.IS_POSSIBLE {
		return false
	}
	return !strictly || phonenumbers.IsValidNumber(number)
}

func phoneNumber(code int, national string) *phonenumbers.PhoneNumber {
	value, err := strconv.ParseUint(national, 10, 64)
	if err != nil {
		return nil
	}
	country, zero := int32(code), strings.HasPrefix(national, "0")
	return &phonenumbers.PhoneNumber{CountryCode: &country, NationalNumber: &value, ItalianLeadingZero: &zero}
}

// isIsraeli reports whether digits have the form of a number of Israel with
// its zero. Which of them are given out changes from year to year.
func isIsraeli(digits string) bool {
	if len(digits) < 9 || digits[0] != '0' {
		return false
	}
	switch digits[1] {
	case '5', '7':
		return len(digits) == 10
	case '2', '3', '4', '8', '9':
		return len(digits) == 9
	}
	return false
}

// regional reports whether digits are a number of a country as it is dialled
// there, or one with the country's code.
func regional(t *reading, groups chain, digits string, of country) bool {
	if national, own := strings.CutPrefix(digits, of.prefix); own && len(national) >= 8 && (len(digits) >= 11 || len(groups) > 1) && international(digits, true) {
		return true
	}
	if of.region == homeRegion {
		return isIsraeli(digits) && israeliGroups(groups)
	}
	if of.trunk == "0" {
		national, trunked := strings.CutPrefix(digits, of.trunk)
		return trunked && len(national) >= 7 && known(of.code, national, true)
	}
	return len(digits) >= 8 && (len(groups) > 1 || t.hintAt(groups.start()) == other) && known(of.code, digits, true)
}

// israeliGroups reports whether groups stand as people write numbers: the
// area's or the network's by itself, or the first of more digits.
func israeliGroups(groups chain) bool {
	first := len(groups[0].digits)
	return first >= 3 || first == 2 && groups[0].digits[1] != '5' && groups[0].digits[1] != '7' && (len(groups) == 1 || len(groups[1].digits) >= 3)
}
