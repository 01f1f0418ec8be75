package archive

import "sync/atomic"

// Progress is counted by a run while it goes, for a display to read at any
// time. The zero value is ready.
type Progress struct {
	Listed      atomic.Int64 // unique tickets
	Closed      atomic.Int64 // of these, closed in the window
	Fetched     atomic.Int64
	Stored      atomic.Int64
	Unchanged   atomic.Int64
	Failed      atomic.Int64
	Files       atomic.Int64 // attachments downloaded
	Exceptions  atomic.Int64 // attachments that could not be had
	Bytes       atomic.Int64 // downloaded
	ListingDone atomic.Bool  // Closed is final
}

// Done is how many tickets need nothing more.
func (p *Progress) Done() int64 { return p.Stored.Load() + p.Unchanged.Load() + p.Failed.Load() }
