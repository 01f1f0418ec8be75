package redact

import "strings"

// ibanLengths are those of the countries in the IBAN registry of SWIFT.
var ibanLengths = map[string]int{
	"AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BI": 27, "BR": 29, "BY": 28,
	"CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DJ": 27, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18,
	"FK": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HN": 28, "HR": 21, "HU": 28,
	"IE": 22, "IL": 23, "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LC": 32, "LI": 21, "LT": 20,
	"LU": 20, "LV": 21, "LY": 25, "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MN": 20, "MR": 27, "MT": 31, "MU": 30, "NI": 28,
	"NL": 18, "NO": 15, "OM": 23, "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "RU": 33, "SA": 24,
	"SC": 31, "SD": 18, "SE": 24, "SI": 19, "SK": 24, "SM": 27, "SO": 23, "ST": 25, "SV": 28, "TL": 23, "TN": 24, "TR": 26,
	"UA": 29, "VA": 22, "VG": 24, "XK": 20, "YE": 30,
}

// findIBANs looks for international bank account numbers: two letters of a
// country, two check digits, and what the country's length leaves, in groups
// or together.
func findIBANs(t *reading, add func(rule string, start, end int)) {
	text := t.text
	for i := 0; i+4 <= len(text); i++ {
		if !isLetter(text[i]) || !begins(text, i) {
			continue
		}
		if end := ibanAt(text, i); end > 0 {
			add(IBAN, i, end)
			i = end - 1
		}
	}
}

// begins reports whether a word may begin at a place: also behind "IBAN"
// itself, written together.
func begins(text []byte, i int) bool {
	if i == 0 || !isLetter(text[i-1]) && !isDigit(text[i-1]) {
		return true
	}
	return i >= 4 && strings.EqualFold(string(text[i-4:i]), "iban")
}

// ibanAt returns where the IBAN ends that begins at a place, or 0.
func ibanAt(text []byte, at int) (end int) {
	number := make([]byte, 0, 34)
	length, digits := 4, 0
	for i := at; len(number) < length; {
		c := text[i]
		if isDigit(c) {
			digits++
		} else if c = c &^ 0x20; !isLetter(c) || len(number) == 2 || len(number) == 3 {
			return 0
		}
		number = append(number, c)
		if i++; len(number) == 4 {
			if length = ibanLengths[string(number[:2])]; length == 0 || digits != 2 {
				return 0
			}
		}
		end = i
		for i < len(text) && i-end < maxGap && parts(text[i:i+1]) && text[i] != '/' && text[i] != '+' {
			i++
		}
		if len(number) < length && i == len(text) {
			return 0
		}
	}
	if end < len(text) && (isLetter(text[end]) || isDigit(text[end])) || 2*digits < length-4 || mod97(number) != 1 {
		return 0
	}
	return end
}

// mod97 is the check of ISO 13616: the first four characters go to the end,
// and letters count from ten.
func mod97(number []byte) int {
	rest := 0
	for i := range number {
		c := number[(i+4)%len(number)]
		if isDigit(c) {
			rest = (rest*10 + int(c-'0')) % 97
		} else {
			rest = (rest*100 + int(c-'A') + 10) % 97
		}
	}
	return rest
}
