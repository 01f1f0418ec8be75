package check

import (
	"maps"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
)

// references holds ids to being there once, and what names them to naming one
// that is there.
func (r *rsmfReader) references(m *rsmfManifest) {
	people := map[string]bool{}
	for i, p := range m.Participants {
		r.once(people, p.ID, at("participants", i))
	}
	conversations := map[string]*rsmfConversation{}
	for i := range m.Conversations {
		c := &m.Conversations[i]
		if conversations[c.ID] != nil {
			r.problem(RSMFID, at("conversations", i), "%q is there twice", c.ID)
		}
		conversations[c.ID] = c
		r.conversation(c, people, at("conversations", i))
	}
	r.events(m, people, conversations)
}

func (r *rsmfReader) once(seen map[string]bool, id, where string) {
	if seen[id] {
		r.problem(RSMFID, where, "%q is there twice", id)
	}
	seen[id] = true
}

func (r *rsmfReader) conversation(c *rsmfConversation, people map[string]bool, where string) {
	members := map[string]bool{}
	for _, id := range c.Participants {
		r.person(id, people, where)
		r.once(members, id, where+"/participants")
	}
	if c.Custodian != "" && !members[c.Custodian] {
		r.problem(RSMFReference, where+"/custodian", "%q is not one of the conversation", c.Custodian)
	}
}

func (r *rsmfReader) person(id string, people map[string]bool, where string) {
	if !people[id] {
		r.problem(RSMFReference, where, "there is no participant %q", id)
	}
}

func (r *rsmfReader) events(m *rsmfManifest, people map[string]bool, conversations map[string]*rsmfConversation) {
	ids := map[[2]string]bool{}
	for i := range m.Events {
		e := &m.Events[i]
		if e.ID != "" && ids[[2]string{e.Conversation, e.ID}] {
			r.problem(RSMFID, at("events", i), "%q is there twice", e.ID)
		}
		ids[[2]string{e.Conversation, e.ID}] = true
	}
	for i := range m.Events {
		e, where := &m.Events[i], at("events", i)
		c := conversations[e.Conversation]
		if c == nil {
			r.problem(RSMFReference, where, "there is no conversation %q", e.Conversation)
		}
		if e.Parent != "" && (e.Parent == e.ID || !ids[[2]string{e.Conversation, e.Parent}]) {
			r.problem(RSMFReference, where+"/parent", "there is no other event %q in its conversation", e.Parent)
		}
		if e.Participant != "" {
			r.person(e.Participant, people, where)
			if c != nil && c.Type == "direct" && !slices.Contains(c.Participants, e.Participant) {
				r.problem(RSMFReference, where, "%q is not one of the direct conversation", e.Participant)
			}
		}
		for _, who := range named(e) {
			r.person(who, people, where)
		}
	}
}

// named are the participants that an event names beside its own.
func named(e *rsmfEvent) []string {
	var list []string
	for _, reaction := range e.Reactions {
		list = append(list, reaction.Participants...)
	}
	for _, s := range append(slices.Clone(e.Edits), e.Receipts...) {
		list = append(list, s.Participant)
	}
	return list
}

func at(what string, i int) string { return "/" + what + "/" + strconv.Itoa(i) }

