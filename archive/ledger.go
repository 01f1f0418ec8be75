package archive

import (
	"slices"
	"sync"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
)

// WindowReport is what became of the tickets of one window that a department
// was asked for. A ticket that several windows list is listed in the first,
// and counts as closed where its closing lies: so the windows add up to the
// report. The one without times has the tickets that were taken up whatever
// the window: those that an earlier run had named as exceptions, and those held
// that went on after their closing, or were erased at the source.
type WindowReport struct {
	Department string    `json:"department"`
	Since      time.Time `json:"since,omitzero"`
	Until      time.Time `json:"until,omitzero"`
	Listed     int       `json:"listed"`
	Closed     int       `json:"closed"`
	Archived   int       `json:"archived"`
	Unchanged  int       `json:"unchanged"`
	Failed     int       `json:"failed"`
	Whole      bool      `json:"listed_to_end"` // the service told the list to its end
}

// Fate is what became of one ticket that a run came across: a line of its
// reconciliation.
type Fate struct {
	Department string    `json:"department"`
	Ticket     int64     `json:"ticket"`
	Closed     time.Time `json:"closed,omitzero"`
	Fate       string    `json:"fate"`
	Key        string    `json:"key,omitzero"`       // of the bundle that holds it
	Code       string    `json:"code,omitzero"`      // why it failed
	Announced  int64     `json:"announced,omitzero"` // transactions that the service counts
	Came       int       `json:"came,omitzero"`      // transactions that came
}

// The words for what may become of a ticket.
const (
	FateArchived  = "archived"
	FateUnchanged = "unchanged"
	FatePurged    = "purged" // earlier, when its retention had passed; counts as unchanged
	FateErased    = "erased" // at the source; what is held from before stands
	FateFailed    = "failed"
	FateOpen      = "not_closed"
	FateOutside   = "closed_outside" // of the window asked for
)

// ledger has each ticket once, by id, however often it is met, and holds the
// run to account for it. Some 50 bytes a ticket is what a run grows by.
type ledger struct {
	mu      sync.Mutex
	windows []*WindowReport
	owes    map[ticketID]int32 // the index of the window it counts in; settled is the complement
	lines   *lines
}

// ticketID tells tickets of several departments apart.
type ticketID struct {
	department string
	id         int64
}

// noWindow is the index of none.
const noWindow = -1

func newLedger(lines *lines) *ledger { return &ledger{owes: map[ticketID]int32{}, lines: lines} }

// open adds a department's windows, and returns the index of the first.
func (l *ledger) open(department string, windows []fetch.Window) int {
	l.mu.Lock()
	defer l.mu.Unlock()
	first := len(l.windows)
	for _, w := range windows {
		l.windows = append(l.windows, &WindowReport{Department: department, Since: w.Since, Until: w.Until})
	}
	return first
}

// listed notes that a window lists a ticket, and reports whether that is news.
func (l *ledger) listed(t ticketID, window int) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if _, known := l.owes[t]; known {
		return false
	}
	window = l.place(t.department, window)
	l.owes[t] = ^int32(window)
	l.windows[window].Listed++
	return true
}

// owe makes the run answer for a closed ticket, in the window of its closing
// if there is one.
func (l *ledger) owe(t ticketID, closed time.Time) {
	l.mu.Lock()
	defer l.mu.Unlock()
	window := slices.IndexFunc(l.windows, func(w *WindowReport) bool {
		return w.Department == t.department && !w.Since.IsZero() && !closed.Before(w.Since) && closed.Before(w.Until)
	})
	window = l.place(t.department, window)
	l.owes[t] = int32(window)
	l.windows[window].Closed++
}

// place is the index of a window, or that of the department's one without
// times.
func (l *ledger) place(department string, window int) int {
	if window != noWindow {
		return window
	}
	window = slices.IndexFunc(l.windows, func(w *WindowReport) bool { return w.Department == department && w.Since.IsZero() })
	if window == noWindow {
		window = len(l.windows)
		l.windows = append(l.windows, &WindowReport{Department: department, Whole: true})
	}
	return window
}

func (l *ledger) whole(window int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.windows[window].Whole = true
}

// settle notes what became of a ticket that the run answers for. A fate that
// takes it out of the account, such as being open again, uncounts it.
func (l *ledger) settle(t ticketID, f Fate) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if window, known := l.owes[t]; known && window >= 0 {
		l.windows[window].count(f.Fate)
		l.owes[t] = ^window
	}
	f.Department, f.Ticket = t.department, t.id
	return l.lines.add(f)
}

func (w *WindowReport) count(fate string) {
	switch fate {
	case FateArchived:
		w.Archived++
	case FateUnchanged, FateErased, FatePurged:
		w.Unchanged++
	case FateFailed:
		w.Failed++
	default:
		w.Closed--
	}
}

// unsettled are the tickets that the run still owes an answer for.
func (l *ledger) unsettled() []ticketID {
	l.mu.Lock()
	defer l.mu.Unlock()
	var list []ticketID
	for t, window := range l.owes {
		if window >= 0 {
			list = append(list, t)
		}
	}
	return list
}

// report is the windows as they are counted now.
func (l *ledger) report() []WindowReport {
	l.mu.Lock()
	defer l.mu.Unlock()
	list := make([]WindowReport, len(l.windows))
	for i, w := range l.windows {
		list[i] = *w
	}
	return list
}
