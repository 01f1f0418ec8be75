package archive

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// host puts a file on the file host.
func (h *harness) host(name, body string) {
	h.Helper()
	err := h.workspace.AddFile(name, "image/png", int64(len(body)), func() (io.ReadSeekCloser, error) {
		return nopCloser{strings.NewReader(body)}, nil
	})
	if err != nil {
		h.Fatal(err)
	}
}

// retry is a run that also takes up what lacks something.
func (h *harness) retry() *Report {
	h.Helper()
	o := h.options()
	o.RetryExceptions = true
	report, err := Run(h.Context(), o)
	if err != nil {
		h.Fatal(err)
	}
	return report
}

const twoFiles = `"attachments":[{"id":2,"type":"Image","fileIdentifier":"late","originalFileName":"late.png","uri":"{{file:late}}"},`

// A file that could not be had is tried again on request. The bundle that has
// it stands beside the first, which nothing replaces; what the first has is
// taken from there and not downloaded again.
func TestRetryCompletesABundle(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1")
	h.add("2", `"attachments":[{"id":1,`, twoFiles+`{"id":1,`)
	first := h.run()
	if len(first.Exceptions) != 1 || first.Exceptions[0].Attachment != "late" || first.Exceptions[0].Department != "dep-1" {
		t.Fatalf("report: %+v", first.Exceptions)
	}
	if again := h.retry(); again.Archived != 0 || again.Unchanged != 2 || !slices.Equal(again.Exceptions, first.Exceptions) || len(h.keys()) != 2 {
		t.Errorf("nothing was gained: %+v, %v", again, h.keys())
	}
	h.host("late", "\x89PNG\r\n\x1a\n late")
	if again := h.run(); again.Archived != 0 || again.Complete {
		t.Errorf("without being asked to: %+v", again)
	}
	h.workspace.ResetCounts()
	mended := h.retry()
	if mended.Archived != 1 || mended.Unchanged != 1 || !mended.Complete || mended.Attachments != (AttachmentCounts{2, 2, 0}) {
		t.Errorf("report: %+v", mended)
	}
	if n := h.workspace.Counts().Downloads; n["file-2"] != 0 || n["late"] != 1 {
		t.Errorf("downloads: %v", n)
	}
	keys, err := Find(t.Context(), h.store, 2)
	if err != nil || len(keys) != 2 || keys[1].Revision != keys[0].Revision+"_1" {
		t.Fatalf("bundles %v, %v", keys, err)
	}
	if got := h.file(keys[1], "data/attachments/0002-photo.png"); got != "\x89PNG\r\n\x1a\n of 2" {
		t.Errorf("the file that was held: %q", got)
	}
	if payload := fmt.Sprint(h.bag(keys[1]).Payload()); !strings.Contains(payload, "0001-late.png") || strings.Contains(payload, exceptionsName) {
		t.Errorf("payload: %v", payload)
	}
	for range 2 { // and then it is as if it had never been missing
		if after := h.retry(); after.Unchanged != 2 || !after.Complete {
			t.Errorf("report: %+v", after)
		}
	}
	if standing, err := FindStanding(t.Context(), h.store); err != nil || len(standing) != 0 {
		t.Errorf("standing %v, %v", standing, err)
	}
	h.clean()
	if v := h.verify(); len(v.Missing) != 0 {
		t.Errorf("the bundle that was completed counts still: %+v", v.Missing)
	}
	h.checkByHand()
}

// A bundle that lacks something and is damaged besides is made anew.
func TestRetryOfADamagedBundle(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("2", `"attachments":[{"id":1,`, twoFiles+`{"id":1,`)
	h.run()
	path := filepath.Join(h.folder, h.keys()[0].String())
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, data, 0o444); err != nil {
		t.Fatal(err)
	}
	h.host("late", "\x89PNG\r\n\x1a\n late")
	if mended := h.retry(); mended.Archived != 1 || mended.Attachments.Stored != 2 {
		t.Errorf("report: %+v", mended)
	}
}

// A ticket that goes on while its files are downloaded is fetched again, and
// what is stored is of one state.
func TestTicketThatChangesWhileItIsFetched(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("7")
	clock := fetchtest.NewClock(time.Now())
	var once sync.Once
	h.workspace.Set(func(s *fetchtest.Settings) {
		s.Now, s.LinkLife = clock.Now, time.Minute
		s.Fault = func(r *http.Request) fetchtest.Fault {
			if fetchtest.EndpointOf(r) == fetchtest.Files {
				once.Do(func() { // the link dies, and somebody writes meanwhile
					clock.Advance(2 * time.Minute)
					h.add("7", `"lastActivity":"2026-02-03`, `"lastActivity":"2026-02-05`, `"שלום"`, `"שלום שוב"`)
				})
			}
			return fetchtest.Fault{}
		}
	})
	if report := h.run(); report.Archived != 1 || !report.Complete {
		t.Errorf("report: %+v", report)
	}
	keys := h.keys()
	if len(keys) != 1 || keys[0].Revision != "20260205T100000.5000000Z" || !strings.Contains(h.file(keys[0], "data/source.json"), "שלום שוב") {
		t.Errorf("bundles: %v", keys)
	}
	h.clean()
}

