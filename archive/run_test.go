package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/render"
)

func TestRunArchivesEveryClosedTicketOnce(t *testing.T) {
	n := 250 / every(5)
	h := newHarness(t, fetchtest.Generated{Seed: 1, Tickets: n, Unclosed: 30, Attachments: 2, AttachmentSize: 2000})
	report := h.run()
	if report.Archived != n || report.Closed != n || report.Failed != 0 || !report.Complete || report.Attachments != (AttachmentCounts{2 * n, 2 * n, 0}) {
		t.Errorf("report: %+v", report)
	}
	counts := h.workspace.Counts()
	if len(counts.Gets) != n {
		t.Errorf("%d tickets were fetched", len(counts.Gets))
	}
	for id, n := range counts.Gets {
		if n != 1 {
			t.Errorf("ticket %d was fetched %d times", id, n)
		}
	}
	if counts.BearerAtFiles != 0 || counts.PageMisuse != 0 || counts.BadLists != 0 || counts.Requests[fetchtest.Token] != 1 {
		t.Errorf("manners: %+v", counts)
	}
	h.clean()
	keys := h.keys()
	if len(keys) != n {
		t.Fatalf("%d bundles in the store", len(keys))
	}
	for _, k := range keys {
		var made render.Transcript
		if err := json.Unmarshal([]byte(h.file(k, "data/transcript.json")), &made); err != nil {
			t.Fatal(err)
		}
		if made.Header.State != "Closed" || made.Header.Number != k.Ticket {
			t.Errorf("%s holds ticket %d, %s", k, made.Header.Number, made.Header.State)
		}
		if !slices.IsSortedFunc(made.Entries, func(a, b render.Entry) int { return a.Time.UTC.Compare(b.Time.UTC) }) {
			t.Errorf("%s is not chronological", k)
		}
	}
	h.checkByHand()
	again := h.run()
	if after := h.workspace.Counts(); again.Unchanged != n || again.Archived != 0 || after.Requests[fetchtest.Get] != counts.Requests[fetchtest.Get] {
		t.Errorf("second run: %+v", again)
	}
}

func TestBundleHoldsTheAnswerAsItCame(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("7", `"field1"`, `"aFutureMember" : [ 1.0,2e3 ], "field1"`)
	h.run()
	key := h.keys()[0]
	if want := "tickets/dep-1/2026/02/7/20260203T100000.5000000Z.zip"; key.String() != want {
		t.Errorf("key %s, want %s", key, want)
	}
	source := h.file(key, "data/source.json")
	if !strings.Contains(source, `"aFutureMember" : [ 1.0,2e3 ]`) {
		t.Errorf("source.json is not byte for byte: %s", source)
	}
	if got := h.file(key, "data/attachments/0001-photo.png"); got != "\x89PNG\r\n\x1a\n of 7" {
		t.Errorf("attachment: %q", got)
	}
	for _, name := range []string{"transcript.pdf", "transcript.html", "transcript.json"} {
		if body := h.file(key, "data/"+name); len(body) == 0 || strings.Contains(body, "X-Amz-Signature") {
			t.Errorf("%s: %d bytes, or holds a signed address", name, len(body))
		}
	}
}

func TestOnlyWhatWasClosedInTheWindow(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1")
	h.add("2", "2026-02-03T10:00:00.5Z", "2026-01-01T00:00:00Z")         // at since: in
	h.add("3", "2026-02-03T10:00:00.5Z", "2026-04-01T00:00:00Z")         // at until: out
	h.add("4", `"state":"Closed"`, `"state":"Open"`)                     // not closed
	h.add("5", `"close":"2026-02-03T`, `"close":"2025-12-31T`)           // only active in the window
	h.add("6", `"close":"2026-02-03T10:00:00.5Z"`, `"close":null`)       // closed at a time unknown: by last activity
	h.add("8", "2026-02-03T10:00:00.5Z", "2026-02-28T23:59:59.9999999Z") // on the brink of two windows
	report := h.run()
	var got []int64
	for _, k := range h.keys() {
		got = append(got, k.Ticket)
	}
	slices.Sort(got)
	if fmt.Sprint(got) != "[1 2 6 8]" || report.Closed != 4 || !report.Complete {
		t.Errorf("archived %v, report %+v", got, report)
	}
}

