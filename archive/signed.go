package archive

import (
	"slices"
	"time"
)

// sizeUnknown is what the custody log says of a bundle's size.
const sizeUnknown = -1

// holdAgainstLog holds what the inventories say against the custody log, and
// expects the bundles that only the log knows of: whoever takes a bundle away
// together with the run that lists it is found out so.
func (v *verification) holdAgainstLog() {
	if v.options.Signed == nil {
		return
	}
	for key, e := range v.expected.all() {
		if v.options.Signed.Sum(key) != "" || v.options.purged.has(key) {
			continue
		}
		if began := v.options.Began; !began.IsZero() && e.begun.time().After(began) {
			v.differs(key, "is not in the custody log, which was begun before the run that lists it: something else put it here, or a run without the log's key")
			continue
		}
		v.result.Unsigned = append(v.result.Unsigned, key)
	}
	for key, sum := range v.options.Signed.all() {
		if len(v.options.Keys) > 0 && !slices.Contains(v.options.Keys, key) {
			continue
		}
		e, listed := v.expected.get(key)
		if listed && e.sha256 != sum {
			v.differs(key, "has SHA-256 %x in the inventory, %x in the custody log", e.sha256, sum)
		}
		if !listed {
			v.expected.set(key, expectation{size: sizeUnknown, sha256: sum, closed: instantOf(time.Time{})})
		}
	}
}
