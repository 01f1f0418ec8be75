package watch

import (
	"context"
	"sync"
	"time"

	"github.com/glassix-archiver/archiver/archive"
)

// Monitor knows how the runs of this process went and how the one that is on
// goes. It is safe for concurrent use.
type Monitor struct {
	every   time.Duration // 0: one run only
	version string
	now     func() time.Time
	began   time.Time

	mu       sync.Mutex
	stopping bool
	started  time.Time       // of the run that is on; zero between runs
	current  archive.Options // of that run, once they are known
	past     totals          // of the runs that ended
	last     ended
	success  time.Time // end of the last run that did not fail
	next     time.Time
	hooks    map[string]int64 // webhook calls, by what became of them
}

// ended is a run that ended.
type ended struct {
	report            *archive.Report // nil if it left none
	err               error
	started, finished time.Time
}

// The results of a run.
const (
	complete   = "complete"
	exceptions = "exceptions" // done; what is missing is named
	failed     = "failed"
)

func (e ended) result() string {
	switch {
	case e.err != nil || e.report == nil:
		return failed
	case !e.report.Complete:
		return exceptions
	}
	return complete
}

// NewMonitor makes a monitor of runs that begin every so often, 0 for a single
// one, by a program of the given version.
func NewMonitor(every time.Duration, version string, now func() time.Time) *Monitor {
	return &Monitor{every: every, version: version, now: now, began: now(), past: newTotals(),
		hooks: map[string]int64{hookClosed: 0, hookOther: 0, hookRefused: 0}}
}

// Begin notes that a run begins.
func (m *Monitor) Begin() {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.started, m.next, m.current = m.now(), time.Time{}, archive.Options{}
}

// Follow shows the run's progress, and what its departments' clients ask of
// the service, from here to End.
func (m *Monitor) Follow(o archive.Options) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.current = o
}

// End notes what came of the run. A report beside an error is of a run that
// failed in part.
func (m *Monitor) End(report *archive.Report, err error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.last = ended{report, err, m.started, m.now()}
	m.past.add(m.current, report, m.last.result())
	if m.last.result() != failed {
		m.success = m.last.finished
	}
	m.started, m.current = time.Time{}, archive.Options{}
}

// Next notes when the next run will begin.
func (m *Monitor) Next(at time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.next = at
}

// StopWith makes the health that of a service which is shutting down, from the
// end of ctx on.
func (m *Monitor) StopWith(ctx context.Context) {
	context.AfterFunc(ctx, func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		m.stopping = true
	})
}

func (m *Monitor) hooked(how string) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.hooks[how]++
}
