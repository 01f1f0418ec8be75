package archive

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage"
)

// full is a store that has room for some bundles only.
type full struct {
	storage.Store
	mu   sync.Mutex
	room int
}

func (f *full) Put(ctx context.Context, key string, o storage.Object) error {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.room--; f.room < 0 {
		return &storage.Error{Op: "put", Key: key, Err: fmt.Errorf("%w: no space left on device", storage.ErrUnwritable)}
	}
	return f.Store.Put(ctx, key, o)
}

func TestFullStoreEndsTheRun(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 6, Tickets: 50})
	o := h.options()
	o.Store = &full{Store: h.store, room: 5}
	if _, err := Run(t.Context(), o); !errors.Is(err, storage.ErrUnwritable) {
		t.Fatalf("got %v", err)
	}
	if gets := h.workspace.Counts().Requests[fetchtest.Get]; gets > 40 {
		t.Errorf("went on fetching: %d gets", gets)
	}
	if _, err := os.Stat(filepath.Join(h.folder, "runs")); !os.IsNotExist(err) {
		t.Errorf("a report was left: %v", err)
	}
	h.clean()
}

// What a bundle lacks is said by every run that meets it again, and the store
// does not pass as complete.
func TestExceptionsStandUntilTheyAreMended(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1")
	h.add("2", `{{file:file-2}}`, `{{file:gone}}`)
	first := h.run()
	for range 2 {
		again := h.run()
		if again.Unchanged != 2 || again.Complete || !slices.Equal(again.Exceptions, first.Exceptions) {
			t.Errorf("report: %+v, want the exceptions %+v", again, first.Exceptions)
		}
	}
	if v := h.verify(); len(v.Missing) != 1 || v.Missing[0].Ticket != 2 || len(v.Differences) > 0 {
		t.Errorf("verification: %+v", v)
	}
}

// The same, of a bundle whose run was killed before it could report.
func TestExceptionsOfAnAdoptedBundle(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("2", `{{file:file-2}}`, `{{file:gone}}`)
	first := h.run()
	if err := os.RemoveAll(filepath.Join(h.folder, "runs")); err != nil {
		t.Fatal(err)
	}
	if again := h.run(); again.Unchanged != 1 || !slices.Equal(again.Exceptions, first.Exceptions) {
		t.Errorf("report: %+v, want the exceptions %+v", again, first.Exceptions)
	}
	h.clean()
}

func TestResumeAt(t *testing.T) {
	clean := Report{Since: jan, Until: apr, Started: apr.Add(time.Minute)}
	failed, early, lost := clean, clean, clean
	failed.Failed = 1
	early.Started = apr.Add(-48 * time.Hour)
	lost.Exceptions = []Exception{{Department: "d", Code: CodeAuth}}
	for _, tt := range []struct {
		name   string
		report Report
		want   time.Time
	}{
		{"all well: a little before the end", clean, apr.Add(-overlap)},
		{"a ticket failed: it is tried again by name", failed, apr.Add(-overlap)},
		{"a department was not had: the same start", lost, jan},
		{"until lay in the future: a little before the run", early, apr.Add(-49 * time.Hour)},
	} {
		if got := tt.report.ResumeAt(); !got.Equal(tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, got, tt.want)
		}
	}
}

func TestCredentialsRefusedInMidRun(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 12, Tickets: 40})
	gets := 0
	var mu sync.Mutex
	h.workspace.Set(func(s *fetchtest.Settings) {
		s.Fault = func(r *http.Request) fetchtest.Fault {
			mu.Lock()
			defer mu.Unlock()
			if fetchtest.EndpointOf(r) == fetchtest.Get {
				gets++
			}
			if gets > 10 {
				return fetchtest.Fault{Status: http.StatusUnauthorized}
			}
			return fetchtest.Fault{}
		}
	})
	report, err := Run(t.Context(), h.options())
	if _, ok := errors.AsType[*fetch.AuthError](err); !ok || report == nil {
		t.Fatalf("report %v, error %v", report, err)
	}
	if report.Archived+report.Failed != report.Closed || report.Failed == 0 || report.Exceptions[0].Code != CodeAuth || !report.ResumeAt().Equal(jan) {
		t.Errorf("report: %+v", report)
	}
}

// A head in the place of a ticket would make an empty transcript.
func TestAnswerWithoutTransactionsIsNamed(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1", `"transactions":[`, `"transactions":null,"was":[`)
	report := h.run()
	if report.Failed != 1 || report.Exceptions[0].Code != CodeTicketInvalid || len(h.keys()) != 0 {
		t.Errorf("report: %+v", report)
	}
}

func TestSpoolOfAKilledRunIsSweptOut(t *testing.T) {
	parent := t.TempDir()
	living, err := newSpool(parent)
	if err != nil {
		t.Fatal(err)
	}
	defer living.close()
	dead := filepath.Join(parent, spoolPrefix+"dead")
	if err := os.Mkdir(dead, 0o700); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"lock", "photo.jpg"} {
		if err := os.WriteFile(filepath.Join(dead, name), nil, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	young, old := filepath.Join(parent, spoolPrefix+"young"), filepath.Join(parent, spoolPrefix+"old") // killed, or at work, before there was a lock
	if err := errors.Join(os.Mkdir(young, 0o700), os.Mkdir(old, 0o700), os.Chtimes(old, time.Time{}, time.Now().Add(-2*beingMade))); err != nil {
		t.Fatal(err)
	}
	next, err := newSpool(parent)
	if err != nil {
		t.Fatal(err)
	}
	defer next.close()
	for _, path := range []string{dead, old} {
		if _, err := os.Stat(path); !os.IsNotExist(err) {
			t.Errorf("a dead run's spool: %v", err)
		}
	}
	if _, err := os.Stat(young); err != nil {
		t.Errorf("a spool that may be in the making: %v", err)
	}
	if _, err := os.Stat(living.path); err != nil {
		t.Errorf("the living run's spool: %v", err)
	}
}

// A spool that is gone, or full, must not pass for files that are missing at
// the source: such a bundle would lack them for good.
func TestSpoolFailureEndsTheRun(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 14, Tickets: 30, Attachments: 2, AttachmentSize: 1000})
	o := h.options()
	o.Memory = -1
	h.workspace.Set(func(s *fetchtest.Settings) {
		s.Fault = func(r *http.Request) fetchtest.Fault {
			if fetchtest.EndpointOf(r) == fetchtest.Files && h.workspace.Counts().Requests[fetchtest.Files] > 10 {
				os.RemoveAll(o.Spool)
			}
			return fetchtest.Fault{}
		}
	})
	_, err := Run(t.Context(), o)
	if _, ok := errors.AsType[*SpoolError](err); !ok {
		t.Fatalf("got %v", err)
	}
	if v := h.verify(); len(v.Differences) > 0 || len(v.Missing) > 0 {
		t.Errorf("left behind: %+v", v)
	}
}
