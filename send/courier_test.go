package send

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/send/sendtest"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// bench is a courier with a real server, a real custody log and a clock that
// moves when it is slept on.
type bench struct {
	*Courier
	t      *testing.T
	remote *sendtest.Server
	store  *storagetest.Memory
	key    string
	now    time.Time
	slept  []time.Duration
	runs   int
}

func newBench(t *testing.T, o sendtest.Options) *bench {
	t.Helper()
	key, _, err := custody.GenerateKey(strings.NewReader(strings.Repeat("k", 64)), "test")
	if err != nil {
		t.Fatal(err)
	}
	b := &bench{t: t, remote: sendtest.Start(t, o), store: new(storagetest.Memory), key: key, now: time.Unix(1e9, 0).UTC()}
	b.Courier = &Courier{Draft: b.draft, Deliver: serverOf(t, b.remote).Deliver, Pace: 2 * time.Second, Waits: []time.Duration{time.Minute, 5 * time.Minute}, Now: func() time.Time { return b.now },
		Sleep: func(ctx context.Context, d time.Duration) error {
			b.slept = append(b.slept, d)
			b.now = b.now.Add(d)
			return ctx.Err()
		}}
	b.Journal = b.open()
	return b
}

// open is a journal as the next run has it.
func (b *bench) open() *Journal {
	b.t.Helper()
	signer, verifier, err := custody.ParseSigner(b.key)
	if err != nil {
		b.t.Fatal(err)
	}
	log, err := custody.Open(b.t.Context(), b.store, signer, verifier, func() time.Time { return b.now })
	if err != nil {
		b.t.Fatal(err)
	}
	b.runs++
	j, err := OpenJournal(b.t.Context(), log, fmt.Sprintf("run-%d", b.runs))
	if err != nil {
		b.t.Fatal(err)
	}
	return j
}

func (b *bench) draft(_ context.Context, i Item) (*Draft, error) {
	if i.Ticket == "none" {
		return nil, errors.New("there is no such ticket")
	}
	d := custody.Delivery{Bundle: custody.Bundle{Ticket: 7, Key: "tickets/" + i.Ticket}, To: i.To, By: "test"}
	return &Draft{Delivery: d, Close: func() {}, Make: func(context.Context) (*Message, string, error) {
		m := Mail{From: Address{"", "us@acme.example"}, To: Address{"", i.To}, Subject: i.Ticket, Date: b.now, Text: "x", HTML: "x"}
		message, err := m.Compose()
		return message, Manifest(nil), err
	}}, nil
}

func (b *bench) send(items ...Item) ([]Outcome, error) {
	b.t.Helper()
	var list []Outcome
	err := b.Send(b.t.Context(), items, func(o Outcome) error { list = append(list, o); return nil })
	return list, err
}

func (b *bench) events() string {
	b.t.Helper()
	_, verifier, err := custody.ParseSigner(b.key)
	if err != nil {
		b.t.Fatal(err)
	}
	view, err := custody.Read(b.t.Context(), b.store, verifier)
	if err != nil {
		b.t.Fatal(err)
	}
	var list []string
	for r, err := range view.Entries(b.t.Context(), 0) {
		if err != nil {
			b.t.Fatal(err)
		}
		list = append(list, string(r.Entry.Event))
		if bytes.Contains(r.Line, []byte("example.com")) {
			b.t.Errorf("the log names the recipient: %s", r.Line)
		}
	}
	return strings.Join(list, " ")
}

func results(list []Outcome) string {
	var s []string
	for _, o := range list {
		s = append(s, fmt.Sprintf("%s:%s:%d", o.Ticket, o.Result, o.Tries))
	}
	return strings.Join(s, " ")
}

var three = []Item{{1, "a", "a@example.com"}, {2, "b", "b@example.com"}, {3, "c", "c@example.com"}}

