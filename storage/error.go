package storage

import "errors"

// What a store's errors wrap.
var (
	// ErrNotFound: there is no such key.
	ErrNotFound = errors.New("not found")
	// ErrConflict: the key holds other bytes, which stay.
	ErrConflict = errors.New("the key already holds other bytes")
	// ErrMismatch: the bytes are not those that their size and SHA-256 promise.
	ErrMismatch = errors.New("bytes do not match their size or checksum")
	// ErrUnwritable: the store takes no objects (full, read-only, no permission,
	// no such bucket), so that trying the next one is pointless.
	ErrUnwritable = errors.New("the store can't be written")
	// ErrKey: the caller's key or prefix is not allowed by CheckKey.
	ErrKey = errors.New("invalid key")
	// ErrRetained: a retention that is in force, or a legal hold, forbids it.
	ErrRetained = errors.New("retained")
	// ErrNoLock: the store can't promise a retention.
	ErrNoLock = errors.New("the store can't lock")
)

// An Error is an operation on a store that failed. Its text is one line without
// secrets.
type Error struct {
	// Op is "put", "draft", "open", "stat", "list", "kept", "extend", "hold",
	// "delete", "hidden", "swap" or "link"; "store" or "locks" for the store as a whole.
	Op  string
	Key string // the key or prefix, or where the store is
	Err error
	// Next is what the user can do about it, "" if nothing is known.
	Next string
}

func (e *Error) Error() string {
	if e.Key == "" {
		return e.Op + ": " + e.Err.Error()
	}
	return e.Op + " " + e.Key + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// Hint is the line to show below the error, "" for none.
func (e *Error) Hint() string { return e.Next }
