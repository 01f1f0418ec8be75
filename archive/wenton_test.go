package archive

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// within is a run over another window than the harness's.
func (h *harness) within(since, until string) *Report {
	h.Helper()
	o := h.options()
	o.Since, o.Until = day(since), day(until)
	report, err := Run(h.Context(), o)
	if err != nil {
		h.Fatal(err)
	}
	if found := report.contradictions(report.Run); len(found) > 0 {
		h.Error(found)
	}
	return report
}

// What is added to a ticket after its closing is a further revision, also when
// its closing lies long before the window. One that was never held stays out.
func TestWhatGoesOnAfterClosing(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("7")
	h.run()
	h.add("7", `"lastActivity":"2026-02-03`, `"lastActivity":"2026-05-20`, `"שלום"`, `"שלום, ועוד דבר"`)
	h.add("8", `"lastActivity":"2026-02-03`, `"lastActivity":"2026-05-20`)
	if r := h.within("2026-05-01", "2026-06-01"); r.Archived != 1 || r.Closed != 1 || r.Listed != 2 || !r.Complete {
		t.Errorf("report: %+v", r)
	}
	keys, err := Find(t.Context(), h.store, 7)
	if err != nil || len(keys) != 2 || !strings.Contains(h.file(keys[1], "data/source.json"), "ועוד דבר") {
		t.Errorf("revisions %v, %v", keys, err)
	}
	if r := h.within("2026-05-01", "2026-06-01"); r.Closed != 0 || r.Listed != 2 {
		t.Errorf("and once only: %+v", r)
	}
	h.clean()
}

// Old tickets come back in recent windows, emptied: that is recorded, and what
// is held stays.
func TestErasedLongAfterClosing(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("7")
	h.run()
	h.add("7", `"lastActivity":"2026-02-03`, `"isScrambled":true,"lastActivity":"2026-05-20`, `"שלום"`, `""`)
	h.add("9", `"close":"2026-02-03`, `"isScrambled":true,"close":"2026-05-20`, `"שלום"`, `""`) // never held
	r := h.within("2026-05-01", "2026-06-01")
	if r.Unchanged != 1 || r.Archived != 1 || len(r.Erased) != 2 || r.Erased[0].Ticket != 7 || r.Erased[1].Ticket != 9 {
		t.Errorf("report: %+v", r)
	}
	if keys, err := Find(t.Context(), h.store, 7); err != nil || len(keys) != 1 || r.Erased[0].Key != keys[0].String() {
		t.Errorf("held %v, %v", keys, err)
	}
	h.clean()
}

// A state in another spelling, or one that nobody knows, is not left out.
func TestClosedInAnotherWord(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.workspace.Set(func(s *fetchtest.Settings) { s.AnyState = true })
	for id, state := range map[string]string{"1": `"closed"`, "2": `"2"`, "3": `"Archived"`, "4": `"open"`, "5": `"PENDING"`} {
		h.add(id, `"state":"Closed"`, `"state":`+state)
	}
	if r := h.run(); r.Archived != 3 || r.Listed != 5 || !r.Complete {
		t.Errorf("report: %+v", r)
	}
}

// By a clock that runs ahead of the service's, the next run would begin after
// what the service closes now.
func TestClockAheadOfTheService(t *testing.T) {
	r := Report{Since: jan, Until: apr, Started: apr, API: APICounts{ClockOffset: -9000}}
	if want := apr.Add(-2*time.Hour - 30*time.Minute - overlap); !r.ResumeAt().Equal(want) {
		t.Errorf("the next run begins at %v, want %v", r.ResumeAt(), want)
	}
	r.API.ClockOffset = 9000
	if want := apr.Add(-overlap); !r.ResumeAt().Equal(want) {
		t.Errorf("behind it: %v, want %v", r.ResumeAt(), want)
	}
}

