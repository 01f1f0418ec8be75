package query

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Differ says in which of their parts two rules differ, each as the first has it
// and as the second has it. Nothing is where both ask the same, whatever the
// order of their filters.
func Differ(a, b Search) []Difference {
	var list []Difference
	other, parts := b.parts(), a.parts()
	for i, p := range parts {
		if p.text != other[i].text {
			list = append(list, Difference{p.name, p.text, other[i].text})
		}
	}
	return list
}

// Difference is a part in which two rules differ, by the flag's name. What one of
// them does not ask is "".
type Difference struct{ Part, A, B string }

func (d Difference) String() string {
	or := func(text string) string {
		if text == "" {
			return "none"
		}
		return text
	}
	return fmt.Sprintf("%s %s, not %s", d.Part, or(d.A), or(d.B))
}

type part struct{ name, text string }

func (s Search) parts() []part {
	query := ""
	if !s.Query.Empty() {
		query = strings.TrimSpace(s.Query.String())
	}
	return []part{
		{"query", query}, {"from", day(s.From)}, {"to", day(s.To)}, {"tag", names(s.Tags)}, {"channel", names(s.Channels)},
		{"department", names(s.Departments)}, {"participant", names(s.Participants)},
	}
}

// day is an instant as it would be typed.
func day(at time.Time) string {
	switch at = at.UTC(); {
	case at.IsZero():
		return ""
	case at.Equal(at.Truncate(24 * time.Hour)):
		return at.Format(time.DateOnly)
	}
	return at.Format(time.RFC3339Nano)
}

func names(list []string) string {
	return strings.Join(slices.Compact(slices.Sorted(slices.Values(list))), ", ")
}
