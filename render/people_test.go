package render

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// people are the names of the participants, those marked that the ticket does
// not list.
func people(transcript *Transcript) []string {
	var list []string
	for _, p := range transcript.Participants {
		if p.Unlisted {
			p.Name += " (unlisted)"
		}
		list = append(list, p.Name)
	}
	return list
}

// Who sent something is among the participants, once.
func TestUnlistedSenders(t *testing.T) {
	rec := decoded(t, `{"id": 1, "culture": "en", "owner": {"id": "o", "type": "AGENT"},
		"participants": [{"id": 1, "type": "Client", "name": "Ann"}, {"id": 2, "type": "User", "name": "Dana", "identifier": "o"}],
		"transactions": [
		{"id": 1, "dateTime": "2026-01-02T03:04:01Z", "type": "TicketOpened", "fromParticipant": {"type": "System", "identifier": "00000000-0000-0000-0000-000000000000"}},
		{"id": 2, "dateTime": "2026-01-02T03:04:02Z", "type": "Message", "text": "a", "fromParticipant": {"id": 1, "type": "Client", "name": "Ann B."}},
		{"id": 3, "dateTime": "2026-01-02T03:04:03Z", "type": "Message", "text": "b", "fromParticipant": {"id": 5, "type": "Client", "name": "Courier", "identifier": "c@x.example"}},
		{"id": 4, "dateTime": "2026-01-02T03:04:04Z", "type": "Message", "text": "c", "fromParticipant": {"id": 9, "type": "Client", "name": "Courier", "identifier": "c@x.example"}},
		{"id": 5, "dateTime": "2026-01-02T03:04:05Z", "type": "Note", "text": "d", "fromParticipant": {"type": "User", "name": "Ron"}},
		{"id": 6, "dateTime": "2026-01-02T03:04:06Z", "type": "Note", "text": "e", "fromParticipant": {"type": "Client", "name": "Silent"}},
		{"id": 7, "dateTime": "2026-01-02T03:04:07Z", "type": "Message", "text": "f", "fromParticipant": {"id": 7, "type": "User", "name": "Dana", "identifier": "o"}},
		{"id": 8, "dateTime": "2026-01-02T03:04:08Z", "type": "Message", "text": "g", "fromParticipant": {"type": "Client", "subProtocolType": "MailBcc", "name": "Blind", "identifier": "b@x.example"}}]}`)
	for audience, want := range map[Audience]string{
		Internal:    "Ann, Dana, Courier (unlisted), Ron (unlisted), Silent (unlisted), Blind (unlisted)",
		Legal:       "Ann, Dana, Courier (unlisted), Ron (unlisted), Silent (unlisted), Blind (unlisted)",
		ForCustomer: "Ann, Dana, Courier",
	} {
		if diff := cmp.Diff(want, strings.Join(people(build(t, rec, Options{Audience: audience})), ", ")); diff != "" {
			t.Errorf("%s (-want +got):\n%s", audience, diff)
		}
	}
}

// A customer's header says what concerns the customer.
func TestFactsForCustomer(t *testing.T) {
	rec := record(t, "../fetch/fetchtest/sample/tickets/220671204.json")
	var labels []string
	for _, f := range build(t, rec, Options{Audience: ForCustomer, Language: "en"}).Facts() {
		labels = append(labels, f.Label)
	}
	if diff := cmp.Diff([]string{"Number", "State", "Opened", "Closed", "Owner", "Channel"}, labels); diff != "" {
		t.Errorf("facts (-want +got):\n%s", diff)
	}
}

// What the blocks say of their direction is the same in every copy and in
// whatever language the labels are.
func TestDirectionOfMessages(t *testing.T) {
	rec := decoded(t, `{"id": 1, "culture": "he-IL", "transactions": [
		{"id": 1, "dateTime": "2026-01-02T03:04:01Z", "type": "Message", "text": "WhatsApp לא עובד לי", "fromParticipant": {"type": "Client"}},
		{"id": 2, "dateTime": "2026-01-02T03:04:02Z", "type": "Message", "text": "050-555-0144", "fromParticipant": {"type": "Client"}},
		{"id": 3, "dateTime": "2026-01-02T03:04:03Z", "type": "Message", "text": "Please call דנה לוי today", "fromParticipant": {"type": "Client"}},
		{"id": 4, "dateTime": "2026-01-02T03:04:04Z", "type": "Message", "html": "<p>המחיר<table><tr><td>iPhone 15<td>5<tr><td>USB<td>6</table>", "fromParticipant": {"type": "Client"}}]}`)
	for _, o := range []Options{{}, {Language: "en"}, {Audience: ForCustomer}, {Audience: Legal, Language: "fr"}} {
		var got []string
		for _, e := range build(t, rec, o).Entries {
			for _, b := range e.Body {
				got = append(got, string(b.Direction))
			}
		}
		if got, want := strings.Join(got, " "), "rtl rtl ltr rtl ltr"; got != want {
			t.Errorf("%s in %q: %s, want %s", o.Audience, o.Language, got, want)
		}
	}
}