func TestReclosedTicketIsAFurtherRevision(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("7")
	h.run()
	h.add("7", "2026-02-03T10:00:00.5Z", "2026-02-09T10:00:00Z")
	if report := h.run(); report.Archived != 1 {
		t.Errorf("report: %+v", report)
	}
	keys, err := Find(t.Context(), h.store, 7)
	if err != nil || len(keys) != 2 || keys[1].Revision != "20260209T100000.0000000Z" {
		t.Errorf("revisions %v, %v", keys, err)
	}
	h.clean()
}

func TestErasedTicketDoesNotReplaceWhatIsHeld(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("7")
	h.run()
	h.add("7", `"lastActivity":"2026-02-03`, `"isScrambled":true,"lastActivity":"2026-02-20`, `"שלום"`, `""`)
	if report := h.run(); report.Unchanged != 1 || report.Archived != 0 {
		t.Errorf("report: %+v", report)
	}
	if keys := h.keys(); len(keys) != 1 || !strings.Contains(h.file(keys[0], "data/transcript.json"), "שלום") {
		t.Errorf("held: %v", keys)
	}
}

// Each attachment ends as stored, or as an exception with its code: in the
// report, in the bundle, and never as a file that is an error page.
func TestAttachmentExceptions(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1")
	h.add("2", `{{file:file-2}}`, `{{file:gone}}`)
	h.add("3", `"type":"Image"`, `"type":"Image","sanitizationState":"Blocked"`)
	h.add("4", `{{file:file-4}}`, ``)
	h.add("5")
	h.add("6")
	h.workspace.Set(func(s *fetchtest.Settings) {
		s.Fault = func(r *http.Request) fetchtest.Fault {
			switch {
			case strings.Contains(r.URL.Path, "file-5"):
				return fetchtest.Fault{HTML: true}
			case strings.Contains(r.URL.Path, "file-6"):
				return fetchtest.Fault{Status: http.StatusForbidden, Body: "<Error><Code>AccessDenied</Code></Error>"}
			}
			return fetchtest.Fault{}
		}
	})
	report := h.run()
	want := map[int64]string{2: CodeAttachmentMissing, 3: CodeAttachmentBlocked, 4: CodeAttachmentMissing, 5: CodeAttachmentWrong, 6: CodeAttachmentRefused}
	got := map[int64]string{}
	for _, e := range report.Exceptions {
		got[e.Ticket] = e.Code
		if e.Attachment == "" || e.Message == "" || strings.Contains(e.Message, "X-Amz-") {
			t.Errorf("exception %+v", e)
		}
	}
	if fmt.Sprint(got) != fmt.Sprint(want) || report.Archived != 6 || report.Complete || report.Attachments != (AttachmentCounts{6, 1, 5}) {
		t.Errorf("got %v, want %v; report %+v", got, want, report)
	}
	for _, k := range h.keys() {
		code, missing := want[k.Ticket]
		payload := strings.Join(h.bag(k).Payload(), " ")
		if missing != strings.Contains(payload, "exceptions.json") || missing == strings.Contains(payload, "attachments/") {
			t.Errorf("ticket %d: payload %s", k.Ticket, payload)
		}
		if missing && (!strings.Contains(h.file(k, "data/exceptions.json"), code) || !strings.Contains(h.file(k, "data/transcript.html"), code)) {
			t.Errorf("ticket %d: its bundle does not name %s", k.Ticket, code)
		}
	}
	h.clean()
}

func TestFaultsOfTheServiceLoseNothing(t *testing.T) {
	n := 120 / every(3)
	h := newHarness(t, fetchtest.Generated{Seed: 3, Tickets: n, Attachments: 1, AttachmentSize: 5000})
	h.wait.Attempts = 50 // one unlucky ticket may meet a good part of what is queued
	faults := []fetchtest.Fault{{Status: 503}, {Reset: true}, {Cut: true}, {Status: 429, RetryAfter: "1"}, {}}
	for _, e := range []fetchtest.Endpoint{fetchtest.Token, fetchtest.List, fetchtest.Get, fetchtest.Files} {
		if e != fetchtest.Files { // with status 200 a page in the place of a nameless file can't be told from it
			h.workspace.Queue(e, fetchtest.Fault{HTML: true})
		}
		for range 4 {
			h.workspace.Queue(e, faults...)
		}
	}
	report := h.run()
	if report.Archived != n || !report.Complete || report.Attachments.Stored != n || report.API.Retried < 20 {
		t.Errorf("report: %+v", report)
	}
	h.clean()
}

