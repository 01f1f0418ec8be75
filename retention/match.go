package retention

import (
	"slices"
	"strings"
	"time"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// The keys of match. Those of fields are fields.field1 to fields.field10.
const (
	keyTags         = "tags"
	keyDepartments  = "departments"
	keyChannels     = "channels"
	keyTypes        = "ticket_types"
	keyCultures     = "cultures"
	keyParticipants = "participants"
	keyFields       = "fields"
	keyClosedBefore = "closed_before"
)

// match is what a ticket has to meet, all of it.
type match []condition

// condition is met by any of its values, or by closing before a date.
type condition struct {
	key    string
	values []value
	before time.Time // of closed_before only
}

// value is a text of the policy, and what of it is compared.
type value struct{ text, folded string }

// fold makes texts that mean the same equal: space around them, case, and the
// ways to write one letter do not count.
func fold(s string) string {
	return norm.NFC.String(cases.Fold().String(norm.NFC.String(strings.TrimSpace(s))))
}

// meets says by what the facts meet the whole match.
func (m match) meets(f facts) (because string, ok bool) {
	var met []string
	for _, c := range m {
		by, ok := c.meets(f)
		if !ok {
			return "", false
		}
		met = append(met, c.key+" "+by)
	}
	return strings.Join(met, ", "), true
}

func (c condition) meets(f facts) (by string, ok bool) {
	if c.key == keyClosedBefore {
		return c.before.Format(time.DateOnly), !f.closed.IsZero() && f.closed.Before(c.before)
	}
	for _, v := range c.values {
		if slices.Contains(f.texts[c.key], v.folded) {
			return v.text, true
		}
	}
	return "", false
}