func TestSend(t *testing.T) {
	b := newBench(t, sendtest.Options{})
	list, err := b.send(three...)
	if err != nil || results(list) != "a:sent:1 b:sent:1 c:sent:1" {
		t.Fatalf("%s, %v", results(list), err)
	}
	if got, want := b.events(), "sending sent sending sent sending sent"; got != want {
		t.Errorf("the log has %s", got)
	}
	if len(b.slept) != 2 || b.slept[0] != 2*time.Second {
		t.Errorf("waited %v between them", b.slept)
	}
	// Another run, and the same twice in a list.
	b.Journal = b.open()
	again := append(append([]Item(nil), three...), Item{4, "d", "D@example.com"}, Item{5, "d", "d@example.com"})
	if list, err := b.send(again...); err != nil || results(list) != "a:already_sent:0 b:already_sent:0 c:already_sent:0 d:sent:1 d:already_sent:0" {
		t.Errorf("%s, %v", results(list), err)
	}
	if n := len(b.remote.Taken()); n != 4 {
		t.Errorf("%d mails were taken", n)
	}
	b.Again = true
	if list, err := b.send(three[0]); err != nil || results(list) != "a:sent:1" {
		t.Errorf("asked for again: %s, %v", results(list), err)
	}
}

// What is put off comes again between the others, and in the end is given up.
func TestPutOff(t *testing.T) {
	seen := map[string]int{}
	b := newBench(t, sendtest.Options{Rcpt: func(to string, _ int) error {
		if seen[to]++; to == "a@example.com" && seen[to] < 3 || to == "b@example.com" {
			return answer(451, "greylisted")
		}
		return nil
	}})
	list, err := b.send(three...)
	if err != nil || results(list) != "c:sent:1 a:sent:3 b:deferred:3" {
		t.Errorf("%s, %v", results(list), err)
	}
	if took := b.now.Sub(time.Unix(1e9, 0)); took < 6*time.Minute || took > 7*time.Minute {
		t.Errorf("took %v", took)
	}
	if got := b.events(); got != "sending sent sending sent" {
		t.Errorf("the log has %s", got)
	}
	if !errors.Is(list[2].Err, ErrLater) || !strings.Contains(list[2].Error, "451") {
		t.Errorf("says %v", list[2].Err)
	}
}

func TestRefusedAndMissing(t *testing.T) {
	b := newBench(t, sendtest.Options{Rcpt: func(to string, _ int) error {
		if to == "a@example.com" {
			return answer(550, "no such user")
		}
		return nil
	}, Data: func(body []byte, _ int) error {
		if bytes.Contains(body, []byte("b@example.com")) {
			return answer(554, "no")
		}
		return nil
	}})
	list, err := b.send(three[0], three[1], Item{3, "none", "x@example.com"}, three[2])
	if err != nil || results(list) != "a:refused:1 b:refused:1 none:failed:1 c:sent:1" {
		t.Errorf("%s, %v", results(list), err)
	}
	if got := b.events(); got != "sending unsent sending sent" {
		t.Errorf("the log has %s", got)
	}
	b.Journal = b.open() // what was refused may be tried again
	if list, _ := b.send(three[1]); results(list) != "b:refused:1" {
		t.Errorf("%s", results(list))
	}
}

// A mail whose answer was lost is not sent again unless asked for.
func TestLostAnswer(t *testing.T) {
	b := newBench(t, sendtest.Options{Drop: func(try int) (int, bool) { return -1, try == 1 }})
	list, err := b.send(three[0], three[1])
	if err != nil || results(list) != "a:unknown:1 b:sent:1" {
		t.Fatalf("%s, %v", results(list), err)
	}
	b.Journal = b.open()
	if list, _ := b.send(three[0], three[1]); results(list) != "a:unknown:1 b:already_sent:0" || !errors.Is(list[0].Err, ErrUnknown) {
		t.Errorf("the next run: %s", results(list))
	}
	if n := len(b.remote.Taken()); n != 2 {
		t.Errorf("%d mails were taken", n)
	}
	b.Again = true
	if list, _ := b.send(three[0]); results(list) != "a:sent:1" {
		t.Errorf("asked for again: %s", results(list))
	}
	b.Journal, b.Again = b.open(), false
	if list, _ := b.send(three[0]); results(list) != "a:already_sent:0" {
		t.Errorf("and then: %s", results(list))
	}
}

