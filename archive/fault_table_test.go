package archive

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// faultCase is one way for a run to be hit.
type faultCase struct {
	op    string
	n     int
	fault storagetest.Fault
	dead  bool
}

func (c faultCase) String() string {
	how := map[storagetest.Fault]string{storagetest.Before: "not persisted", storagetest.After: "persisted"}[c.fault]
	if c.dead {
		how += ", then dead"
	}
	return fmt.Sprintf("%s %d/%s", c.op, c.n, how)
}

// faultCases hit each operation that a clean run does: a put in every way, a
// look once. With -short each second put, each third look.
func faultCases(counts map[string]int) []faultCase {
	var cases []faultCase
	for n := 0; n < counts["put"]; n += every(2) {
		for _, fault := range []storagetest.Fault{storagetest.Before, storagetest.After} {
			cases = append(cases, faultCase{"put", n, fault, false}, faultCase{"put", n, fault, true})
		}
	}
	for _, op := range []string{"open", "stat", "list"} {
		for n := 0; n < counts[op]; n += every(3) {
			cases = append(cases, faultCase{op, n, storagetest.Before, false})
		}
	}
	return cases
}

// every is 1, and with -short n: the stride through a table, or what a size is
// divided by.
func every(n int) int {
	if testing.Short() {
		return n
	}
	return 1
}

// scene is where a fault table is played: five tickets, one of which lacks two
// files; for a retry the store as a first run leaves it, and one of the files.
type scene struct {
	*harness
	retry bool
}

func newScene(t *testing.T, retry bool) scene {
	h := newHarness(t, fetchtest.Generated{})
	h.store = &storagetest.Memory{}
	for _, id := range []string{"1", "2", "3", "4"} {
		h.add(id)
	}
	h.add("5", `"attachments":[{"id":1,`, twoFiles+`{"id":3,"type":"File","fileIdentifier":"never","uri":"{{file:never}}"},{"id":1,`)
	if retry {
		h.run()
		h.add("6")
		h.host("late", "\x89PNG\r\n\x1a\n late")
	}
	return scene{h, retry}
}

func (s scene) run(store storage.Store) (*Report, error) {
	o := s.options()
	o.Store, o.RetryExceptions = store, s.retry
	o.Workers = 1 // so that a clean run tells how many operations there are, and in which order
	return Run(s.Context(), o)
}

// TestFaultAtEveryOperation plays each failure of the store once where it
// happened anyway, once where it did not, and once where the process died of
// it. The account of the run that was hit is true, and the next run brings the
// store to where a clean one does.
func TestFaultAtEveryOperation(t *testing.T) {
	for _, retry := range []bool{false, true} {
		name := map[bool]string{false: "run", true: "retry"}[retry]
		clean := &storagetest.Breaker{}
		s := newScene(t, retry)
		if _, err := s.run(&storagetest.Faulty{Store: s.store, Fail: clean.Fail}); err != nil {
			t.Fatal(err)
		}
		want := s.contents()
		t.Logf("%s: a clean one does %v", name, clean.Seen)
		if puts := map[bool]int{false: 8, true: 5}[retry]; clean.Seen["put"] != puts {
			t.Errorf("%s: %d puts, want %d", name, clean.Seen["put"], puts)
		}
		for _, c := range faultCases(clean.Seen) {
			t.Run(name+"/"+c.String(), func(t *testing.T) { newScene(t, retry).play(c, want) })
		}
	}
}

func (s scene) play(c faultCase, want []string) {
	s.Helper()
	b := &storagetest.Breaker{Op: c.op, N: c.n, Fault: c.fault, Dead: c.dead}
	report, err := s.run(&storagetest.Faulty{Store: s.store, Fail: b.Fail})
	if !b.Hit {
		s.Fatal("nothing was hit")
	}
	s.truthful(b, report, err)
	next, err := s.run(s.store)
	if err != nil || next.Failed > 0 || len(next.Exceptions) != map[bool]int{false: 2, true: 1}[s.retry] {
		s.Errorf("the next run: %+v, %v", next, err)
	}
	if got := s.contents(); !slices.Equal(got, want) {
		s.Errorf("the store holds\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
	if v := s.verify(); len(v.Differences) > 0 || len(v.Unlisted) > 0 {
		s.Errorf("verify: %+v", v)
	}
	s.listedOnce()
	after, err := s.run(s.store)
	if err != nil || after.Archived > 0 || !slices.Equal(after.Exceptions, next.Exceptions) {
		s.Errorf("the run after: %+v, %v; the next run said %+v", after, err, next.Exceptions)
	}
	if standing, err := FindStanding(s.Context(), s.store); err != nil || len(standing) != 1 || len(standing[0].Exceptions) != len(next.Exceptions) {
		s.Errorf("standing: %+v, %v", standing, err)
	}
}

// truthful holds the account of the run that was hit against the store: what it
// says to be archived is there, and every other ticket is named; or the run
// failed, and left no report that is not true.
func (s scene) truthful(b *storagetest.Breaker, report *Report, err error) {
	s.Helper()
	v := s.verify()
	if len(v.Differences) > 0 {
		s.Errorf("verify of what was hit: %+v", v.Differences)
	}
	if standing, err := FindStanding(s.Context(), s.store); s.retry && (err != nil || len(standing) != 1) {
		s.Errorf("what is to be tried again is forgotten: %+v, %v", standing, err)
	}
	if err != nil {
		if !errors.Is(err, storagetest.ErrFault) || report != nil {
			s.Errorf("failed with %v, and a report %+v", err, report)
		}
		return
	}
	if b.Dead {
		s.Errorf("a run on a dead store came to its end: %+v", report)
	}
	if report.Complete || len(report.Exceptions) < report.Failed || report.Closed != report.Archived+report.Unchanged+report.Failed {
		s.Errorf("report: %+v", report)
	}
	for f, err := range Fates(s.Context(), s.store, report.Run) {
		if err != nil {
			s.Fatal(err)
		}
		_, err := s.store.Stat(s.Context(), f.Key)
		named := slices.ContainsFunc(report.Exceptions, func(e Exception) bool { return e.Ticket == f.Ticket && e.failed() })
		if f.Fate == FateFailed && !named || f.Fate != FateFailed && (err != nil || named) {
			s.Errorf("fate %+v: %v, named %v", f, err, named)
		}
	}
}

// contents are the keys of the bundles.
func (s scene) contents() []string {
	s.Helper()
	var list []string
	for _, k := range s.keys() {
		list = append(list, k.String())
	}
	return list
}

// listedOnce checks that each bundle is in one inventory.
func (s scene) listedOnce() {
	s.Helper()
	listed := map[string]int{}
	for run, err := range Runs(s.Context(), s.store) {
		if err != nil {
			s.Fatal(err)
		}
		for line, err := range Inventory(s.Context(), s.store, run) {
			if isNotFound(err) {
				break
			}
			if err != nil {
				s.Fatal(err)
			}
			listed[line.Key]++
		}
	}
	for _, key := range s.contents() {
		if listed[key] != 1 {
			s.Errorf("%s is listed %d times", key, listed[key])
		}
	}
}
