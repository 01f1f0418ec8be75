package archive

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

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
