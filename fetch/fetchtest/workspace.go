// Package fetchtest is a Glassix workspace in memory, for tests and for the
// demo: the API and the file host behind one http.Handler, as strict as the
// service is known to be, with faults on demand, a clock that can be set, and
// counts of all requests.
package fetchtest

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"sync"
	"time"
)

// Department is one department with the only credentials that open it.
type Department struct {
	ID        string `json:"id"`
	Name      string `json:"name"`
	APIKey    string `json:"apiKey"` // the same as ID
	APISecret string `json:"apiSecret"`
	UserName  string `json:"userName"`
}

// Settings are how a workspace behaves. What is zero is as GLASSIX documents
// it or, where nothing is documented, harmless.
type Settings struct {
	Now       func() time.Time // time.Now
	FileNow   func() time.Time // the clock of the file host; Now
	PageSize  int              // tickets in one answer of a list; 100
	TokenLife time.Duration    // 3 h
	LinkLife  time.Duration    // of a signed address; 3 h
	LinkAge   time.Duration    // how long before the answer a link's life began
	Limit     Limit            // throttling; none
	FileHost  string           // scheme and host of signed addresses; those of the request
	FileRate  int              // bytes a second of each download; unlimited
	NoRanges  bool             // the file host ignores Range
	NoETags   bool             // the file host sends no ETag
	AnyState  bool             // lists don't look at ticketState
	Checksums bool             // the file host announces a checksum (CRC64NVME, as S3 does)

	// Fault is asked about every request, and may break its answer.
	Fault func(*http.Request) Fault
}

// Workspace is the service. It is safe for concurrent use.
type Workspace struct {
	name string
	key  []byte // signs tokens and links

	mu          sync.Mutex
	settings    Settings
	departments []Department
	tickets     map[int64]*record
	files       map[string]file
	tokens      map[string]session
	snapshots   map[string]*snapshot
	queued      map[Endpoint][]Fault
	limiter     limiter
	counts      Counts
	serial      int // of tokens and snapshots
	endings     int // forms of a last page used so far
}

type file struct {
	contentType string
	size        int64
	open        func() (io.ReadSeekCloser, error)
}

// New makes a workspace without tickets.
func New(name string, departments ...Department) *Workspace {
	return &Workspace{
		name:        name,
		key:         []byte("fetchtest " + name),
		departments: departments,
		tickets:     map[int64]*record{},
		files:       map[string]file{},
		tokens:      map[string]session{},
		snapshots:   map[string]*snapshot{},
		queued:      map[Endpoint][]Fault{},
		counts:      newCounts(),
	}
}

// Name is the workspace's name.
func (w *Workspace) Name() string { return w.name }

// Departments returns all departments with their credentials.
func (w *Workspace) Departments() []Department { return slices.Clone(w.departments) }

// Set changes settings, also while requests are served.
func (w *Workspace) Set(change func(*Settings)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	change(&w.settings)
}

func (w *Workspace) current() Settings {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.settings.withDefaults()
}

func (s Settings) withDefaults() Settings {
	if s.Now == nil {
		s.Now = time.Now
	}
	if s.FileNow == nil {
		s.FileNow = s.Now
	}
	s.PageSize = cmp.Or(s.PageSize, 100)
	s.TokenLife = cmp.Or(s.TokenLife, 3*time.Hour)
	s.LinkLife = cmp.Or(s.LinkLife, 3*time.Hour)
	return s
}

// AddTicket puts a ticket in, given as tickets/get answers it, in the place of
// one with the same id. In it {{file:NAME}} stands for the signed address of
// the file NAME, made anew for each answer; the rest is served as it is.
func (w *Workspace) AddTicket(raw []byte) error {
	raw = slices.Clone(raw)
	r, err := newRecord(raw, func() []byte { return raw })
	if err != nil {
		return fmt.Errorf("add ticket: %w", err)
	}
	return w.add(r)
}

func (w *Workspace) add(r *record) error {
	if !slices.ContainsFunc(w.departments, func(d Department) bool { return d.ID == r.department }) {
		return fmt.Errorf("add ticket %d: the workspace has no department %q", r.id, r.department)
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tickets[r.id] = r
	return nil
}

// RemoveTicket takes a ticket out.
func (w *Workspace) RemoveTicket(id int64) {
	w.mu.Lock()
	defer w.mu.Unlock()
	delete(w.tickets, id)
}

// TicketIDs returns the ids of all tickets, in ascending order.
func (w *Workspace) TicketIDs() []int64 {
	w.mu.Lock()
	defer w.mu.Unlock()
	var ids []int64
	for id := range w.tickets {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// AddFile puts a file on the file host. It is opened for each download and
// never held in memory.
func (w *Workspace) AddFile(name, contentType string, size int64, open func() (io.ReadSeekCloser, error)) error {
	if name == "" || size < 0 || open == nil {
		return errors.New("add file: want a name, a size and a way to open it")
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.files[name] = file{contentType, size, open}
	return nil
}