// A department's key may be typed in capitals.
func TestKeyInCapitals(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.workspace = fetchtest.New("test", fetchtest.Department{ID: "dep-1", Name: "One", APIKey: "DEP-1", APISecret: "secret-1", UserName: "a@example.com"})
	h.server = httptest.NewServer(h.workspace)
	t.Cleanup(h.server.Close)
	h.add("2", `"attachments":[{"id":1,`, twoFiles+`{"id":1,`)
	h.run()
	h.host("late", "\x89PNG\r\n\x1a\n late")
	if r := h.retry(); r.Archived != 1 || !r.Complete {
		t.Errorf("report: %+v", r)
	}
	s, err := ReadStatus(t.Context(), h.store)
	if err != nil || len(s.Months) != 3 || s.Months[1].Tickets != 1 || !s.Months[1].Complete || s.Lacking != 0 {
		t.Errorf("status %+v, %v", s, err)
	}
}

// A bundle is gone: status says so. When it is made again that is no
// difference for ever.
func TestBundleThatWasGone(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1")
	h.add("2")
	h.run()
	h.tamper(h.keys()[0].String(), func([]byte) []byte { return nil })
	s, err := ReadStatus(t.Context(), h.store)
	if err != nil || s.Months[1].Complete || fmt.Sprint(s.Months[1].Gaps) != "[gone from the store: 1]" {
		t.Errorf("status %+v, %v", s.Months, err)
	}
	o := h.options()
	o.Generator = "archiver of another version"
	if r, err := Run(t.Context(), o); err != nil || r.Archived != 1 {
		t.Errorf("report %+v, %v", r, err)
	}
	if v := h.verify(); len(v.Differences) != 0 || len(v.Remade) != 1 {
		t.Errorf("verification %+v", v)
	}
}

// A completion that has what was missing is kept, though something else is
// missing now.
func TestCompletionThatGains(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("2", `"transactions":[`, `"transactionsCount":3,"transactions":[`)
	h.run()
	h.add("2", `"transactions":[`, `"transactionsCount":3,"transactions":[{"guidTransactionId":"g3","dateTime":"2026-02-02T10:00:00","type":"Message","text":"third",`+
		`"attachments":[{"id":9,"type":"Image","fileIdentifier":"bad","originalFileName":"bad.png","uri":"{{file:bad}}","sanitizationState":"Blocked"}]},`)
	r := h.retry()
	if r.Archived != 1 || len(r.Exceptions) != 1 || r.Exceptions[0].Code != CodeAttachmentBlocked {
		t.Errorf("report: %+v", r)
	}
	if again := h.retry(); again.Unchanged != 1 || !slices.Equal(again.Exceptions, r.Exceptions) {
		t.Errorf("report: %+v", again)
	}
	h.clean()
}

// Two files under one identifier, at different addresses, are two files.
func TestFilesUnderOneIdentifier(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("7", `"attachments":[{"id":1,`, `"attachments":[{"id":2,"type":"Image","fileIdentifier":"file-7","originalFileName":"two.png","uri":"{{file:late}}"},{"id":3,"type":"Image","fileIdentifier":"file-7","originalFileName":"none.png","uri":""},{"id":1,`)
	first := h.run()
	if len(first.Exceptions) != 1 || first.Attachments != (AttachmentCounts{2, 1, 1}) {
		t.Fatalf("report: %+v", first)
	}
	h.host("late", "\x89PNG\r\n\x1a\n late")
	if mended := h.retry(); mended.Attachments != (AttachmentCounts{2, 2, 0}) {
		t.Errorf("report: %+v", mended)
	}
	keys := h.keys()
	last := keys[len(keys)-1]
	if a, b := h.file(last, "data/attachments/0001-two.png"), h.file(last, "data/attachments/0002-photo.png"); !strings.Contains(a, "late") || !strings.Contains(b, "of 7") {
		t.Errorf("files %q, %q", a, b)
	}
}

