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
