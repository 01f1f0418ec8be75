package archive

import (
	"fmt"
	"net/http"
	"path"
	"strings"
	"sync"
	"testing"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage"
)

// Two departments answer with one and the same ticket, at once: it is stored
// once, and neither run nor spool minds.
func TestOneTicketOfTwoDepartments(t *testing.T) {
	h := newHostile(t)
	other := newHostile(t)
	other.workspace = fetchtest.New("other", fetchtest.Department{ID: "dep-2", APIKey: "dep-2", APISecret: "s", UserName: "b@example.com"})
	h.add("7")
	other.add("7", `"dep-1"`, `"dep-2"`)
	var both sync.WaitGroup
	both.Add(2)
	meet := func(file http.HandlerFunc) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) {
			here := make(chan struct{})
			go func() { both.Done(); both.Wait(); close(here) }()
			select {
			case <-here:
			case <-r.Context().Done():
			}
			file(rw, r)
		}
	}
	for _, x := range []*hostile{h, other} {
		x.odd["/odd/file"] = meet(json200("plain bytes"))
		x.odd["/api/v1.2/tickets/get/7"] = json200(`{"id":7,"departmentId":"dep-1","state":"Closed","open":"2026-02-01T10:00:00Z","close":"2026-02-03T10:00:00.5Z","lastActivity":"2026-02-03T10:00:00.5Z",
"transactions":[{"type":"Message","attachments":[{"fileIdentifier":"f","originalFileName":"f.txt","uri":` + text(x.server.URL+"/odd/file") + `}]}]}`)
	}
	o := h.options()
	o.Departments = append(o.Departments, other.departments()...)
	report, err := Run(t.Context(), o)
	if err != nil || report.Closed != 2 || report.Failed != 0 || !report.Complete || len(h.keys()) != 1 {
		t.Errorf("report %+v, %v; bundles %v", report, err, h.keys())
	}
	h.clean()
}

// Departments whose ids are paths, or alike but for what a key can't hold, keep
// their tickets apart and within tickets/.
func TestHostileDepartments(t *testing.T) {
	ids := []string{"../../runs/x", "..", ".", "a/b", "a.b", "a_b", `a\b`, "", "\x00", strings.Repeat("d", 300), strings.Repeat("d", 301), "é", "CON"}
	seen := map[string]string{}
	for _, id := range ids {
		k := Key{Department: Segment(id), Closed: jan, Ticket: 7, Revision: "r"}
		parsed, err := ParseKey(k.String())
		if err != nil || parsed != k || storage.CheckKey(k.String()) != nil || path.Clean(k.String()) != k.String() || Segment(k.Department) != k.Department {
			t.Errorf("department %q: key %q, %v", id, k, err)
		}
		if other, taken := seen[k.Department]; taken {
			t.Errorf("departments %q and %q share %q", id, other, k.Department)
		}
		seen[k.Department] = id
	}
}

// A closed ticket of which no time but that of its opening is known is archived
// by that.
func TestTicketWithoutTimes(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{})
	h.add("7", `"close":"2026-02-03T10:00:00.5Z"`, `"close":null`, `"lastActivity":"2026-02-03T10:00:00.5Z"`, `"lastActivity":"9999-12-31T23:59:59.9999999-14:00"`)
	if report := h.run(); report.Archived != 1 || !report.Complete {
		t.Errorf("report: %+v", report)
	}
	if keys := h.keys(); len(keys) != 1 || keys[0].String() != "tickets/dep-1/2026/02/7/20260201T100000.0000000Z.zip" {
		t.Errorf("bundles: %v", keys)
	}
	h.clean()
}

// An answer from before the ticket was closed, asked for twice, is no reason to
// pass the ticket over: it is named, and tried again.
func TestStaleAnswerIsNamed(t *testing.T) {
	h := newHostile(t)
	h.answers("7", json200(`{"id":7,"departmentId":"dep-1","state":"Open","open":"2026-02-01T10:00:00Z","lastActivity":"2026-02-02T10:00:00Z","transactions":[]}`))
	report := h.run()
	if report.Failed != 1 || len(report.Exceptions) != 1 || report.Exceptions[0].Code != CodeTicketFetch {
		t.Errorf("report: %+v", report)
	}
	delete(h.odd, "/api/v1.2/tickets/get/7")
	if next := h.run(); next.Archived != 1 || !next.Complete {
		t.Errorf("report: %+v", next)
	}
}

// A list that brings the same tickets on ever new pages ends, with an error.
func TestEndlessList(t *testing.T) {
	h := newHostile(t)
	h.add("7")
	page := 0
	h.odd["/api/v1.2/tickets/list"] = func(rw http.ResponseWriter, r *http.Request) {
		page++
		json200(fmt.Sprintf(`{"tickets":[{"id":7,"state":"Closed","open":"2026-02-01T10:00:00Z","close":"2026-02-03T10:00:00.5Z","lastActivity":"2026-02-03T10:00:00.5Z"}],"paging":{"next":"http://x/?page=%d"}}`, page))(rw, r)
	}
	report, err := Run(t.Context(), h.options())
	if err == nil || report == nil || report.Archived != 1 || report.Complete || report.Exceptions[0].Code != CodeListFailed {
		t.Errorf("report %+v, %v", report, err)
	}
}
