package production

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// Bates says how pages are numbered: ABC-0000001.
type Bates struct {
	Prefix string
	Digits int
}

// MaxDigits bounds the width of a number.
const MaxDigits = 15

var prefixForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$`)

// Check tells whether numbers can be written so: as names of files in every
// system, and in load files, which have no quoting.
func (b Bates) Check() error {
	switch {
	case !prefixForm.MatchString(b.Prefix):
		return fmt.Errorf("%.60q is not a prefix for numbers: up to 40 of A-Z, a-z, 0-9, dot, dash and underscore", b.Prefix)
	case b.Digits < 1 || b.Digits > MaxDigits:
		return fmt.Errorf("numbers have from 1 to %d digits, not %d", MaxDigits, b.Digits)
	case reserved[strings.ToUpper(stem(b.Prefix))]:
		return fmt.Errorf("%q is a device's name on Windows, so files cannot begin with it", b.Prefix)
	}
	return nil
}

// stem is a name up to its first dot: what Windows takes for a device's.
func stem(name string) string {
	name, _, _ = strings.Cut(name, ".")
	return name
}

var reserved = map[string]bool{"CON": true, "PRN": true, "AUX": true, "NUL": true}

// Of is the number n in full.
func (b Bates) Of(n int64) string {
	return b.lead() + fmt.Sprintf("%0*d", b.Digits, n)
}

// lead is what stands before the digits.
func (b Bates) lead() string {
	if strings.ContainsAny(b.Prefix[len(b.Prefix)-1:], "-_.") {
		return b.Prefix
	}
	return b.Prefix + "-"
}

// fits tells whether the number n has no more digits than all others.
func (b Bates) fits(n int64) bool { return n > 0 && len(strconv.FormatInt(n, 10)) <= b.Digits }
