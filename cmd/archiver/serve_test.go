package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage/storagetest"
	"github.com/glassix-archiver/archiver/watch"
)

var opened = fetchtest.Department{ID: "d", Name: "d", APIKey: "d", APISecret: "s", UserName: "u@example.com"}

// bubbled is a service in a synctest bubble: a workspace and a store in memory,
// and time that passes only while all wait.
type bubbled struct {
	*job
	*testing.T
	workspace *fetchtest.Workspace
	out, errs bytes.Buffer
}

func newBubbled(t *testing.T, o runOptions) *bubbled {
	b := &bubbled{T: t, workspace: fetchtest.New("test", opened)}
	transport, stop := fetchtest.InMemory(b.workspace)
	t.Cleanup(stop)
	s := &sys{stdout: &b.out, stderr: &b.errs, env: func(string) string { return "" }, now: time.Now, random: zeros{}, http: &http.Client{Transport: transport},
		tty: func() (int, bool) { return 0, false }}
	o.workers = 2
	b.job = &job{o: o, store: new(storagetest.Memory), zone: time.UTC, monitor: watch.NewMonitor(o.every, "test", time.Now),
		credentials: []named{{name: "One", Credentials: fetch.Credentials{URL: "http://localhost", APIKey: "d", APISecret: "s", UserName: "u@example.com"}}},
		voice:       voice{sys: s, log: slog.New(slog.DiscardHandler)}}
	return b
}

type zeros struct{}

func (zeros) Read(p []byte) (int, error) { clear(p); return len(p), nil }

// closeTicket lets a ticket be closed now.
func (b *bubbled) closeTicket(id int) {
	b.Helper()
	now := time.Now().UTC().Format(time.RFC3339)
	raw := fmt.Sprintf(`{"id":%d,"departmentId":"d","state":"Closed","open":%q,"close":%q,"lastActivity":%[2]q,"transactions":[
{"guidTransactionId":"g","dateTime":%[2]q,"type":"Message","text":"hello","fromParticipant":{"type":"Client"},"attachments":[]}]}`, id, now, now)
	if err := b.workspace.AddTicket([]byte(raw)); err != nil {
		b.Fatal(err)
	}
}

func (b *bubbled) held() int {
	b.Helper()
	n := 0
	for _, err := range archive.Keys(b.Context(), b.store) {
		if err != nil {
			b.Fatal(err)
		}
		n++
	}
	return n
}

func (b *bubbled) runs() []archive.RunStatus {
	b.Helper()
	s, err := archive.ReadStatus(b.Context(), b.store)
	if err != nil {
		b.Fatal(err)
	}
	return s.Runs
}

// A service archives what is closed while it waits, going on where the last
// run ended; --since is for the first run alone.
func TestServiceGoesOn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubbled(t, runOptions{every: 15 * time.Minute, since: "1999-12-01"})
		b.closeTicket(1)
		time.Sleep(time.Minute)
		ctx, stop := contextFor(t, 40*time.Minute)
		defer stop()
		time.AfterFunc(20*time.Minute, func() { b.closeTicket(2) })
		if err := b.serve(ctx); err != nil {
			t.Fatal(err)
		}
		runs := b.runs()
		if len(runs) != 3 || b.held() != 2 || runs[0].Archived != 1 || runs[1].Archived != 0 || runs[2].Archived != 1 {
			t.Fatalf("%d bundles, runs: %+v", b.held(), runs)
		}
		if got := runs[2].Since; !got.After(runs[0].Since) || !got.Before(runs[1].Until) {
			t.Errorf("the third run began with what was closed at %v", got)
		}
	})
}

// A service that is down is tried again at the next tick, and --since counts
// until a run has left a report.
func TestServiceOutlivesAnOutage(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubbled(t, runOptions{every: time.Hour, since: "1999-12-01"})
		b.closeTicket(1)
		time.Sleep(time.Minute)
		store := b.store.(*storagetest.Memory)
		mended := time.Now().Add(90 * time.Minute)
		b.store = &storagetest.Faulty{Store: store, Fail: func(string, string) storagetest.Fault {
			if time.Now().Before(mended) {
				return storagetest.Before
			}
			return storagetest.None
		}}
		ctx, stop := contextFor(t, 150*time.Minute)
		defer stop()
		if err := b.serve(ctx); err != nil {
			t.Fatal(err)
		}
		b.store = store
		if runs := b.runs(); len(runs) != 1 || b.held() != 1 || runs[0].Since.Year() != 1999 {
			t.Errorf("%d bundles, runs: %+v", b.held(), runs)
		}
		if n := strings.Count(b.errs.String(), "error: "); n != 2 {
			t.Errorf("%d errors are said, want 2:\n%s", n, &b.errs)
		}
	})
}

// Credentials that are refused do not mend by waiting.
func TestServiceEndsWithoutCredentials(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubbled(t, runOptions{every: time.Hour, since: "1999-12-01"})
		b.credentials[0].APISecret = "wrong"
		if err := b.serve(t.Context()); exitCode(err) != exitAuth {
			t.Errorf("ended with %v", err)
		}
	})
}

// A last run of a machine whose clock was ahead is no wrong usage.
func TestWindowOfAClockThatIsBehind(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		b := newBubbled(t, runOptions{since: "1999-12-01"})
		if _, err := b.once(t.Context()); err != nil {
			t.Fatal(err)
		}
		_, _, err := window(t.Context(), b.store, b.o, time.Now().Add(-48*time.Hour))
		if exitCode(err) != exitFailed || hintOf(err) == "" || final(err) {
			t.Errorf("got %v", err)
		}
	})
}

// contextFor ends after a time of the bubble.
func contextFor(t *testing.T, d time.Duration) (context.Context, func()) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(d, cancel)
	return ctx, cancel
}
