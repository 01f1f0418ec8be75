package custody

import (
	"strings"
	"testing"
)

// A mail is entered once, also by another process and an hour later; to another
// address, and another mail, is another matter. No address is in the log.
func TestSentOnce(t *testing.T) {
	s := newScene(t)
	b := Bundle{Ticket: 7, Department: "dep-1", Key: "tickets/dep-1/2026/02/7/r.zip", SHA256: "ab"}
	d := Delivery{Bundle: b, To: " Dana@Example.com ", Message: "<1@acme.example>", Document: "cd", By: "archiver"}
	other, second := d, d
	other.To, second.Message = "eve@example.com", "<2@acme.example>"
	for i, step := range []struct {
		entries []Entry
		size    int64
	}{
		{[]Entry{d.Entry()}, 1},
		{[]Entry{d.Entry(), other.Entry(), second.Entry()}, 3},
		{archived(100, 600), 603}, // over the last tile
		{[]Entry{d.Entry()}, 603},
	} {
		for j := range step.entries {
			step.entries[j].Time = clock().AddDate(0, 0, i)
		}
		if c := s.append(s.open(), step.entries); c.Size != step.size {
			t.Fatalf("step %d: size %d, want %d", i, c.Size, step.size)
		}
	}
	line, err := d.Entry().Line()
	if err != nil || strings.Contains(strings.ToLower(string(line)), "dana") {
		t.Errorf("%s (%v)", line, err)
	}
	if e := d.Entry(); e.Recipient != Recipient(b.Key, "dana@example.com") || e.Recipient == Recipient("tickets/dep-1/2026/02/8/r.zip", "dana@example.com") {
		t.Error("a recipient is not told by bundle and address")
	}
}

// A production is an entry of its own, beside those of its bundles.
func TestProducedOnce(t *testing.T) {
	s := newScene(t)
	p := Production{ID: "ACME-001", Case: "case-2026-017", Manifest: "cd", By: "archiver"}
	entries := []Entry{p.Entry(), p.Of(Bundle{Ticket: 7, Key: "a", SHA256: "ab"}), p.Of(Bundle{Ticket: 8, Key: "b", SHA256: "ef"})}
	for range 2 {
		if c := s.append(s.open(), entries); c.Size != 3 {
			t.Fatalf("size %d, want 3", c.Size)
		}
		for i := range entries {
			entries[i].Time = clock().AddDate(0, 0, 1)
		}
	}
	if e := p.Entry(); e.Event != Produced || e.Ref != "ACME-001" || e.Result != "cd" || e.Ticket != 0 {
		t.Errorf("got %+v", e)
	}
}
