package storage

import "context"

// A Revealer is a Store in which an object can be hidden and still be there.
type Revealer interface {
	Store

	// Hidden tells what hides the object of a key that is not found. ErrNotFound:
	// nothing is there. Other errors say that it can't be told, such as for want of
	// rights.
	Hidden(ctx context.Context, key string) (Hidden, error)
}

// Hidden is an object that a delete marker hides.
type Hidden struct {
	Version string // of the object, by its id
	Markers int    // that lie over it; 1 commonly
	Marker  string // the latest of them, by its id
	// Kept says that a lock or hold keeps the version. It is false also where that
	// can't be told.
	Kept bool
}

// AsRevealer finds the Revealer in s, behind decorators too.
func AsRevealer(s Store) (Revealer, bool) {
	if r, ok := s.(Revealer); ok {
		return r, true
	}
	if wraps, ok := s.(interface{ Unwrap() Store }); ok {
		return AsRevealer(wraps.Unwrap())
	}
	return nil, false
}
