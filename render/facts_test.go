package render

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

// decoded is a record of a ticket as the service would send it.
func decoded(t *testing.T, raw string) Record {
	t.Helper()
	tk, err := ticket.Decode([]byte(raw))
	if err != nil {
		t.Fatal(err)
	}
	return Record{Ticket: tk, Raw: []byte(raw)}
}

func TestFactValues(t *testing.T) {
	rec := decoded(t, `{"id": 1, "culture": "he", "field3": "שורה\n\nעוד שורה\u202e", "owner": {"id": "o", "gender": "Female", "type": "AGENT"},
		"dynamicParameters": [{"name": "יעד", "value": {"עיר": "רומא"}, "type": "Object", "creationDatetime": "2026-01-02T03:04:05Z"},
			{"name": "nothing", "value": null, "type": "String"}, {"name": "blank", "strValue": "", "type": "String"}]}`)
	got := make(map[string][]string)
	for _, f := range build(t, rec, Options{}).Facts() {
		got[f.Label] = f.Values
	}
	for label, want := range map[string][]string{
		"שדה 3":   {"שורה\n\nעוד שורה⟨U+202E⟩"},
		"באחריות": {"o", "נציג", "נקבה"},
		"יעד":     {"\u2066{\"עיר\":\"רומא\"}\u2069", "Object", "2 בינואר 2026, 03:04:05 (UTC)"},
		"nothing": {"—", "String"},
		"blank":   {"—", "String"},
	} {
		if diff := cmp.Diff(want, got[label]); diff != "" {
			t.Errorf("%s (-want +got):\n%s", label, diff)
		}
	}
	unknown := build(t, decoded(t, `{"id": 1, "owner": {"gender": "Third", "type": "TEAM"}}`), Options{}).Facts()
	if last := unknown[len(unknown)-1]; strings.Join(last.Values, " ") != "TEAM Third" {
		t.Errorf("owner %q", last.Values)
	}
}

// An override is shown in the body; the text in JSON is the very text.
func TestOverridesAreShown(t *testing.T) {
	const text = "\u202bשלום\u202c \u202eabc\u202c \u200f!"
	for _, member := range []string{"text", "html"} {
		e := build(t, decoded(t, `{"id": 1, "transactions": [{"type": "Message", "`+member+`": "`+text+`"}]}`), Options{}).Entries[0]
		if want := "\u202bשלום\u202c ⟨U+202E⟩abc\u202c \u200f!"; body.Plain(e.Body) != want || e.Text != text {
			t.Errorf("%s: body %q, want %q; text %q, want %q", member, body.Plain(e.Body), want, e.Text, text)
		}
	}
}

// What the text says beyond the HTML stands behind a label, which is no part
// of what was written.
func TestLackingTextIsLabelled(t *testing.T) {
	e := build(t, decoded(t, `{"id": 1, "transactions": [{"type": "Message", "html": "<p>See below</p>", "text": "See below\nThe price is 5"}]}`), Options{}).Entries[0]
	if want := "See below\n\n———\n\nThe message's plain-text version adds:\n\nThe price is 5"; body.Plain(e.Body) != want {
		t.Errorf("body %q, want %q", body.Plain(e.Body), want)
	}
	if want := "See below\n\n———\n\nThe price is 5"; e.Text != want {
		t.Errorf("text %q, want %q", e.Text, want)
	}
}

func TestProvenance(t *testing.T) {
	rec := decoded(t, `{"id": 1, "transactions": [{"type": "TicketOpened", "guidTransactionId": "g", "id": 5, "dateTime": "2026-01-02T03:04:05",
		"fromProtocolType": "Web", "status": "Read", "fromParticipant": {"type": "User", "identifier": "who"}}]}`)
	legal := build(t, rec, Options{Audience: Legal})
	var said []string
	for _, f := range legal.Provenance(&legal.Entries[0]) {
		said = append(said, strings.TrimSpace(f.Name+" "+f.Value))
	}
	if got, want := strings.Join(said, " · "), "TicketOpened · entry g · no. 5 · time 2026-01-02T03:04:05 · channel Web · status Read · user who"; got != want {
		t.Errorf("provenance %q, want %q", got, want)
	}
	if other := build(t, rec, Options{}); other.Provenance(&other.Entries[0]) != nil {
		t.Error("an internal copy tells the provenance")
	}
}