// An answer with fewer transactions than the service counts is asked for once
// more. If it stays so, the bundle says so, and so does the report.
func TestTransactionsAreCounted(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1", `"transactions":[`, `"transactionsCount":2,"transactions":[`)
	h.add("2", `"transactions":[`, `"transactionsCount":3,"transactions":[`)
	h.add("3", `"transactions":[`, `"transactionsCount":1,"transactions":[`) // more than announced lacks nothing
	report := h.run()
	if report.Archived != 3 || report.Complete || len(report.Exceptions) != 1 || report.Exceptions[0].Ticket != 2 || report.Exceptions[0].Code != CodeTransactions {
		t.Fatalf("report: %+v", report)
	}
	if gets := h.workspace.Counts().Gets; gets[1] != 1 || gets[2] != 2 || gets[3] != 1 {
		t.Errorf("gets: %v", gets)
	}
	keys, err := Find(t.Context(), h.store, 2)
	if err != nil || len(keys) != 1 {
		t.Fatal(keys, err)
	}
	for _, name := range []string{"data/exceptions.json", "data/transcript.html", "data/transcript.json"} {
		if !strings.Contains(h.file(keys[0], name), CodeTransactions) {
			t.Errorf("%s does not say it", name)
		}
	}
	if next, err := Resume(t.Context(), h.store, time.Now()); err != nil || len(next.Failed) != 0 {
		t.Errorf("it is in the store, and yet taken for failed: %+v, %v", next, err)
	}
	h.add("2", `"transactions":[`, `"transactionsCount":2,"transactions":[`)
	if mended := h.retry(); mended.Archived != 1 || !mended.Complete {
		t.Errorf("report: %+v", mended)
	}
	h.clean()
}

// A ticket that failed is tried again by the next run whatever its window, and
// is named until it is stored.
func TestFailedTicketIsTriedAgain(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1")
	h.add("2")
	broken := true
	var mu sync.Mutex
	h.workspace.Set(func(s *fetchtest.Settings) {
		s.Fault = func(r *http.Request) fetchtest.Fault {
			mu.Lock()
			defer mu.Unlock()
			if broken && strings.HasSuffix(r.URL.Path, "/tickets/get/2") {
				return fetchtest.Fault{Status: 404}
			}
			return fetchtest.Fault{}
		}
	})
	h.run()
	elsewhere := func() *Report {
		o := h.options()
		o.Since, o.Until = apr, apr.Add(time.Hour)
		report, err := Run(t.Context(), o)
		if err != nil {
			t.Fatal(err)
		}
		return report
	}
	for range 2 {
		r := elsewhere()
		if r.Failed != 1 || r.Closed != 1 || r.Listed != 1 || len(r.Exceptions) != 1 || r.Exceptions[0].Ticket != 2 || !r.Exceptions[0].Closed.Equal(time.Date(2026, 2, 3, 10, 0, 0, 5e8, time.UTC)) {
			t.Errorf("report: %+v", r)
		}
		if found := r.contradictions(r.Run); len(found) > 0 {
			t.Error(found)
		}
	}
	mu.Lock()
	broken = false
	mu.Unlock()
	if r := elsewhere(); r.Archived != 1 || !r.Complete {
		t.Errorf("report: %+v", r)
	}
	if r := elsewhere(); r.Closed != 0 || !r.Complete {
		t.Errorf("report: %+v", r)
	}
	h.clean()
}

// A failed ticket of a department that the next run does not have is not
// forgotten.
func TestFailedTicketOfAnotherDepartmentIsNamed(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("2", `"transactions":[`, `"transactions":null,"was":[`)
	h.run()
	o := h.options()
	o.Departments = nil
	report, err := Run(t.Context(), o)
	if err != nil || report.Failed != 1 || len(report.Exceptions) != 1 || report.Exceptions[0].Ticket != 2 {
		t.Errorf("report %+v, %v", report, err)
	}
	if next, err := Resume(t.Context(), h.store, time.Now()); err != nil || len(next.Failed) != 1 {
		t.Errorf("next %+v, %v", next, err)
	}
}

// Of two runs that went on side by side the one that began first ends last:
// what it could not do is not forgotten either.
func TestResumeAfterRunsSideBySide(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("2", `"transactions":[`, `"transactions":null,"was":[`)
	o := h.options()
	o.Now = func() time.Time { return time.Now().Add(-time.Minute) }
	early, err := newRun(o)
	if err != nil {
		t.Fatal(err)
	}
	defer early.close()
	h.workspace.RemoveTicket(2)
	if late := h.run(); late.Closed != 0 {
		t.Errorf("report: %+v", late)
	}
	h.add("2", `"transactions":[`, `"transactions":null,"was":[`)
	if err := early.conduct(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := early.settle(t.Context()); err != nil {
		t.Fatal(err)
	}
	next, err := Resume(t.Context(), h.store, time.Now())
	if err != nil || next.Last.Failed != 0 || len(next.Failed) != 1 || next.Failed[0].Ticket != 2 {
		t.Errorf("next %+v, %v", next, err)
	}
}

// Files without an identifier may share their id and name: each is kept.
func TestNamelessFilesAreAllKept(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("7", `"attachments":[{"id":1,"type":"Image","fileIdentifier":"file-7",`,
		`"attachments":[{"originalFileName":"photo.png","type":"Image","uri":"{{file:late}}"},{"originalFileName":"photo.png","type":"Image","uri":"{{file:later}}"},{"type":"Image",`)
	h.host("late", "\x89PNG\r\n\x1a\n late")
	first := h.run()
	if first.Attachments != (AttachmentCounts{3, 2, 1}) {
		t.Errorf("report: %+v", first)
	}
	h.host("later", "\x89PNG\r\n\x1a\n later")
	if mended := h.retry(); mended.Attachments != (AttachmentCounts{3, 3, 0}) {
		t.Errorf("report: %+v", mended)
	}
	keys := h.keys()
	for name, want := range map[string]string{"0001-photo.png": "late", "0002-photo.png": "later", "0003-photo.png": "of 7"} {
		if got := h.file(keys[len(keys)-1], "data/attachments/"+name); got != "\x89PNG\r\n\x1a\n "+want {
			t.Errorf("%s: %q", name, got)
		}
	}
	h.clean()
}
