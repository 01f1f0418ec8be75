package redact

import (
	"strings"
	"testing"
)

// all looks for everything there is a detector for.
func all(t testing.TB, patterns ...Pattern) *Redactor {
	t.Helper()
	r, err := New(Options{Detectors: Detectors(), Patterns: patterns})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// What is to be found stands in braces behind its rule's name.
func TestFind(t *testing.T) {
	r := all(t).For("", "220689377", "123456782")
	others := all(t)
	for _, marked := range []string{
		"כרטיס card{4580 4580 4580 4580}",
	} {
		_ = marked
	}
	for _, s := range []string{"ת.ז. 123456782", "phone 050-1234567", "הטלפון שלי 052-765-4321 ות.ז 12345674", "4580-4580-4580-4580", "4580458045804580", "card 4111 1111 1111 1111.", "IL620108000000099999999", "IL62 0108 0000 0009 9999 999", "amy@x.example", "SSN 123-45-6789", "+972 50-123-4567", "(02) 123-4567", "order 123456782", "05-08-2026 12:30"} {
		var rules []string
		for _, sp := range others.Find(s) {
			rules = append(rules, sp.Rule+":"+s[sp.Start:sp.End])
		}
		t.Log(s, "=>", strings.Join(rules, " | "))
	}
	_ = r
}
