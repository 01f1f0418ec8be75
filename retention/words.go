package retention

import (
	"strings"
	"time"
)

// Matches says in words which tickets a rule is for.
func (r *Rule) Matches() string {
	if len(r.match) == 0 {
		return "every ticket"
	}
	var parts []string
	for _, c := range r.match {
		parts = append(parts, c.String())
	}
	return strings.Join(parts, ", and ")
}

// singular is how one of what a key lists is called.
var singular = map[string]string{
	keyTags: "tag", keyDepartments: "department", keyChannels: "channel", keyTypes: "ticket type", keyCultures: "culture", keyParticipants: "participant",
}

func (c condition) String() string {
	if c.key == keyClosedBefore {
		return "closed before " + c.before.Format(time.DateOnly)
	}
	var texts []string
	for _, v := range c.values {
		texts = append(texts, v.text)
	}
	name, ok := singular[c.key]
	if !ok {
		name = strings.TrimPrefix(c.key, keyFields+".")
	}
	return name + " " + strings.Join(texts, " or ")
}

// Gives says in words what a rule gives to the tickets that it matches.
func (r *Rule) Gives() string {
	var parts []string
	if r.Retain != (Period{}) {
		parts = append(parts, "at least "+r.Retain.String()+" from closing")
	} else if r.Name == defaultName {
		parts = append(parts, "without end")
	}
	if r.Lock != None {
		parts = append(parts, r.Lock.String()+" lock")
	} else if r.Name == defaultName {
		parts = append(parts, "no lock")
	}
	for _, h := range r.Holds {
		parts = append(parts, "held for "+h)
	}
	if r.StorageClass != "" {
		parts = append(parts, "storage class "+r.StorageClass)
	}
	if len(r.Formats) > 0 {
		parts = append(parts, "as "+strings.Join(r.Formats, ", "))
	}
	return strings.Join(parts, "; ")
}
