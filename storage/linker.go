package storage

import (
	"context"
	"time"
)

// MaxLink is the longest that a link can live: what S3 allows.
const MaxLink = 7 * 24 * time.Hour

// A Linker is a Store that can give out an address under which whoever has it
// can read one object for a while.
type Linker interface {
	Store

	// Link makes the address for an object, which has to be there. It lives for
	// at most MaxLink; until is when it ends. Browsers save the object as name, a
	// file name in ASCII. The address is a secret. It is an error if it would end
	// before its time.
	Link(ctx context.Context, key, name string, lives time.Duration) (address string, until time.Time, err error)
}

// AsLinker finds the Linker in s, behind decorators too.
func AsLinker(s Store) (Linker, bool) {
	if linker, ok := s.(Linker); ok {
		return linker, true
	}
	if wraps, ok := s.(interface{ Unwrap() Store }); ok {
		return AsLinker(wraps.Unwrap())
	}
	return nil, false
}
