package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
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

// What the README says of a service: it answers, SIGTERM between two runs ends
// it with 0, and each line of its log is a record.
func TestServiceEndsBetweenRuns(t *testing.T) {
	w := fetchtest.New("test", opened)
	server := httptest.NewServer(w)
	defer server.Close()
	dir := t.TempDir()
	log := filepath.Join(dir, "log")
	cmd := archiverCommand(t, dir, server.URL, "run", "--since", "2026-01-01", "--every", "1h", "--health", "127.0.0.1:0", "--log", "json", "--report", "last.json")
	stderr, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer stderr.Close()
	cmd.Stderr = stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := waitFor(t, log, "listening for health")
	waitFor(t, log, "next run")
	for path, want := range map[string]string{"/healthz": `"result":"complete"`, "/metrics": `archiver_runs_total{result="complete"} 1`} {
		if status, body := get(t, "http://"+address+path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "last.json")); err != nil {
		t.Error(err)
	}
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}

// contextFor ends after a time of the bubble.
func contextFor(t *testing.T, d time.Duration) (context.Context, func()) {
	ctx, cancel := context.WithCancel(t.Context())
	time.AfterFunc(d, cancel)
	return ctx, cancel
}

// waitFor waits until a log holds a record of the given message, and returns
// what it says of where or when. Every line has to be a record.
func waitFor(t *testing.T, log, message string) string {
	t.Helper()
	for t.Context().Err() == nil {
		data, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		whole := data[:bytes.LastIndexByte(data, '\n')+1]
		for line := range bytes.Lines(whole) {
			var record struct {
				Time           time.Time
				Level, Msg, At string
			}
			if err := json.Unmarshal(line, &record); err != nil || record.Time.IsZero() || record.Level == "" {
				t.Fatalf("the log holds %q: %v", line, err)
			}
			if record.Level == "ERROR" {
				t.Fatalf("it failed: %s", line)
			}
			if record.Msg == message {
				return record.At
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return ""
}
