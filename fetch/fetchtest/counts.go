package fetchtest

import "maps"

// Counts is what a workspace has seen.
type Counts struct {
	Requests      map[Endpoint]int // all of them, refused ones and broken ones too
	Gets          map[int64]int    // tickets/get that reached the ticket, by id
	Downloads     map[string]int   // requests for a file, by name
	Throttled     int
	Unauthorized  int // wrong credentials, and tokens that are not valid
	BadLists      int // lists refused for their dates, states or page
	PageMisuse    int // lists with page and something else
	DeadLinks     int // requests to a link that had expired
	BadSignatures int
	MissingFiles  int
	BearerAtFiles int // Authorization headers that reached the file host
	TracesAtFiles int // cookies and referrers that reached the file host
	Ranges        int // downloads that went on where another stopped
	InFlight      int // API calls being served now
	MaxInFlight   int // the most of them at a time
}

// Calls is the number of requests to the API, tokens included.
func (c Counts) Calls() int {
	return c.Requests[Token] + c.Requests[List] + c.Requests[Get] + c.Requests[Other]
}

func newCounts() Counts {
	return Counts{Requests: map[Endpoint]int{}, Gets: map[int64]int{}, Downloads: map[string]int{}}
}

// Counts returns a copy of the counts so far.
func (w *Workspace) Counts() Counts {
	w.mu.Lock()
	defer w.mu.Unlock()
	c := w.counts
	c.Requests, c.Gets, c.Downloads = maps.Clone(c.Requests), maps.Clone(c.Gets), maps.Clone(c.Downloads)
	return c
}

// ResetCounts starts counting anew.
func (w *Workspace) ResetCounts() {
	w.mu.Lock()
	defer w.mu.Unlock()
	inFlight := w.counts.InFlight
	w.counts = newCounts()
	w.counts.InFlight = inFlight
}

func (w *Workspace) count(note func(*Counts)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	note(&w.counts)
}

// enter counts an API call as being served until the function returned is
// called.
func (w *Workspace) enter(endpoint Endpoint) func() {
	if endpoint == Files {
		return func() {}
	}
	w.count(func(c *Counts) {
		c.InFlight++
		c.MaxInFlight = max(c.MaxInFlight, c.InFlight)
	})
	return func() { w.count(func(c *Counts) { c.InFlight-- }) }
}
