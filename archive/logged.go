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
	// Signed is the SHA-256 of each bundle that was archived and not purged. Nil is
	// that there is no log.
	Signed *KeySums
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

	purged  keyTable[struct{}] // the bundles that were purged and not archived again
	reached []reached          // one for each entry that is later than all before it
}

// NewLogged is what a log without entries says. Take what it has, in its order.
func NewLogged(v note.Verifier) *Logged {
	return &Logged{Signed: new(KeySums), Certified: map[string]string{}, Reported: map[string]string{},
		Retained: map[string]storage.Retention{}, Cases: newCaseBook(), Verifier: v}
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
		l.Signed.Set(e.Key, e.SHA256)
		l.purged.delete(e.Key)
		l.retained(e)
	case custody.Extended:
		l.retained(e)
	case custody.Purged:
		l.Signed.Delete(e.Key)
		delete(l.Retained, e.Key)
		l.purged.set(e.Key, struct{}{})
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
