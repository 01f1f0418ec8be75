package custody

import (
	"errors"
	"strings"
	"testing"
	"time"
)

func TestLine(t *testing.T) {
	e := Entry{
		Time: time.Date(2026, 3, 1, 14, 0, 0, 500, time.FixedZone("", 7200)), Event: Held, Ticket: 220689377,
		By: `<b> & "שרה"`, Case: "case-2026-017", Until: time.Date(2033, 3, 1, 0, 0, 0, 0, time.UTC), Detail: "a\nb",
	}
	want := `{"time":"2026-03-01T12:00:00.0000005Z","event":"held","ticket":220689377,"by":"<b> & \"שרה\"","case":"case-2026-017","until":"2033-03-01T00:00:00Z","detail":"a\nb"}` + "\n"
	line, err := e.Line()
	if err != nil || string(line) != want {
		t.Errorf("got %s (%v)\nwant %s", line, err, want)
	}
	e.Detail = strings.Repeat("x", MaxEntry)
	if _, err := e.Line(); !errors.Is(err, ErrTooLarge) {
		t.Errorf("too long: %v", err)
	}
}

func TestEntryOfALaterVersion(t *testing.T) {
	e, err := ParseEntry([]byte(`{"time":"2030-01-01T00:00:00Z","event":"shredded","ticket":7,"colour":"red"}`))
	if err != nil || e.Event != "shredded" || e.Ticket != 7 {
		t.Errorf("got %+v, %v", e, err)
	}
}

// A bundle is held for a case once, until it is released; another case, and
// another bundle, is another matter.
func TestHeldAndReleasedInTurns(t *testing.T) {
	s := newScene(t)
	at := func(event Event, n, minute int, name string) Entry {
		e := archived(n, 1)[0]
		e.Event, e.Case, e.Time = event, name, clock().Add(time.Duration(minute)*time.Minute)
		return e
	}
	for i, step := range []struct {
		entries []Entry
		size    int64
	}{
		{[]Entry{at(Held, 1, 0, "a"), at(Held, 1, 1, "a"), at(Held, 1, 2, "b"), at(Held, 2, 3, "a")}, 3},
		{[]Entry{at(Held, 1, 4, "a")}, 3},
		{[]Entry{at(Released, 1, 5, "a"), at(Released, 1, 6, "a"), at(Held, 1, 7, "b")}, 4},
		{archived(100, 600), 604}, // over the last tile
		{[]Entry{at(Released, 1, 8, "a"), at(Held, 1, 9, "b")}, 604},
		{[]Entry{at(Held, 1, 10, "a"), at(Released, 1, 11, "b")}, 606},
	} {
		if c := s.append(s.open(), step.entries); c.Size != step.size {
			t.Fatalf("step %d: size %d, want %d", i, c.Size, step.size)
		}
	}
}

// Latest has what another writer appended, and is none of a log that was
// rolled back.
func TestLatest(t *testing.T) {
	s := newScene(t)
	one, other := s.open(), s.open()
	older := s.append(one, archived(1, 3))
	s.append(other, archived(4, 300))
	view, err := one.Latest(t.Context())
	if err != nil || view.Checkpoint().Size != 303 {
		t.Fatalf("got %v", err)
	}
	s.append(one, archived(400, 1))
	s.put(CheckpointKey, string(older.Note))
	if _, err := one.Latest(t.Context()); !errors.Is(err, ErrRolledBack) {
		t.Errorf("rolled back: %v", err)
	}
}

// A bundle is archived once, whatever run says so, until it is purged; what
// else happens may happen again.
func TestNothingTwice(t *testing.T) {
	s := newScene(t)
	at := func(event Event, minute int) Entry {
		e := archived(1, 1)[0]
		e.Event, e.Time, e.Run = event, clock().Add(time.Duration(minute)*time.Minute), time.Duration(minute).String()
		return e
	}
	for i, step := range []struct {
		entries []Entry
		size    int64
	}{
		{[]Entry{at(Archived, 0), at(Archived, 1)}, 1},
		{[]Entry{at(Archived, 2)}, 1},
		{[]Entry{at(Held, 3), at(Held, 3), at(Released, 4), at(Held, 5)}, 4},
		{[]Entry{at(Held, 5), at(Verified, 6)}, 5},
		{[]Entry{at(Purged, 7), at(Purged, 8), at(Archived, 9)}, 7},
		{archived(100, 600), 607}, // over the last tile, so that what follows has to look back
		{[]Entry{at(Archived, 10)}, 607},
		{[]Entry{at(Purged, 11)}, 608},
	} {
		if c := s.append(s.open(), step.entries); c.Size != step.size { // opened anew each time: as another process
			t.Fatalf("step %d: size %d, want %d", i, c.Size, step.size)
		}
	}
}

// A caller that was told nothing can append the same slice again.
func TestZeroTimeIsFilledIn(t *testing.T) {
	s := newScene(t)
	now := clock()
	l, err := Open(t.Context(), s.store, s.signer, s.verifier, func() time.Time { now = now.Add(time.Second); return now })
	if err != nil {
		t.Fatal(err)
	}
	entries := []Entry{{Event: Sent, Ticket: 1}}
	s.append(l, entries)
	if c := s.append(l, entries); c.Size != 1 || entries[0].Time.IsZero() {
		t.Errorf("size %d, time %v", c.Size, entries[0].Time)
	}
}

func TestMemoryOfAWriterIsBounded(t *testing.T) {
	var k known
	for i := range 3 * lookback {
		k.add(line{nil, idOf("line", string(rune(i))), id{}})
	}
	if n := len(k.now) + len(k.before); n > 2*lookback {
		t.Errorf("it remembers %d", n)
	}
}

func TestKeys(t *testing.T) {
	secret, public, err := GenerateKey(strings.NewReader(strings.Repeat("x", 32)), "acme.example/archive")
	if err != nil {
		t.Fatal(err)
	}
	signer, verifier, err := ParseSigner(secret + "\n")
	if err != nil {
		t.Fatal(err)
	}
	other, err := ParseVerifier(public)
	if err != nil || other.KeyHash() != verifier.KeyHash() || other.Name() != verifier.Name() {
		t.Errorf("the public key of the secret one is another: %v", err)
	}
	sig, err := signer.Sign([]byte("x"))
	if err != nil || !other.Verify([]byte("x"), sig) {
		t.Errorf("it does not verify: %v", err)
	}
	for _, name := range []string{"", "a b", "a+b", "a\nb", strings.Repeat("x", 201), "\xff"} {
		if _, _, err := GenerateKey(strings.NewReader(strings.Repeat("x", 32)), name); !errors.Is(err, ErrKey) {
			t.Errorf("%q: %v", name, err)
		}
	}
	if _, _, err := GenerateKey(strings.NewReader("x"), "a"); err == nil {
		t.Error("a key was made of too little randomness")
	}
	cut := secret[:len(secret)-3]
	for _, text := range []string{cut, "", public} {
		if _, _, err := ParseSigner(text); !errors.Is(err, ErrKey) || strings.Contains(err.Error(), "PRIVATE") {
			t.Errorf("%q: %v", text, err)
		}
	}
	if _, err := ParseVerifier(secret); !errors.Is(err, ErrKey) || strings.Contains(err.Error(), secret[50:]) {
		t.Errorf("the secret key as the public one: %v", err)
	}
}
