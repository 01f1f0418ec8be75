package archive

import (
	"context"
	"fmt"
	"maps"
	"slices"
)

// absent makes a difference of each bundle that should be there and is not.
// With a log its word counts, since anybody could write a certificate.
func (v *verification) absent(ctx context.Context) error {
	all, err := certificates(ctx, v.store)
	if err != nil {
		return fmt.Errorf("read the certificates of destruction: %w", err)
	}
	v.holdCertificates(all)
	if v.options.Signed != nil { // whoever took a bundle away could have written one
		all = slices.DeleteFunc(all, func(c Certificate) bool { return c.sha256 == "" || v.options.Certified[c.key] != c.sha256 })
	}
	certificate := certified(all)
	var nowhere []string
	for key := range v.expected.all() {
		by, certified := certificate[key]
		switch {
		case v.options.purged.has(key) && !certified:
			v.differs(key, "is missing: the custody log says that it was purged, but no certificate of destruction lists it")
		case v.options.purged.has(key), certified && v.options.Signed == nil:
			v.result.Purged = append(v.result.Purged, key)
		case certified:
			v.differs(key, "is missing, and not entered as purged, but %s lists it: if a purge was interrupted, archiver retention purge completes the log", by)
		default:
			nowhere = append(nowhere, key)
		}
	}
	return v.nowhere(ctx, nowhere)
}

// holdCertificates holds the certificates against the log.
func (v *verification) holdCertificates(all []Certificate) {
	found := map[string]string{}
	for _, c := range all {
		found[c.key] = c.sha256
		if c.sha256 == "" {
			v.differs(c.key, "is not a certificate of destruction")
		}
	}
	for _, key := range slices.Sorted(maps.Keys(v.options.Certified)) {
		if sum, there := found[key]; !there {
			v.differs(key, "is missing")
		} else if sum != v.options.Certified[key] {
			v.differs(key, "is not the certificate that the custody log has")
		}
	}
}