// closure holds the zip against the manifest, both ways.
func (r *rsmfReader) closure(m *rsmfManifest, entries map[string]zipEntry) {
	used := map[string]bool{}
	use := func(name, where string) {
		if _, there := entries[name]; !there {
			r.problem(RSMFClosure, where, "%q is not in rsmf.zip", name)
		}
		used[name] = true
	}
	for i, p := range m.Participants {
		if p.Avatar != "" {
			use(p.Avatar, at("participants", i))
		}
	}
	for i, c := range m.Conversations {
		if c.Icon != "" {
			use(c.Icon, at("conversations", i))
		}
	}
	for i := range m.Events {
		for _, a := range m.Events[i].Attachments {
			use(a.ID, at("events", i))
			if e, there := entries[a.ID]; there && a.Size != nil && *a.Size != e.size {
				r.problem(RSMFSize, at("events", i), "%q has %d bytes, the manifest says %d", a.ID, e.size, *a.Size)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		if !used[name] {
			r.problem(RSMFClosure, name, "is in rsmf.zip, and no event names it")
		}
	}
}

const maxSpan = 25 * time.Hour // a day on which clocks go back

// times holds timestamps to being in UTC and in order.
func (r *rsmfReader) times(m *rsmfManifest) {
	var last time.Time
	var first time.Time
	for i := range m.Events {
		e, where := &m.Events[i], at("events", i)
		for _, s := range append(slices.Clone(e.Edits), e.Receipts...) {
			if s.Timestamp != "" {
				r.instant(s.Timestamp, where)
			}
		}
		if e.Timestamp == "" {
			if !slices.ContainsFunc(e.Custom, func(c struct{ Name string }) bool { return c.Name == "Time as recorded" }) {
				r.problem(RSMFTime, where, "has no timestamp, and no custom field %q", "Time as recorded")
			}
			continue
		}
		when := r.instant(e.Timestamp, where)
		if when.IsZero() {
			continue
		}
		if when.Before(last) {
			r.problem(RSMFOrder, where, "is at %s, after one at %s", e.Timestamp, last.Format(time.RFC3339Nano))
		}
		last = when
		if first.IsZero() {
			first = when
		}
	}
	if len(m.Events) > maxEvents {
		r.problem(RSMFLimit, "", "has %d events; importers take %d", len(m.Events), maxEvents)
	}
	if last.Sub(first) > maxSpan {
		r.problem(RSMFLimit, "", "goes from %s to %s: more than a day", first.Format(time.RFC3339), last.Format(time.RFC3339))
	}
}

func (r *rsmfReader) instant(text, where string) time.Time {
	when, err := time.Parse("2006-01-02T15:04:05Z", text)
	if err != nil {
		r.problem(RSMFTime, where, "%q is not a time in UTC, such as 2006-01-02T15:04:05Z", text)
	}
	return when
}

// headers holds the mail's header against the manifest.
func (r *rsmfReader) headers(head mail.Header, m *rsmfManifest) {
	say := func(name, want string) {
		if got := decoded(head.Get(name)); got != want {
			r.problem(RSMFHeader, name, "says %q, the manifest %q", got, want)
		}
	}
	first, last := "", ""
	attachments := 0
	for i := range m.Events {
		if e := &m.Events[i]; e.Timestamp != "" {
			if first == "" {
				first = e.Timestamp
			}
			last = e.Timestamp
		}
		attachments += len(m.Events[i].Attachments)
	}
	say("X-RSMF-Version", m.Version)
	say("X-RSMF-BeginDate", first)
	say("X-RSMF-EndDate", last)
	say("X-RSMF-EventCount", strconv.Itoa(len(m.Events)))
	say("X-RSMF-AttachmentCount", strconv.Itoa(attachments))
	say("X-RSMF-EventCollectionID", m.Collection)
	if m.Version != "2.0.0" {
		r.problem(RSMFHeader, "X-RSMF-Version", "is %q; this reads 2.0.0", m.Version)
	}
	r.envelope(head, first)
}

// envelope holds the fields by which platforms tell duplicates to being there.
func (r *rsmfReader) envelope(head mail.Header, first string) {
	from, err := head.AddressList("From")
	if err != nil || len(from) != 1 {
		r.problem(RSMFHeader, "From", "is not one address: %q", head.Get("From"))
	}
	to, err := head.AddressList("To")
	if err != nil || len(to) == 0 {
		r.problem(RSMFHeader, "To", "is no list of addresses: %q", head.Get("To"))
	}
	if len(from) == 1 && !slices.ContainsFunc(to, func(a *mail.Address) bool { return a.Address == from[0].Address }) {
		r.problem(RSMFHeader, "To", "has not the sender, who is one of the participants")
	}
	if strings.TrimSpace(decoded(head.Get("Subject"))) == "" {
		r.problem(RSMFHeader, "Subject", "is missing")
	}
	date, err := head.Date()
	begin, _ := time.Parse("2006-01-02T15:04:05Z", first)
	if err != nil || !begin.IsZero() && !date.Equal(begin.Truncate(time.Second)) {
		r.problem(RSMFHeader, "Date", "%q is not when it begins, %s", head.Get("Date"), first)
	}
	for _, name := range slices.Sorted(maps.Keys(head)) {
		if n := len(head[name]); n > 1 {
			r.problem(RSMFHeader, name, "is there %d times", n)
		}
	}
}