func TestTicketThatCannotBeHadIsNamed(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1")
	h.add("2")
	h.workspace.Set(func(s *fetchtest.Settings) {
		s.Fault = func(r *http.Request) fetchtest.Fault {
			if strings.HasSuffix(r.URL.Path, "/tickets/get/2") {
				return fetchtest.Fault{Status: 500}
			}
			return fetchtest.Fault{}
		}
	})
	report := h.run()
	if report.Archived != 1 || report.Failed != 1 || report.Complete || len(report.Exceptions) != 1 || report.Exceptions[0].Ticket != 2 || report.Exceptions[0].Code != CodeTicketFetch {
		t.Errorf("report: %+v", report)
	}
	next, err := Resume(t.Context(), h.store, time.Now())
	if err != nil || next.Last.Run != report.Run || !next.Since.Equal(apr.Add(-overlap)) || len(next.Failed) != 1 || next.Failed[0].Ticket != 2 {
		t.Errorf("the next run: %+v, %v", next, err)
	}
}

func TestOneDepartmentFailingDoesNotHoldUpTheOthers(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("1")
	o := h.options()
	stranger, err := fetch.New(fetch.Credentials{URL: h.server.URL, APIKey: "dep-2", APISecret: "wrong", UserName: "b@example.com"}, h.wait)
	if err != nil {
		t.Fatal(err)
	}
	o.Departments = append([]Department{{"Two", stranger}}, o.Departments...)
	report, err := Run(t.Context(), o)
	if _, ok := errors.AsType[*fetch.AuthError](err); !ok || report == nil {
		t.Fatalf("report %v, error %v", report, err)
	}
	if report.Archived != 1 || report.Complete || report.Exceptions[0].Department != "dep-2" || report.Exceptions[0].Code != CodeAuth {
		t.Errorf("report: %+v", report)
	}
	if !report.ResumeAt().Equal(jan) {
		t.Error("the next run would leave the department out")
	}
}

func TestTwoRunsAtOnceDoNoHarm(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 4, Tickets: 60, Attachments: 1, AttachmentSize: 1000})
	var wg sync.WaitGroup
	reports := make([]*Report, 2)
	for i := range reports {
		o := h.options()
		o.Store = h.open(h.folder)
		wg.Go(func() {
			var err error
			if reports[i], err = Run(t.Context(), o); err != nil {
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if n := len(h.keys()); n != 60 {
		t.Errorf("%d bundles", n)
	}
	for _, r := range reports { // both count as archived what both made byte for byte alike
		if r.Archived+r.Unchanged != 60 || !r.Complete {
			t.Errorf("report: %+v", r)
		}
	}
	h.clean()
}

// A run that is cut off leaves whole bundles only, and nothing in the spool;
// the next one goes on, and takes what was left into its inventory.
func TestCancelledRun(t *testing.T) {
	n := 200 / every(2)
	h := newHarness(t, fetchtest.Generated{Seed: 5, Tickets: n, Attachments: 2, AttachmentSize: 3000})
	ctx, cancel := context.WithCancel(t.Context())
	o := h.options()
	o.Progress = new(Progress)
	go func() {
		for o.Progress.Stored.Load() < 20 {
			time.Sleep(time.Millisecond)
		}
		cancel()
	}()
	started := time.Now()
	if _, err := Run(ctx, o); !errors.Is(err, context.Canceled) {
		t.Fatalf("got %v", err)
	}
	if left, _ := filepath.Glob(filepath.Join(o.Spool, "*")); len(left) > 0 {
		t.Errorf("left in the spool: %v", left)
	}
	partial := len(h.keys())
	if partial < 20 || partial >= n {
		t.Errorf("%d bundles after the cut, %v after the start", partial, time.Since(started))
	}
	v := h.verify()
	if len(v.Differences) > 0 || len(v.Unlisted) != partial {
		t.Errorf("after the cut: %d unlisted, %v", len(v.Unlisted), v.Differences)
	}
	report := h.run()
	if report.Unchanged != partial || report.Archived != n-partial || !report.Complete {
		t.Errorf("report: %+v", report)
	}
	if v := h.verify(); len(v.Differences) > 0 || len(v.Unlisted) > 0 {
		t.Errorf("at the end: %v, %v", v.Unlisted, v.Differences)
	}
}
