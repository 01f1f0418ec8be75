package storage

import "context"

// A Ranger is a Store that can read parts of an object without the rest of it.
// Not every Store is one.
type Ranger interface {
	// OpenRanges is Open for who needs little of an object: only what is read is
	// brought, with some of what stands beside it. What it reads is of one state
	// of the object, and is held against no checksum.
	OpenRanges(ctx context.Context, key string) (Reader, error)
}

// OpenRanges opens an object to read little of it.
func OpenRanges(ctx context.Context, s Store, key string) (Reader, error) {
	if r, ok := s.(Ranger); ok {
		return r.OpenRanges(ctx, key)
	}
	return s.Open(ctx, key)
}
