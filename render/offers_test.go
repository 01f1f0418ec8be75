package render

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

// offersOf is the plain text of what a payload offers in a message to the
// customer.
func offersOf(t *testing.T, audience Audience, payload string) string {
	t.Helper()
	one := ticket.Ticket{ID: 1, Culture: "en", Transactions: []ticket.Transaction{{
		Type: ticket.Message, Text: "Choose", From: ticket.Participant{Type: ticket.User, Name: "Bot"}, Payload: json.RawMessage(payload)}}}
	e := build(t, Record{Ticket: &one}, Options{Audience: audience}).Entries[0]
	if e.Text != "Choose" {
		t.Errorf("%s changes the text: %q", payload, e.Text)
	}
	if len(e.Body) == 1 {
		return ""
	}
	if got, want := body.Plain(e.Body[:2]), "Choose\n\nOffered to choose from:"; got != want {
		t.Errorf("%s: %q", payload, got)
	}
	return body.Plain(e.Body[2:])
}

// What a message offers is told in every copy, what its buttons send in none.
func TestOffers(t *testing.T) {
	for name, test := range map[string]struct{ payload, want string }{
		"the service": {`{"templates": [{"type": "carousel", "id": "SECRET", "elements": [{"title": "Orders", "subtitle": "הזמנות", "image_url": "https://x.example/?SECRET",
			"buttons": [{"type": "postback", "title": "Choose", "payload": "SECRET"}, {"type": "web_url", "title": "Site", "url": "https://x.example/?SECRET"}]}]}],
			"quickReplies": [{"contentType": "text", "title": "Opening hours", "payload": "SECRET"}, {"title": "שעות פתיחה"}], "enableFreeTextInput": true}`,
			"- Orders\n  הזמנות\n  - Choose\n  - Site\n- Opening hours\n- שעות פתיחה"},
		"texts":          {`{"quickReplies": ["Yes", " ", "No"], "templates": ["SECRET"]}`, "- Yes\n- No"},
		"Messenger":      {`{"attachment": {"payload": {"template_type": "SECRET", "text": "Choose", "buttons": [{"title": "A"}]}}, "quick_replies": [{"title": "B"}]}`, "- A\n- B"},
		"WhatsApp":       {`{"interactive": {"type": "SECRET", "action": {"sections": [{"title": "Dates", "rows": [{"id": "SECRET", "title": "Mon", "description": "9-12"}]}], "buttons": [{"reply": {"id": "SECRET", "title": "Later"}}]}}}`, "- Dates\n  - Mon\n    9-12\n- Later"},
		"Telegram":       {`{"reply_markup": {"inline_keyboard": [[{"text": "A", "callback_data": "SECRET"}], [{"text": "B"}]]}}`, "- A\n- B"},
		"Viber":          {`{"keyboard": {"Buttons": [{"Text": "A", "ActionBody": "SECRET"}]}}`, "- A"},
		"sent by button": {`{"buttons": [{"title": "A", "payload": {"options": ["SECRET"]}, "action": {"buttons": [{"title": "SECRET"}]}}]}`, "- A"},
		"nothing":        {`{"quickReply": "SECRET", "options": "SECRET", "internal": {"buttons": [{"title": "SECRET"}]}}`, ""},
		"no object":      {`["SECRET"]`, ""},
		"deep":           {strings.Repeat(`{"rows":[`, 40) + `{"title":"SECRET"}` + strings.Repeat(`]}`, 40), ""},
	} {
		for _, audience := range []Audience{Internal, ForCustomer, Legal} {
			if diff := cmp.Diff(test.want, offersOf(t, audience, test.payload)); diff != "" {
				t.Errorf("%s for %s (-want +got):\n%s", name, audience, diff)
			}
		}
	}
}

// The sample's bot: a bot, and its buttons in each copy.
func TestBotOfTheSample(t *testing.T) {
	rec := record(t, "../fetch/fetchtest/sample/tickets/220792553.json")
	for _, audience := range []Audience{Internal, ForCustomer, Legal} {
		transcript := build(t, rec, Options{Audience: audience})
		for form, text := range map[string]string{"HTML": visibleText(t, written(t, HTML, transcript)), "JSON": written(t, JSON, transcript)} {
			for _, want := range []string{"שעות פתיחה", "Orders", "Choose", "Yes"} {
				if !strings.Contains(text, want) {
					t.Errorf("%s for %s lacks %q", form, audience, want)
				}
			}
			if audience == ForCustomer && strings.Contains(text, "HOURS") {
				t.Errorf("%s tells what a button sends", form)
			}
		}
		if !slices.ContainsFunc(transcript.Participants, func(p Participant) bool { return p.Role == Automaton }) {
			t.Errorf("%s: no bot among %v", audience, transcript.Participants)
		}
	}
}