// A report that can't be read is named; the run goes by those before it.
func TestDamagedReport(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("2", `"transactions":[`, `"transactions":null,"was":[`)
	h.run()
	h.runs += 10 // a name that sorts after the first
	last := h.run()
	h.tamper(reportKey(last.Run), func(b []byte) []byte { return b[:len(b)/2] })
	next, err := Resume(t.Context(), h.store, time.Now())
	if err != nil || len(next.Damaged) != 1 || len(next.Failed) != 1 || !next.Since.Equal(apr.Add(-overlap)) {
		t.Fatalf("next %+v, %v", next, err)
	}
	h.add("2")
	if r := h.run(); r.Archived != 1 || r.Complete || r.Exceptions[0].Code != CodeReportDamaged || !r.listedAll() {
		t.Errorf("report: %+v", r)
	}
	if s, err := ReadStatus(t.Context(), h.store); err != nil || len(s.Damaged) != 1 {
		t.Errorf("status %+v, %v", s, err)
	}
}

// The credentials are refused when links are to be renewed: the ticket fails by
// that, and its files are not called missing.
func TestRefusedWhileRenewing(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("7")
	clock := fetchtest.NewClock(time.Now())
	dead := false
	h.workspace.Set(func(s *fetchtest.Settings) {
		s.Now, s.LinkLife = clock.Now, time.Minute
		s.Fault = func(r *http.Request) fetchtest.Fault {
			switch e := fetchtest.EndpointOf(r); {
			case e == fetchtest.Files && !dead:
				dead = true
				clock.Advance(2 * time.Minute)
			case dead && e != fetchtest.Files:
				return fetchtest.Fault{Status: http.StatusUnauthorized}
			}
			return fetchtest.Fault{}
		}
	})
	report, err := Run(t.Context(), h.options())
	if err == nil || report == nil || report.Failed != 1 || report.Archived != 0 {
		t.Errorf("report %+v, %v", report, err)
	}
}

// One file that fills the disk is that file's exception.
func TestFileThatFillsTheSpool(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1")
	h.add("2", `{{file:file-2}}`, `{{file:endless}}`, `"type":"Image"`, `"type":"File"`)
	const size = 200 << 20
	if err := h.workspace.AddFile("endless", "video/mp4", size, func() (io.ReadSeekCloser, error) { return fetchtest.Noise(1, size)() }); err != nil {
		t.Fatal(err)
	}
	o := h.options()
	o.Spool, o.Workers = sizedDisk(t, "80m"), 1
	report, err := Run(t.Context(), o)
	if err != nil || report.Archived != 2 || len(report.Exceptions) != 1 || report.Exceptions[0].Code != CodeAttachmentTooLarge {
		t.Errorf("report %+v, %v", report, err)
	}
}

// A head that can't be read does not keep the others out. Where it tells its
// id the ticket is asked for, and where not it is named, and the window is not
// proven.
func TestOddHeads(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1")
	h.add("2")
	h.add("3", `"state":"Closed"`, `"state":"Open"`)
	heads := []string{`{"id":1,"state":"Closed","close":"2026-02-03T10:00:00.5Z","lastActivity":"2026-02-03T10:00:00.5Z","owner":`, `null`}
	proxy := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if !strings.Contains(r.URL.Path, "tickets/list") {
			h.workspace.ServeHTTP(rw, r)
			return
		}
		deep := heads[0] + strings.Repeat("[", 9000) + strings.Repeat("]", 9000) + `}`
		fmt.Fprintf(rw, `{"tickets":[{"id":2,"tags":7,"state":{},"close":"never"},%s,null,{"id":3,"close":[]}]}`, deep)
	}))
	defer proxy.Close()
	h.server = proxy
	report, err := Run(t.Context(), h.options())
	if err != nil || report.Archived != 2 || report.Complete || report.listedAll() || report.Windows[0].Whole {
		t.Errorf("report %+v, %v", report, err)
	}
	if !slices.ContainsFunc(report.Exceptions, func(e Exception) bool { return e.Code == CodeHeadInvalid && e.Department == "dep-1" }) {
		t.Errorf("exceptions %+v", report.Exceptions)
	}
	if found := report.contradictions(report.Run); len(found) > 0 {
		t.Error(found)
	}
}
