// Package storage defines what an archive's store must do. storage/dir keeps the
// objects in a directory, storage/s3 in a bucket; storage/storagetest holds the
// test suite that every store passes.
package storage

import (
	"bytes"
	"context"
	"crypto/sha256"
	"fmt"
	"io"
	"iter"
	"time"
)

// A Store keeps objects under keys, each written once.
//
// Its methods are safe for concurrent use, by several processes too. Each ends
// within about a second when its context is cancelled, with an error for which
// errors.Is(err, ctx.Err()) holds. Errors are of type *Error.
type Store interface {
	// Put keeps o under key. It is write-once: an object is never replaced, so
	// the same bytes again are no error, and other bytes are ErrConflict. Of
	// several writers of one key exactly one wins.
	//
	// When Put returns nil the object is durable and whole. An object that is
	// not whole is never to be seen, whatever happens to the writer. A body that
	// is shorter than o.Size or does not hash to o.SHA256 is ErrMismatch and
	// leaves nothing. A cancel leaves nothing either, unless the store had
	// already taken the whole object; Put again then finds it.
	//
	// What of o's retention and hold is in force when it is put protects the
	// object from its first moment. Where the key holds the same bytes already,
	// it is protected at least as well afterwards, and never less than before:
	// a longer time or a stricter mode of its own stays, and so does a hold. A
	// store that can't promise that fails with ErrNoLock before it takes
	// anything; a retention that has passed is none.
	//
	// ErrUnwritable tells that the next object would fail in the same way.
	Put(ctx context.Context, key string, o Object) error

	// Open gives random access to an object's bytes, which the caller must
	// Close. The bytes are those that the store holds: a store that notices
	// that they are not those that were put fails with ErrMismatch, but only
	// the caller's own check proves them. ErrNotFound when there is no such key.
	Open(ctx context.Context, key string) (Reader, error)

	// Stat tells what Open would find, without reading it.
	Stat(ctx context.Context, key string) (Info, error)

	// List yields the objects whose keys begin with prefix (of any length, not
	// only whole segments) in the byte order of their keys. An error ends the
	// sequence. It holds one page or one folder at a time. What is put
	// meanwhile may be left out. Names that are no keys (CheckKey), such as
	// hidden files, are passed over.
	List(ctx context.Context, prefix string) iter.Seq2[Info, error]

	// String says where the store is, for people. It holds no secret.
	String() string
}

// An Object is what is put: whole, and hashed by the caller.
type Object struct {
	Body        io.ReaderAt // read at any offset below Size, more than once, concurrently
	Size        int64       // in bytes
	SHA256      [32]byte    // of the Size bytes
	ContentType string      // a media type; a directory does not keep it

	Retention    Retention
	Hold         bool   // on legal hold
	StorageClass string // in S3's words, "" is the bucket's; a directory has none
}

// A Drafter is a Store that an object can be written into before its key and
// its hash are known, so that it is written and hashed once. Not every Store
// is one, and one that wraps another may answer errors.ErrUnsupported.
type Drafter interface {
	Draft(ctx context.Context) (Draft, error)
}

// A Draft is an object on its way into its store. Nobody sees it before Put,
// which has the duties of Store.Put, keeps the object as k says, and is called
// once. Close is always due, and removes what was not put.
type Draft interface {
	io.Writer
	io.Closer
	Sum() (size int64, sha256 [32]byte) // of what is written so far
	Put(ctx context.Context, key string, k Keeping) error
}

// Bytes makes an Object of b, which must not change afterwards.
func Bytes(b []byte, contentType string) Object {
	return Object{Body: bytes.NewReader(b), Size: int64(len(b)), SHA256: sha256.Sum256(b), ContentType: contentType}
}

// Info describes an object that a store holds.
type Info struct {
	Key      string
	Size     int64     // in bytes
	SHA256   string    // in hex; "" where the store does not know it without reading
	Modified time.Time // by the store's clock
}

// A Reader reads an object. ReadAt is safe for concurrent use.
type Reader interface {
	io.ReaderAt
	io.Closer
	Info() Info
}

// SHA256 hashes the first size bytes of r. Fewer are an error.
func SHA256(ctx context.Context, r io.ReaderAt, size int64) (sum [32]byte, err error) {
	h := sha256.New()
	buf := make([]byte, min(size, 256<<10))
	for off := int64(0); off < size; {
		if err := ctx.Err(); err != nil {
			return sum, err
		}
		n, err := r.ReadAt(buf[:min(size-off, int64(len(buf)))], off)
		h.Write(buf[:n])
		off += int64(n)
		if err != nil && off < size {
			return sum, fmt.Errorf("read at byte %d: %w", off, noEOF(err))
		}
	}
	return [32]byte(h.Sum(nil)), nil
}

// noEOF tells the end of a body that comes too soon from the one at its end.
func noEOF(err error) error {
	if err == io.EOF {
		return io.ErrUnexpectedEOF
	}
	return err
}
