package archive

import (
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

// Logged is what the custody log says that the store holds. The zero value is
// that there is no log.
type Logged struct {
	// Signed is the SHA-256 in hex of each bundle that was archived and not purged,
	// by key. Nil is that there is no log.
	Signed map[string]string
	// Purged are the bundles that were purged and not archived again, by key.
	Purged map[string]bool
	// Certified and Reported are the SHA-256 in hex of each certificate of
	// destruction and of each run's report, by key.
	Certified, Reported map[string]string
	// Retained is how bundles were locked, by key; Cases is who holds which.
	Retained map[string]storage.Retention
	Cases    *CaseBook
	// Began is the time of the first entry, zero if there is none.
	Began time.Time
	// Verifier is the log's public key; nil: the checkpoints that reports have are
	// not held against the log.
	Verifier note.Verifier

	reached []reached // one for each entry that is later than all before it
}

// NewLogged is what a log without entries says. Take what it has, in its order.
func NewLogged(v note.Verifier) *Logged {
	return &Logged{Signed: map[string]string{}, Purged: map[string]bool{}, Certified: map[string]string{}, Reported: map[string]string{},
		Retained: map[string]storage.Retention{}, Cases: &CaseBook{map[string]map[string]bool{}}, Verifier: v}
}

// Take takes in an entry.
func (l *Logged) Take(r custody.Record) {
	e := r.Entry
	if l.Began.IsZero() {
		l.Began = e.Time
	}
	l.Cases.take(e)
	l.reach(r)
	switch e.Event {
	case custody.Archived:
		l.Signed[e.Key] = e.SHA256
		delete(l.Purged, e.Key)
		l.retained(e)
	case custody.Extended:
		l.retained(e)
	case custody.Purged:
		delete(l.Signed, e.Key)
		delete(l.Retained, e.Key)
		l.Purged[e.Key] = true
	case custody.Certified:
		l.Certified[e.Key] = e.SHA256
	case custody.Reported:
		l.Reported[e.Key] = e.SHA256
	}
}

func (l *Logged) retained(e custody.Entry) {
	if r := (storage.Retention{Mode: storage.Mode(e.Mode), Until: e.Until}); r.Mode != storage.None && r.Check() == nil {
		l.Retained[e.Key] = r
	}
}
