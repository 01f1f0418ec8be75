package archive

import (
	"crypto/sha256"
	"maps"
	"slices"
	"time"

	"github.com/glassix-archiver/archiver/custody"
)

// LogAccount is what the custody log says of bundles: which were archived, with
// what SHA-256, and which were purged. The zero value is that of an empty log.
type LogAccount struct {
	signed    keyTable[[sha256.Size]byte] // archived, and not purged
	purged    keyTable[struct{}]          // and not archived again
	certified map[string]string           // certificates of destruction: the SHA-256 of each in hex, by key
}

// Take takes in an entry. They come in the log's order.
func (a *LogAccount) Take(r custody.Record) {
	switch e := r.Entry; e.Event {
	case custody.Archived:
		sum, _ := sumOf(e.SHA256)
		a.signed.set(e.Key, sum)
		a.purged.delete(e.Key)
	case custody.Purged:
		a.signed.delete(e.Key)
		a.purged.set(e.Key, struct{}{})
	case custody.Certified:
		if a.certified == nil {
			a.certified = map[string]string{}
		}
		a.certified[e.Key] = e.SHA256
	}
}

// hasPurged tells whether the log has a bundle as purged; without a log none.
func (a *LogAccount) hasPurged(key string) bool { return a != nil && a.purged.has(key) }

// certificates are those that the log knows, in order.
func (a *LogAccount) certificates() []string {
	if a == nil {
		return nil
	}
	return slices.Sorted(maps.Keys(a.certified))
}

// sizeUnknown is what the custody log says of a bundle's size.
const sizeUnknown = -1

// holdAgainstLog holds what the inventories say against the custody log, and
// expects the bundles that only the log knows of: whoever takes a bundle away
// together with the run that lists it is found out so.
func (v *verification) holdAgainstLog() {
	log := v.options.Log
	if log == nil {
		return
	}
	for key := range v.expected.all() {
		if !log.signed.has(key) && !log.purged.has(key) {
			v.result.Unsigned = append(v.result.Unsigned, key)
		}
	}
	for key, sum := range log.signed.all() {
		if len(v.options.Keys) > 0 && !slices.Contains(v.options.Keys, key) {
			continue
		}
		e, listed := v.expected.get(key)
		if listed && e.sha256 != sum {
			v.differs(key, "has SHA-256 %x by the inventory, %x by the custody log", e.sha256, sum)
		}
		if !listed {
			v.expected.set(key, expectation{size: sizeUnknown, sha256: sum, closed: instantOf(time.Time{})})
		}
	}
}
