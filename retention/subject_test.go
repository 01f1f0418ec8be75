package retention

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/ticket"
)

func TestSubjectOf(t *testing.T) {
	tk, err := ticket.Decode([]byte(`{"id": 7, "departmentId": "d", "field1": "SH-1", "field10": 5, "culture": "he-IL", "ticketType": "Regular",
		"tags": ["a", "b"], "owner": {"UserName": "owner@example.com"}, "state": "Closed", "close": "2026-01-02T03:04:05.1234567", "primaryProtocolType": "Web",
		"participants": [
			{"type": "Client", "protocolType": "WhatsApp", "identifier": "972555550144", "name": "Nobody compares names"},
			{"type": "User", "protocolType": "Undefind", "identifier": "", "userName": "dana@example.com"}],
		"transactions": [
			{"fromProtocolType": "SMS", "fromParticipant": {"protocolType": "SMS", "identifier": "+972555550171"}},
			{"fromProtocolType": "Undefined", "fromParticipant": {"userName": "dana@example.com", "protocolType": "None"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	got := SubjectOf(tk, "Orders")
	want := Subject{
		Ticket: 7, Tags: []string{"a", "b"}, Department: "d", DepartmentName: "Orders", Type: "Regular", Culture: "he-IL",
		Channels:     []string{"Web", "WhatsApp", "SMS"},
		Participants: []string{"owner@example.com", "972555550144", "dana@example.com", "+972555550171"},
		Fields:       map[string]string{"field1": "SH-1", "field10": "5"},
		Closed:       at(t, "2026-01-02T03:04:05.1234567Z"),
	}
	for name, v := range got.Fields {
		if v == "" {
			delete(got.Fields, name)
		}
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// What a head lacks matches nothing: a rule for an empty text cannot be
// written, and an empty ticket meets no other.
func TestEmptyTicketMeetsTheDefaultOnly(t *testing.T) {
	tk, err := ticket.Decode([]byte(`{"id": 7}`))
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range policies(t)[1:] {
		for _, r := range p.Decide(SubjectOf(tk, "")).Why {
			if r.Rule != "default" {
				t.Errorf("%s: %+v", p.Name, r)
			}
		}
	}
}
