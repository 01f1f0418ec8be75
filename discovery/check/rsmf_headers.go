package check

import (
	"maps"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"time"
)

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
		r.problem(RSMFHeader, "To", "is not a list of addresses: %q", head.Get("To"))
	}
	if len(from) == 1 && !slices.ContainsFunc(to, func(a *mail.Address) bool { return a.Address == from[0].Address }) {
		r.problem(RSMFHeader, "To", "lacks the sender, who is one of the participants")
	}
	if strings.TrimSpace(decoded(head.Get("Subject"))) == "" {
		r.problem(RSMFHeader, "Subject", "is missing")
	}
	date, err := head.Date()
	begin, _ := time.Parse(instantForm, first)
	if err != nil || !begin.IsZero() && !date.Equal(begin.Truncate(time.Second)) {
		r.problem(RSMFHeader, "Date", "%q is not the time at which it begins, %s", head.Get("Date"), first)
	}
	for _, name := range slices.Sorted(maps.Keys(head)) {
		if n := len(head[name]); n > 1 {
			r.problem(RSMFHeader, name, "occurs %d times", n)
		}
	}
}
