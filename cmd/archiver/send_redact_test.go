package main

import (
	"os"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/send/sendtest"
)

// What a rule finds is in no part of the mail, and in its log before the mail.
func TestSendRedacted(t *testing.T) {
	h, remote := newHouse(t, sendtest.Options{})
	h.env["ARCHIVER_CUSTODY_KEY_FILE"] = ""
	const card = "4580458045804580"
	ticket := `{"id": 77, "culture": "en-US", "participants": [{"type": "Client", "name": "Michal 4580 4580 4580 4580", "identifier": "michal@example.com", "protocolType": "Mail", "subProtocolType": "MailTo"}],
		"transactions": [{"type": "Message", "dateTime": "2026-01-02T03:04:05Z", "text": "it is 4580-4580-4580-4580, thank you", "fromParticipant": {"type": "Client", "name": "Michal 4580 4580 4580 4580", "identifier": "michal@example.com"},
			"attachments": [{"fileIdentifier": "a", "originalFileName": "card 4580 4580 4580 4580.jpg"}]}]}`
	if err := os.WriteFile("ticket.json", []byte(ticket), 0o600); err != nil {
		t.Fatal(err)
	}
	digits := func(s string) string {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, s)
	}
	h.run(exitOK, "send", "ticket.json", "--to", "michal@example.com", "--format", "pdf,html,json", "--redact", "card", "--redaction-log", "log.jsonl")
	head, parts := readMail(t, remote.Taken()[0].Data)
	if to, err := head.AddressList("To"); err != nil || to[0].Name != "" {
		t.Errorf("To is %v, %v", to, err)
	}
	for i, p := range parts {
		if text := legible(t, p); strings.Contains(digits(text), card) || i > 1 && strings.HasSuffix(p.name, ".json") && !strings.Contains(text, "thankyou") {
			t.Errorf("%s %s tells the card, or nothing", p.kind, p.name)
		}
	}
	if !strings.Contains(string(parts[0].data), "not attached") || len(parts) != 5 {
		t.Errorf("%d parts, and the letter is %s", len(parts), parts[0].data)
	}
	log, err := os.ReadFile("log.jsonl")
	if err != nil || strings.Count(string(log), `"card"`) < 2 || strings.Contains(digits(string(log)), card) {
		t.Errorf("the log is %s, %v", log, err)
	}
	if _, errs := h.run(exitUsage, "send", "ticket.json", "--to", "michal@example.com", "--redact", "card", "--redaction-log", "log.jsonl"); !strings.Contains(errs, "hint: name a new file") || len(remote.Taken()) != 1 {
		t.Errorf("says %s", errs)
	}
	without, _ := h.run(exitOK, "send", "ticket.json", "--to", "michal@example.com", "--format", "json", "--dry-run")
	_, parts = readMail(t, []byte(without))
	if !strings.Contains(digits(legible(t, parts[2])), card) {
		t.Error("without the rule it does not tell the card, so the test tells nothing")
	}
}
