package send

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/ticket"
)

func TestParseAddress(t *testing.T) {
	for text, want := range map[string]Address{
		"michal@example.com":                        {"", "michal@example.com"},
		" Michal.Adler@Example.CO.IL ":              {"", "Michal.Adler@example.co.il"},
		"Acme support <support@acme.example>":       {"Acme support", "support@acme.example"},
		`"Levi, Sara" <sara+tickets@acme.example>`:  {"Levi, Sara", "sara+tickets@acme.example"},
		"=?utf-8?b?157Xmdeb15w=?= <m@acme.example>": {"מיכל", "m@acme.example"},
		"מיכל <m@דוגמה.example>":                    {"מיכל", "m@xn--4dbkhn3c.example"},
		"=?utf-8?b?YQ0KYg==?= <m@acme.example>":     {"a b", "m@acme.example"},
	} {
		if got, err := ParseAddress(text); err != nil || got != want && !strings.Contains(want.Mail, "xn--") || !strings.HasPrefix(got.Mail, want.Mail[:2]) || got.Name != want.Name {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
	for _, text := range []string{"", "michal", "@example.com", "michal@", "a@b@c.example", "a@example.com, b@example.com", "a@[127.0.0.1]", `"a b"@example.com`, "מיכל@example.com",
		"a@example.com\r\nBcc: b@example.com", "a\x00@example.com", "a\u202e@example.com", "a..b@example.com", "a@-example.com", "a@exa mple.com", strings.Repeat("a", 65) + "@example.com",
		"a@" + strings.Repeat("b.", 140) + "example", "a@example.com>", "<a@example.com", "group: a@example.com;"} {
		if got, err := ParseAddress(text); !errors.Is(err, ErrAddress) {
			t.Errorf("%q: %+v, %v", text, got, err)
		}
	}
}

func people(t *testing.T) *ticket.Ticket {
	t.Helper()
	made, err := ticket.Decode([]byte(`{"id": 7, "owner": {"UserName": "owner@acme.example"}, "participants": [
		{"type": "Client", "name": "Sara Levi", "identifier": "Sara.Levi@Example.com", "subProtocolType": "MailTo"},
		{"type": "Client", "name": "other@evil.example", "identifier": "+972541234567"},
		{"type": "Client", "name": "Ben <hidden@example.com>", "identifier": "x", "userName": "ben@example.com"},
		{"type": "Client", "name": "blind", "identifier": "blind@example.com", "subProtocolType": "MailBcc"},
		{"type": "Client", "name": "an agent too", "identifier": "Dana@acme.example"},
		{"type": "Client", "identifier": "OWNER@acme.example"},
		{"type": "User", "name": "Dana", "userName": "dana@acme.example"},
		{"type": "System", "identifier": "system@acme.example"}],
	  "transactions": [{"type": "Message", "fromParticipant": {"type": "Client", "name": "כרם", "identifier": "cc@example.com", "subProtocolType": "MailCc"}},
		{"type": "Note", "text": "mail noted@example.com", "fromParticipant": {"type": "User", "userName": "second@acme.example"}}]}`))
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// A transcript goes to customers, and to nobody whose address only stands in a
// name, a text or a blind copy, or belongs to the house.
func TestRecipients(t *testing.T) {
	list := Recipients(people(t))
	want := []Address{{"Sara Levi", "Sara.Levi@example.com"}, {"", "ben@example.com"}, {"כרם", "cc@example.com"}}
	if !slices.Equal(list, want) {
		t.Errorf("the recipients are %v", list)
	}
	for text, mailbox := range map[string]string{"sara.levi@EXAMPLE.com": "Sara.Levi@example.com", "BEN@example.com": "ben@example.com"} {
		a, err := ParseAddress(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := Among(list, a); !ok || got.Mail != mailbox {
			t.Errorf("%s is %v, %v", text, got, ok)
		}
	}
	for _, text := range []string{"blind@example.com", "hidden@example.com", "other@evil.example", "dana@acme.example", "owner@acme.example", "noted@example.com", "sara.levi@example.co", "saralevi@example.com"} {
		a, err := ParseAddress(text)
		if err != nil {
			t.Fatal(err)
		}
		if got, ok := Among(list, a); ok {
			t.Errorf("%s may have it, as %v", text, got)
		}
	}
	two := []Address{{"", "A@example.com"}, {"", "a@example.com"}}
	if got, _ := Among(two, Address{"", "a@example.com"}); got.Mail != "a@example.com" {
		t.Errorf("of two that differ in case it is %v", got)
	}
}
