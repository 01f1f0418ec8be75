package archive

import (
	"bytes"
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

	"github.com/glassix-archiver/archiver/bundle"
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

// A ticket that is erased at the source never replaces what is held, also when
// erasing moved its closing to another month, and the report records it.
func TestErasedTicketIsRecorded(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("7")
	h.run()
	h.add("7", `"close":"2026-02-03`, `"isScrambled":true,"close":"2026-03-20`, `"lastActivity":"2026-02-03`, `"lastActivity":"2026-03-20`, `"שלום"`, `""`)
	report := h.run()
	if report.Unchanged != 1 || report.Archived != 0 || !report.Complete || len(report.Erased) != 1 || report.Erased[0].Ticket != 7 || report.Erased[0].Key != h.keys()[0].String() {
		t.Errorf("report: %+v", report)
	}
	if gets := h.workspace.Counts().Gets[7]; gets != 1 {
		t.Errorf("%d gets", gets)
	}
	if keys := h.keys(); len(keys) != 1 || !strings.Contains(h.file(keys[0], "data/transcript.json"), "שלום") {
		t.Errorf("held: %v", keys)
	}
	var fates []string
	for f, err := range Fates(t.Context(), h.store, report.Run) {
		if err != nil {
			t.Fatal(err)
		}
		fates = append(fates, f.Fate)
	}
	if fmt.Sprint(fates) != "[erased]" {
		t.Errorf("fates %v", fates)
	}
	h.clean()
}

// A ticket that was moved is tied to its other number: in the report, in the
// inventory and in the bag.
func TestMovedTicketIsTied(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("7", `"state":"Closed"`, `"state":"Closed","movedToTicketId":8`)
	h.add("8", `"state":"Closed"`, `"state":"Closed","movedFromTicketId":7`)
	report := h.run()
	if len(report.Moved) != 2 || report.Moved[0].MovedTo != 8 || report.Moved[1].MovedFrom != 7 {
		t.Errorf("report: %+v", report.Moved)
	}
	for line, err := range Inventory(t.Context(), h.store, report.Run) {
		if err != nil || line.MovedTo+line.MovedFrom != 15-line.Ticket {
			t.Errorf("line %+v, %v", line, err)
		}
	}
	if tags, err := h.bag(h.keys()[0]).Tags(); err != nil || !slices.ContainsFunc(tags, func(g bundle.Tag) bool { return g.Label == "Glassix-Moved-To" && g.Value == "8" }) {
		t.Errorf("tags %v, %v", tags, err)
	}
	h.clean()
}

// Each window has its counts, each ticket its line, once, in however many
// windows the service lists it.
func TestReconciliation(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1", `"open":"2026-02-01`, `"open":"2026-01-01`)                       // listed in January, closed in February
	h.add("2", `"state":"Closed"`, `"state":"Open"`)                             // not closed, so the service does not list it
	h.add("3", `"close":"2026-02-03`, `"close":"2025-12-31`)                     // closed outside
	h.add("4", "2026-02-03T10:00:00.5Z", "2026-03-05T00:00:00Z")                 // closed in March
	h.add("5", `"transactions":[`, `"transactions":null,"was":[`)                // fails
	h.add("6", `"lastActivity":"2026-02-03T10`, `"lastActivity":"2026-03-03T10`) // in two windows
	report := h.run()
	var got []string
	for _, w := range report.Windows {
		got = append(got, fmt.Sprintf("%s %d/%d/%d/%d/%d %v", w.Since.Format("01"), w.Listed, w.Closed, w.Archived, w.Unchanged, w.Failed, w.Whole))
	}
	want := "[01 1/0/0/0/0 true 02 4/3/2/0/1 true 03 0/1/1/0/0 true]"
	if fmt.Sprint(got) != want {
		t.Errorf("windows %v, want %v", got, want)
	}
	fates := map[int64]string{}
	for f, err := range Fates(t.Context(), h.store, report.Run) {
		if err != nil || fates[f.Ticket] != "" {
			t.Fatalf("fate %+v, %v", f, err)
		}
		fates[f.Ticket] = f.Fate
	}
	if fmt.Sprint(fates) != "map[1:archived 3:closed_outside 4:archived 5:failed 6:archived]" {
		t.Errorf("fates %v", fates)
	}
	h.clean()
	h.tamper(fatesKey(report.Run), func(b []byte) []byte { return bytes.Replace(b, []byte(`"archived"`), []byte(`"not_closed"`), 1) })
	if v := h.verify(); len(v.Differences) != 2 || !strings.Contains(v.Differences[0].Problem, "has 2 archived") || !strings.Contains(v.Differences[1].Problem, "the run's report says") {
		t.Errorf("a changed reconciliation: %v", v.Differences)
	}
}

// A month is proven complete when it was listed to its end after it had
// passed, and nothing of it is named as an exception still.
func TestStatusTellsWhichMonthsAreProven(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1")
	h.add("2", "2026-02-03T10:00:00.5Z", "2026-03-05T00:00:00Z", `{{file:file-2}}`, `{{file:gone}}`)
	h.add("3", "2026-02-03T10:00:00.5Z", "2026-04-05T00:00:00Z", `"transactions":[`, `"transactions":null,"was":[`)
	run := func(since, until, now string) {
		t.Helper()
		o := h.options()
		o.Since, o.Until = day(since), day(until)
		o.Now = func() time.Time { return day(now) }
		if _, err := Run(t.Context(), o); err != nil {
			t.Fatal(err)
		}
	}
	run("2026-01-15", "2026-03-01", "2026-05-02")
	run("2026-03-01", "2026-05-03", "2026-05-03")
	s, err := ReadStatus(t.Context(), h.store)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, m := range s.Months {
		got = append(got, fmt.Sprintf("%s %d %v %v", m.Month, m.Tickets, m.Complete, strings.Join(m.Gaps, ", ")))
	}
	want := []string{
		"2026-01 0 false not listed before 2026-01-15 00:00",
		"2026-02 1 true ",
		"2026-03 1 false with exceptions: 1",
		"2026-04 0 false not archived: 1",
		"2026-05 0 false not listed from 2026-05-02 23:00",
	}
	if !slices.Equal(got, want) {
		t.Errorf("months\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func day(s string) time.Time {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return t
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
