package render

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/ticket"
)

func TestBuild(t *testing.T) {
	transcript := build(t, record(t, "testdata/he.json"), Options{Zone: jerusalem(t)})
	want := `event system מערכת [הפנייה נפתחה]
message system מערכת [הודעת פתיחה אוטומטית]: שלום! במה אפשר לעזור?
event agent דנה פרץ [הצטרפות לשיחה: דנה פרץ]
note agent יוסי אזולאי [הערה פנימית]: לקוח חוזר @dana
event agent יוסי אזולאי [הפנייה שויכה אל דנה פרץ על ידי יוסי אזולאי]: דנה פרץ
message customer רותם כהן: כן, *מצוין* 👍 קוד 2*3*4
message agent דנה פרץ: שלום רותם, ההצעה מצורפת.//[סהר]//יעד	מחיר/סיינה	₪1,240//> On Sun, Oct 28, 2018 Rotem wrote:/> Option 2 will be best
event customer רותם כהן [אירוע: RatingGiven · רותם כהן]: 5 כוכבים
event agent דנה פרץ [הפנייה נסגרה · דנה פרץ]
`
	if diff := cmp.Diff(want, entryWords(transcript)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	if got, want := transcript.Header.Title, "חבילת נופש בטוסקנה"; got != want {
		t.Errorf("title %q, want %q", got, want)
	}
	mail := transcript.Entries[6]
	if got := mail.Body[1].Inlines[0].Image.Path; got != "attachments/0001-logo.png" {
		t.Errorf("the image of the mail is %q", got)
	}
	if got, want := mail.Attachments[1].Name, "הצעה ⟨U+202E⟩fdp.exe"; got != want {
		t.Errorf("name %q, want %q", got, want)
	}
	if got := mail.Language; got != "he" {
		t.Errorf("language %q", got)
	}
	if len(transcript.Exceptions) != 1 || transcript.Exceptions[0].Name != mail.Attachments[1].Name {
		t.Errorf("exceptions %v", transcript.Exceptions)
	}
}

func TestDays(t *testing.T) {
	transcript := build(t, record(t, "testdata/he.json"), Options{Zone: jerusalem(t)})
	var got []string
	for _, day := range transcript.Days() {
		var clocks []string
		for _, e := range day.Entries {
			clocks = append(clocks, transcript.FormatClock(e.Time))
		}
		got = append(got, fmt.Sprintf("%s %s: %s", day.Title, day.Offset, strings.Join(clocks, " ")))
	}
	want := []string{ // the clocks went back at 02:00 of the 28th
		"שבת, 27 באוקטובר 2018 UTC+03:00: 23:42:53 23:47:00 23:48:00 23:49:00 23:50:00",
		"יום ראשון, 28 באוקטובר 2018 UTC+02:00: 01:30:00 09:00:00 תאריך שאינו קריא: yesterday",
		"יום שני, 29 באוקטובר 2018 UTC+02:00: 18:42:53",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
	if got, want := transcript.FormatTime(transcript.Header.Closed), "29 באוקטובר 2018, 18:42:53 (UTC+02:00)"; got != want {
		t.Errorf("closed %q, want %q", got, want)
	}
}

// The day that the clocks change has two headings.
func TestDaysOfTwoOffsets(t *testing.T) {
	at := func(s string) Entry {
		parsed, err := time.Parse(time.RFC3339, s)
		if err != nil {
			t.Fatal(err)
		}
		return Entry{Time: Time{UTC: parsed}}
	}
	transcript := build(t, record(t, "testdata/he.json"), Options{Zone: jerusalem(t), Language: "en"})
	transcript.Entries = []Entry{at("2018-10-27T22:30:00Z"), at("2018-10-27T23:30:00Z")}
	var got []string
	for _, day := range transcript.Days() {
		got = append(got, day.Date+" "+day.Offset+" "+transcript.FormatClock(day.Entries[0].Time))
	}
	if diff := cmp.Diff([]string{"2018-10-28 UTC+03:00 01:30:00", "2018-10-28 UTC+02:00 01:30:00"}, got); diff != "" {
		t.Errorf("days (-want +got):\n%s", diff)
	}
}

// What the customer must not see is in no format's reach.
func TestCustomer(t *testing.T) {
	transcript := build(t, record(t, "testdata/he.json"), Options{Audience: ForCustomer})
	want := `event system מערכת [הפנייה נפתחה]
message system מערכת [הודעת פתיחה אוטומטית]: שלום! במה אפשר לעזור?
message customer רותם כהן: כן, *מצוין* 👍 קוד 2*3*4
message agent Dana: שלום רותם, ההצעה מצורפת.//[סהר]//יעד	מחיר/סיינה	₪1,240//> On Sun, Oct 28, 2018 Rotem wrote:/> Option 2 will be best
event agent Dana [הפנייה נסגרה · Dana]
`
	if diff := cmp.Diff(want, entryWords(transcript)); diff != "" {
		t.Errorf("entries (-want +got):\n%s", diff)
	}
	secrets := []string{"dana@", "a-1", "דנה", "יוסי", "לקוח חוזר", "internal", "secret agent", "192.0.2.77", "Haifa", "facebook", "ad-9",
		"tuscany", "u-55", "3500", "3f0d6c1e", "לקוח קשה", "rating", "stars", "score", "quickReplies", "bcc@", "in 3 tries", "220668000", "SECRETSIG", "north", "AGENT", "Female", "VIP"}
	for name, write := range map[string]string{"HTML": written(t, HTML, transcript), "JSON": written(t, JSON, transcript)} {
		page, _, _ := strings.Cut(write, `"audience"`) // its own value there is no secret
		if name == "HTML" {
			_, page, _ = strings.Cut(page, "<body>")
		}
		for _, secret := range secrets {
			if strings.Contains(page, secret) {
				t.Errorf("%s tells the customer %q", name, secret)
			}
		}
	}
}

// A credential, and what changes from one fetch to the next, is in no
// transcript.
func TestNoSignedURLs(t *testing.T) {
	for _, audience := range []Audience{Internal, ForCustomer, Legal} {
		transcript := build(t, record(t, "testdata/he.json"), Options{Audience: audience})
		if strings.Contains(written(t, HTML, transcript)+written(t, JSON, transcript), "SECRETSIG") {
			t.Errorf("%s transcript holds a signature", audience)
		}
	}
}

// Every type that the service documents is said in words of its own, in each
// language.
func TestTypesHaveWords(t *testing.T) {
	for _, lang := range Languages(nil) {
		words, err := loadWords(nil, lang)
		if err != nil {
			t.Fatal(err)
		}
		own := map[string]ticket.TransactionType{}
		for _, name := range transactionTypes {
			typ := ticket.TransactionType(name)
			for _, x := range []ticket.Transaction{{Type: typ}, {Type: typ, From: ticket.Participant{Name: "Zed", Type: ticket.User}}} {
				transcript := build(t, Record{Ticket: &ticket.Ticket{ID: 1, Transactions: []ticket.Transaction{x}}}, Options{Language: lang})
				e := transcript.Entries[0]
				raw := typ != ticket.Message && typ != ticket.Note && strings.Contains(e.Words, string(typ)) // these two are words of many languages
				if e.Words == "" || raw || strings.ContainsAny(e.Words, "{}") {
					t.Errorf("%s: %s is said as %q", lang, typ, e.Words)
				}
				if x.From.Name == "" && typ != ticket.Note {
					if other, taken := own[e.Words]; taken {
						t.Errorf("%s: %s and %s are both said as %q", lang, typ, other, e.Words)
					}
					own[e.Words] = typ
				}
			}
			if messageTypes[typ] && typ != ticket.Message && words.find("kind."+string(typ)) == "" {
				t.Errorf("%s: no words for the kind of message %s", lang, typ)
			}
		}
	}
}

var transactionTypes = strings.Fields(`Message InteractiveDocument LiveVideo LiveVideoBidirectional LiveVideoEnded TicketClosed
	TicketOpened TicketSnoozed TicketReAssigned ParticipantAdd ParticipantDeActivated ParticipantReActivated
	ParticipantProtocolTypeChangeByAgent ParticipantProtocolTypeChangeByCustomer InputBlockedInactiveCustomer ParticipantBlocke
	TicketSetAsPending IntroductionMessage DepartmentClosedMessage OwnerOfflineMessage OwnerOnBreakMessage TicketClosedMessage
	TicketReOpenedMessage CustomerAreYouHereMessage CustomerInputBlockedMessage InteractiveDocumentSealed UnsupportedMediaTypeMessage
	Note TicketAwaken MessageEdited MessageDeleted TicketMovedFromDepartment TicketMovedToDepartment TicketClosedAutomatically`)

func TestEventsInWords(t *testing.T) {
	agent := ticket.Participant{Name: "Dana Levi", Type: ticket.User, ProtocolType: "SMS"}
	system := ticket.Participant{Type: ticket.System}
	for _, test := range []struct {
		typ, text string
		from      ticket.Participant
		want      string
	}{
		{"ParticipantAdd", "", agent, "Dana Levi joined"},
		{"TicketMovedFromDepartment", "Billing", system, "Ticket moved from department: Billing"},
		{"TicketMovedFromDepartment", "", agent, "Ticket moved from another department"},
		{"TicketReAssigned", "Dana Levi", agent, "Ticket reassigned to Dana Levi"},
		{"TicketReAssigned", "Ron", agent, "Dana Levi reassigned the ticket to Ron"},
		{"TicketReAssigned", "Ron", system, "Ticket reassigned to Ron"},
		{"TicketReAssigned", "Night shift", agent, "Dana Levi reassigned the ticket: Night shift"},
		{"TicketReAssigned", "", agent, "Ticket reassigned to Dana Levi"},
		{"TicketClosedAutomatically", "", system, "Ticket closed automatically"},
		{"ParticipantProtocolTypeChangeByAgent", "", agent, "Dana Levi changed the channel"},
		{"ParticipantProtocolTypeChangeByAgent", "WebViaSMS", agent, "Dana Levi changed the channel to Web chat by SMS link"},
		{"ParticipantProtocolTypeChangeByAgent", "Telepathy", system, "Channel changed by the agent to Telepathy"},
		{"ParticipantProtocolTypeChangeByAgent", "as asked", system, "Channel changed by the agent"},
		{"ParticipantProtocolTypeChangeByCustomer", "Viber", agent, "Dana Levi switched to Viber"},
		{"TicketSnoozed", "2026-03-17T08:00:00", agent, "Dana Levi snoozed the ticket until 17 March 2026, 08:00:00 (UTC)"},
		{"TicketSnoozed", "lunch", system, "Ticket snoozed"},
		{"LiveVideoEnded", "00:06:48", system, "Live video ended after 00:06:48"},
		{"LiveVideoEnded", "bye", agent, "Dana Levi ended the live video"},
		{"", "x", system, "Event: unknown"},
		{"unknown", "x", system, "Event: unknown"},
		{"TicketOpened.by", "x", agent, "Dana Levi · event: TicketOpened.by"},
		{"Surprise", "", system, "Event: Surprise"},
		{"Sur\u202eprise", "x", agent, "Dana Levi · event: Sur⟨U+202E⟩prise"},
	} {
		one := ticket.Ticket{ID: 1, Participants: []ticket.Participant{{Name: "Ron", Type: ticket.User}},
			Transactions: []ticket.Transaction{{Type: ticket.Text(test.typ), Text: ticket.Text(test.text), From: test.from}}}
		e := build(t, Record{Ticket: &one}, Options{}).Entries[0]
		if e.Words != test.want || e.Kind != Event {
			t.Errorf("%s %q by %s: %s %q, want %q", test.typ, test.text, test.from.Name, e.Kind, e.Words, test.want)
		}
		inWords := strings.Contains(e.Words, test.text) || test.text == "WebViaSMS" || test.text == "2026-03-17T08:00:00"
		if test.text != "" && inWords != (len(e.Body) == 0) {
			t.Errorf("%s: text %q is shown twice or not at all: %q, %v", test.typ, test.text, e.Words, e.Body)
		}
	}
}

func TestVisible(t *testing.T) {
	for in, want := range map[string]string{
		"evil\u202eexe.live":  "evil⟨U+202E⟩exe.live",
		" a\tb\nc\x00\u2066 ": "a b c⟨U+0000⟩⟨U+2066⟩",
		"דנה \u200fלוי":       "דנה ⟨U+200F⟩לוי",
		"👨‍👩‍👧 ok":            "👨‍👩‍👧 ok",
		"\xff":                "\ufffd",
		"\ufeffx":             "⟨U+FEFF⟩x",
	} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestFormatSize(t *testing.T) {
	transcript := build(t, record(t, "testdata/he.json"), Options{Language: "en"})
	for n, want := range map[int64]string{0: "0 bytes", 1: "one byte", 999: "999 bytes", 1000: "1.0 KB", 9949: "9.9 KB", 184_321: "184 KB",
		999_499: "999 KB", 999_500: "1.0 MB", 1_500_000: "1.5 MB", 3 << 30: "3.2 GB"} {
		if got := transcript.FormatSize(n); got != want {
			t.Errorf("FormatSize(%d) = %q, want %q", n, got, want)
		}
	}
	french := build(t, record(t, "testdata/he.json"), Options{Language: "fr"})
	if got, want := french.FormatSize(1_500_000), "1,5\u00a0Mo"; got != want {
		t.Errorf("in French: %q, want %q", got, want)
	}
}

func TestRoles(t *testing.T) {
	bot := &builder{rec: Record{Ticket: &ticket.Ticket{Type: "GlassixBot", Owner: ticket.Owner{ID: "o", Type: "AGENT"}}}}
	human := &builder{rec: Record{Ticket: &ticket.Ticket{Type: "Regular"}}}
	for _, test := range []struct {
		b    *builder
		p    ticket.Participant
		want Role
	}{
		{human, ticket.Participant{Type: "Client"}, Customer},
		{human, ticket.Participant{Type: "User"}, Agent},
		{human, ticket.Participant{Type: "System"}, System},
		{human, ticket.Participant{Type: ""}, System},
		{human, ticket.Participant{Type: "GlassixBot"}, Automaton},
		{bot, ticket.Participant{Type: "User"}, Automaton},
		{bot, ticket.Participant{Type: "User", Identifier: "o"}, Agent},
		{bot, ticket.Participant{Type: "Client"}, Customer},
		{bot, ticket.Participant{Type: "System", Name: "Sahar Bot"}, Automaton},
		{bot, ticket.Participant{Type: "System"}, System},
		{human, ticket.Participant{Type: "System", Name: "Glassix"}, System},
	} {
		if got := test.b.role(&test.p); got != test.want {
			t.Errorf("role of %s in %s ticket: %s, want %s", test.p.Type, test.b.rec.Ticket.Type, got, test.want)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	if _, err := Build(Record{}, Options{}); err == nil {
		t.Error("a record without a ticket is built")
	}
	if _, err := Build(Record{Ticket: &ticket.Ticket{ID: 1}}, Options{Audience: "press"}); err == nil {
		t.Error("an unknown audience is served")
	}
}

// The same record gives the same bytes, and is not changed.
func TestDeterministic(t *testing.T) {
	rec := record(t, "testdata/he.json")
	before, _ := json.Marshal(rec.Ticket.Transactions)
	var outs []string
	for range 3 {
		transcript := build(t, rec, Options{Generated: time.Unix(0, 0)})
		outs = append(outs, written(t, HTML, transcript)+written(t, JSON, transcript))
	}
	if outs = slices.Compact(outs); len(outs) != 1 {
		t.Error("the same record gives different bytes")
	}
	if after, _ := json.Marshal(rec.Ticket.Transactions); string(after) != string(before) {
		t.Error("Build changes the ticket")
	}
}
