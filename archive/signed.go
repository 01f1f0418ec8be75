package archive

import (
	"maps"
	"slices"
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
	for key, e := range v.expected {
		if v.options.Signed[key] != "" || v.options.Purged[key] {
			continue
		}
		if began := v.options.Began; !began.IsZero() && e.begun.After(began) {
			v.differs(key, "is not in the custody log, which was begun before the run that lists it: something else put it here, or a run without the log's key")
			continue
		}
		v.result.Unsigned = append(v.result.Unsigned, key)
	}
	for _, key := range slices.Sorted(maps.Keys(v.options.Signed)) {
		if len(v.options.Keys) > 0 && !slices.Contains(v.options.Keys, key) {
			continue
		}
		sum := v.options.Signed[key]
		e, listed := v.expected[key]
		if listed && e.sha256 != sum {
			v.differs(key, "has SHA-256 %s by the inventory, %s by the custody log", e.sha256, sum)
		}
		if !listed {
			v.expected[key] = expectation{size: sizeUnknown, sha256: sum}
		}
	}
}
