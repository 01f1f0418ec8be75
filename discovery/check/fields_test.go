package check

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
)

// unconfirmed are the fields of each row of which nothing in the folder says the
// same again. docs/production-check.md names them.
var unconfirmed = map[string][]string{
	"ABC-0001": {"FILESIZE", "MD5HASH", "SHA256HASH"}, // of the service's answer
	"ABC-0003": nil,
	"ABC-0004": {"FILEEXT"}, // of a file that is missing
	"ABC-0005": {"FILESIZE"},
}

// Each value of each row is changed for another that looks as good, and all
// hashes are made anew: that is found, but where nothing else says the same.
func TestEveryField(t *testing.T) {
	if testing.Short() {
		t.Skip("reads 180 productions")
	}
	for _, path := range []string{"VOL001/DATA/VOL001.dat", "VOL002/DATA/VOL002.dat"} {
		lines := strings.SplitAfter(string(goodFiles(t)[path]), "\r\n")
		for n := 1; n < len(lines)-1; n++ {
			missed := map[string]bool{}
			values := strings.Split(strings.TrimSuffix(lines[n], "\r\n"), column)
			for i, field := range fields {
				changed := slices.Clone(values)
				changed[i] = quote + other(strings.Trim(values[i], quote)) + quote
				files := goodFiles(t)
				rows := slices.Clone(lines)
				rows[n] = strings.Join(changed, column) + "\r\n"
				files[path] = []byte(strings.Join(rows, ""))
				(&bad{renewed: "all"}).renew(t, files)
				if got, _ := codes(t, save(t, files), Options{}); len(got) == 0 {
					missed[field] = true
				}
			}
			id := strings.Trim(values[0], quote)
			if got := slices.Sorted(maps.Keys(missed)); !slices.Equal(got, unconfirmed[id]) {
				t.Errorf("%s: a change is not found of %q; of %q it may be", id, got, unconfirmed[id])
			}
		}
	}
}

// other is another value of the same kind.
func other(value string) string {
	if value == "" {
		return "1"
	}
	last := value[len(value)-1]
	switch {
	case isDate(value):
		return "01/01/2026 00:00"
	case value == "Y":
		return ""
	case last >= '0' && last <= '9':
		return value[:len(value)-1] + fmt.Sprint((last-'0'+1)%10)
	}
	return value[:len(value)-1] + map[bool]string{true: "b", false: "a"}[last == 'a']
}
