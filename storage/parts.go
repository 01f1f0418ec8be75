package storage

import "context"

// A PartsOpener is a Store that can give random access to an object without
// fetching all of it.
type PartsOpener interface {
	// OpenParts is Open for who reads little of something large. What is read is
	// that of one state of the object, and is not held against its hash. It is
	// read under ctx.
	OpenParts(ctx context.Context, key string) (Reader, error)
}

// OpenParts opens an object for reading parts of it, with what s has for that,
// or what it wraps; else it is Open.
func OpenParts(ctx context.Context, s Store, key string) (Reader, error) {
	if opener, ok := s.(PartsOpener); ok {
		return opener.OpenParts(ctx, key)
	}
	return s.Open(ctx, key)
}

// OpenParts is what the store below has.
func (d *DryRun) OpenParts(ctx context.Context, key string) (Reader, error) {
	return OpenParts(ctx, d.Store, key)
}
