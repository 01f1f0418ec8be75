package query

import (
	"errors"
	"strings"
	"testing"
)

// A filter within a query is told, with its flag; words are words, and so is all
// that stands in quotation marks.
func TestSlip(t *testing.T) {
	for text, want := range map[string]string{
		"refund tag:vip":   "write --tag vip ",
		"(Tag:vip OR a)":   "write --tag vip ",
		`from:2025-01-01`:  "write --from 2025-01-01 ",
		`a tag:"two words`: "write --tag … ",
		`"tag:vip"`:        "",
		"=tag:vip":         "",
		"re:refund tag":    "",
		"https://acme.com": "",
		`צה"ל tagged:x`:    "",
		`(a "open`:         "",
		"":                 "",
	} {
		err := Slip(text)
		bad, ok := errors.AsType[*Error](err)
		if ok != (want != "") || err != nil && (!strings.HasPrefix(bad.Help, want) || !strings.HasPrefix(strings.ToLower(text[bad.Pos:]), bad.What[:4])) {
			t.Errorf("%s: %+v, want %q", text, bad, want)
		}
		if _, err := Parse(text); want != "" && !strings.Contains(text, `"`) && err != nil {
			t.Errorf("%s: a rule may say so: %v", text, err)
		}
	}
}
