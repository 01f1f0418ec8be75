package render

import (
	"encoding/json"
	"strconv"
	"strings"
)

// Fact is a labelled row of the header.
type Fact struct {
	Group  string   // "" are the main ones; else details, campaign, parameters or other, named by the words of group.<Group>
	Label  string   // in the transcript's language, or the service's own name
	Values []string // at least one; one may have lines, parted by "\n", and JSON stands between U+2066 and U+2069
	Code   bool     // an identifier or an address, to be set left to right
	Alike  bool     // the values are of one kind: those after the first are no details of it
}

// Value returns the values as one text.
func (f Fact) Value() string { return strings.Join(f.Values, " · ") }

// factList gathers facts; what is empty is left out.
type factList struct {
	t     *Transcript
	group string
	facts []Fact
}

func (l *factList) add(key string, values ...string) { l.put(l.t.Say("fact."+key), false, values) }

func (l *factList) code(key string, values ...string) { l.put(l.t.Say("fact."+key), true, values) }

func (l *factList) alike(key string, values ...string) {
	before := len(l.facts)
	if l.add(key, values...); len(l.facts) > before {
		l.facts[before].Alike = true
	}
}

func (l *factList) put(label string, code bool, values []string) {
	var said []string
	for _, v := range values {
		if v = factValue(v); v != "" {
			said = append(said, v)
		}
	}
	if len(said) > 0 {
		l.facts = append(l.facts, Fact{Group: l.group, Label: label, Values: said, Code: code})
	}
}

// factValue is a value as it can be shown: its lines as they are, and JSON
// from left to right whatever the page's direction.
func factValue(value string) string {
	if data := strings.TrimSpace(value); data != "" && strings.ContainsRune("{[", rune(data[0])) && json.Valid([]byte(data)) {
		return "\u2066" + Visible(data) + "\u2069"
	}
	var lines []string
	for line := range strings.Lines(strings.ReplaceAll(value, "\r\n", "\n")) {
		lines = append(lines, Visible(line))
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}

func (l *factList) time(key string, at Time, more ...string) {
	if !at.IsZero() {
		l.add(key, append([]string{l.t.FormatTime(at)}, more...)...)
	}
}

func (l *factList) number(key string, numbers ...int64) {
	var values []string
	for _, n := range numbers {
		if n != 0 {
			values = append(values, strconv.FormatInt(n, 10))
		}
	}
	l.code(key, values...)
}

func (l *factList) named(list []NameValue) {
	for _, nv := range list {
		l.put(Visible(nv.Name), false, []string{nv.Value})
	}
}

// Facts returns the header's rows in the order to show them: the main ones,
// then group by group. An empty fact is left out.
func (t *Transcript) Facts() []Fact {
	l := &factList{t: t}
	t.mainFacts(l)
	l.group = "details"
	t.detailFacts(l)
	l.group = "campaign"
	l.named(t.Header.Referral)
	l.named(t.Header.UTM)
	l.group = "parameters"
	t.parameterFacts(l)
	l.group = "other"
	l.named(t.Header.Other)
	return l.facts
}

func (t *Transcript) mainFacts(l *factList) {
	h := &t.Header
	l.number("number", h.Number)
	l.add("state", t.word("state", h.State), said(h.ClosedAuto, t.Say("value.closed_automatically")))
	l.time("opened", h.Opened)
	l.time("closed", h.Closed)
	l.time("last_activity", h.LastActivity)
	l.add("department", h.Department.Name)
	l.code("department", said(h.Department.Name == "", h.Department.ID))
	l.add("owner", h.Owner.Name, h.Owner.UserName)
	l.add("channel", t.word("protocol", h.Channel))
	l.add("type", t.word("tickettype", h.Type))
	l.add("culture", h.Culture)
	l.add("incoming", said(h.Incoming, t.Say("value.incoming")))
	l.alike("tags", h.Tags...)
	for _, f := range h.Fields {
		l.put(t.Say("fact.field", strconv.Itoa(f.Number)), false, []string{f.Value})
	}
	l.add("summary", h.Summary)
	l.code("unique_argument", h.UniqueArgument)
	l.number("moved_from", h.MovedFrom)
	l.number("moved_to", h.MovedTo)
	l.number("parent", h.ParentNested)
	l.number("nested", h.Nested...)
	if h.TransactionsCount != nil && *h.TransactionsCount != int64(t.received) {
		l.add("transactions", t.Say("value.received", strconv.FormatInt(*h.TransactionsCount, 10), strconv.Itoa(t.received)))
	}
}

func (t *Transcript) detailFacts(l *factList) {
	h := &t.Header
	l.add("source_title", h.SourceTitle)
	l.code("source_uri", h.SourceURI)
	l.add("location", h.Location)
	l.code("ip_address", h.IPAddress)
	l.code("user_agent", h.UserAgent)
	l.code("department", said(h.Department.Name != "", h.Department.ID))
	l.code("owner", h.Owner.ID, t.word("ownertype", h.Owner.Type), t.word("gender", h.Owner.Gender), h.Owner.Culture, h.Owner.UniqueArgument,
		said(h.Owner.Anonymous, t.Say("value.anonymous")))
}

func (t *Transcript) parameterFacts(l *factList) {
	for _, p := range t.Header.Parameters {
		var when string
		if !p.Created.IsZero() {
			when = t.FormatTime(p.Created)
		}
		value := p.Value
		if strings.TrimSpace(value) == "" {
			value = t.Say("value.empty")
		}
		values := []string{value, p.Type, when}
		if t.View.Audience == Legal {
			values = append(values, p.ID, p.FlowID)
		}
		l.put(Visible(p.Name), false, values)
	}
}

func said(when bool, text string) string {
	if when {
		return text
	}
	return ""
}