// Of two that send the same at once, one does.
func TestTwoAtOnce(t *testing.T) {
	b := newBench(t, sendtest.Options{})
	late := b.open()
	if list, err := b.send(three[0]); err != nil || results(list) != "a:sent:1" {
		t.Fatalf("%s, %v", results(list), err)
	}
	b.Journal = late // it read the log before
	list, err := b.send(three[0])
	if err != nil || results(list) != "a:unknown:1" || !errors.Is(list[0].Err, ErrElsewhere) {
		t.Errorf("%s, %v", results(list), err)
	}
	if n := len(b.remote.Taken()); n != 1 {
		t.Errorf("%d mails were taken", n)
	}
	if list, err := b.send(three[0]); err != nil || results(list) != "a:already_sent:0" {
		t.Errorf("then: %s, %v", results(list), err)
	}
}

// What concerns all mails ends the list: nothing more is tried, all is told.
func TestGivenUp(t *testing.T) {
	b := newBench(t, sendtest.Options{User: "me", Password: "p"})
	list, err := b.send(three...)
	if !errors.Is(err, ErrCredentials) || results(list) != "a:failed:1 b:cancelled:0 c:cancelled:0" {
		t.Errorf("%s, %v", results(list), err)
	}
	b = newBench(t, sendtest.Options{})
	s := serverOf(t, b.remote)
	s.Port = 1
	b.Deliver = s.Deliver
	list, err = b.send(three...)
	if !errors.Is(err, ErrUnreachable) || results(list) != "a:deferred:1 b:cancelled:0 c:cancelled:0" || len(b.slept) > 0 {
		t.Errorf("%s, %v", results(list), err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	b = newBench(t, sendtest.Options{})
	b.Sleep = func(ctx context.Context, _ time.Duration) error { cancel(); return ctx.Err() }
	list = nil
	err = b.Send(ctx, three, func(o Outcome) error { list = append(list, o); return nil })
	if !errors.Is(err, context.Canceled) || results(list) != "a:sent:1 b:cancelled:0 c:cancelled:0" {
		t.Errorf("%s, %v", results(list), err)
	}
}

// broken is a store whose checkpoint can be replaced a number of times only.
type broken struct {
	*storagetest.Memory
	left int
}

func (b *broken) Swap(ctx context.Context, key string, old, new []byte) error {
	if b.left--; b.left < 0 {
		return errors.New("the disk is gone")
	}
	return b.Memory.Swap(ctx, key, old, new)
}

// Where the log can't be kept no mail leaves, and if that shows behind one, it is
// said; nothing more is sent in either case.
func TestJournalFails(t *testing.T) {
	for left, want := range map[int]string{0: "a:failed:1 b:cancelled:0 c:cancelled:0", 1: "a:sent:1 b:cancelled:0 c:cancelled:0"} {
		b := newBench(t, sendtest.Options{})
		signer, verifier, err := custody.ParseSigner(b.key)
		if err != nil {
			t.Fatal(err)
		}
		log, err := custody.Open(t.Context(), &broken{b.store, left}, signer, verifier, b.Now)
		if err != nil {
			t.Fatal(err)
		}
		if b.Journal, err = OpenJournal(t.Context(), log, "x"); err != nil {
			t.Fatal(err)
		}
		list, err := b.send(three...)
		if !errors.Is(err, ErrJournal) || results(list) != want || list[0].Err == nil {
			t.Errorf("after %d: %s, %v", left, results(list), err)
		}
		if n := len(b.remote.Taken()); n != left {
			t.Errorf("after %d: %d mails were taken", left, n)
		}
		b.Journal = b.open()
		if list, _ := b.send(three[0]); left == 1 && results(list) != "a:unknown:1" || left == 0 && results(list) != "a:sent:1" {
			t.Errorf("after %d, then: %s", left, results(list))
		}
	}
}
