package render

import (
	"slices"
	"strings"
)

// Identifiers is what somebody is known by beside the name, each under its
// label in the transcript's language. An address or a telephone number says
// itself what it is, and has none. What is said already and the nil GUID are
// left out.
func (t *Transcript) Identifiers(who Participant) []NameValue {
	known := []string{who.Name}
	var list []NameValue
	for _, id := range []NameValue{{"identifier", who.UserName}, {"identifier", who.Identifier}, {"contact", who.Contact}, {"department", who.Department}} {
		value := Visible(id.Value)
		if strings.Trim(value, "0-") == "" || slices.Contains(known, value) {
			continue
		}
		known = append(known, value)
		label := ""
		if !saysItself(value) {
			label = t.Say("participant." + id.Name)
		}
		list = append(list, NameValue{Name: label, Value: value})
	}
	return list
}

// saysItself reports whether a value is an e-mail address or a telephone
// number with its country's code.
func saysItself(value string) bool {
	digits := strings.TrimPrefix(value, "+")
	return strings.Contains(value, "@") || len(digits) >= 9 && strings.Trim(digits, "0123456789") == ""
}
