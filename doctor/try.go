package doctor

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"

	"github.com/glassix-archiver/archiver/storage"
)

// Try puts objects below the scratch prefix, reads them, asks for what must be
// refused, and removes all of it, also after a check that failed or a cancel.
// It locks nothing, and puts nothing where the store locks by itself.
func Try(ctx context.Context, o Options) []storage.Finding {
	if f := o.mayTry(ctx); f.Result != storage.OK {
		return []storage.Finding{f}
	}
	s := scratch{o}
	found := Run(ctx, s.put)
	if len(found) > 0 && found[0].Result == storage.OK {
		found = append(found, Run(ctx, s.again, s.conflict, s.stat, s.open, s.listed, s.mismatch, s.parts, s.kept)...)
	}
	return append(found, s.remove(ctx))
}

// mayTry is OK where what is put can be removed again.
func (o Options) mayTry(ctx context.Context) storage.Finding {
	f := storage.Finding{Check: "put", Result: storage.OK}
	examiner, ok := o.Store.(storage.Examiner)
	if !ok {
		return f
	}
	locks, err := examiner.LocksAll(ctx)
	switch {
	case err != nil:
		f = o.failed("put", err)
		f.Found = "nothing was put, as it might be locked: " + f.Found
	case locks != "":
		f.Result, f.Found = storage.Skipped, "nothing was put, as the store would lock it: "+locks
	}
	return f
}

// A scratch is where is tried, below a prefix of its own.
type scratch struct{ Options }

const (
	text  = "archiver doctor: this may be deleted\n"
	other = "archiver doctor: this must not be here\n"
)

func (s scratch) key() string { return s.Scratch + "a.txt" }

func passed(check, found string) storage.Finding {
	return storage.Finding{Check: check, Result: storage.OK, Found: found}
}

func (s scratch) put(ctx context.Context) storage.Finding {
	if err := s.Store.Put(ctx, s.key(), object(text)); err != nil {
		return s.failed("put", err)
	}
	return passed("put", "accepts an object with its SHA-256")
}

func (s scratch) again(ctx context.Context) storage.Finding {
	if err := s.Store.Put(ctx, s.key(), object(text)); err != nil {
		return s.failed("put again", err)
	}
	return passed("put again", "accepts the same bytes again as the same object")
}

func (s scratch) conflict(ctx context.Context) storage.Finding {
	err := s.Store.Put(ctx, s.key(), object(other))
	if err == nil {
		return otherwise("replace", "an object was replaced by other bytes: the store ignores If-None-Match")
	}
	if !errors.Is(err, storage.ErrConflict) {
		return s.failed("replace", err)
	}
	return passed("replace", "refuses other bytes under the same key")
}

func (s scratch) stat(ctx context.Context) storage.Finding {
	info, err := s.Store.Stat(ctx, s.key())
	if err != nil {
		return s.failed("stat", err)
	}
	if info.Size != int64(len(text)) {
		return otherwise("stat", "says %d bytes of an object of %d", info.Size, len(text))
	}
	return passed("stat", "says what it holds")
}

// open reads all, and a range from the middle.
func (s scratch) open(ctx context.Context) storage.Finding {
	r, err := s.Store.Open(ctx, s.key())
	if err != nil {
		return s.failed("open", err)
	}
	defer r.Close()
	whole, middle := make([]byte, len(text)), make([]byte, 6)
	if n, err := r.ReadAt(whole, 0); err != nil && err != io.EOF || n < len(whole) {
		return s.failed("open", fmt.Errorf("read %s: %d of %d bytes: %w", s.key(), n, len(whole), err))
	}
	if _, err := r.ReadAt(middle, 9); err != nil {
		return s.failed("open", fmt.Errorf("read a range of %s: %w", s.key(), err))
	}
	if string(whole) != text || string(middle) != text[9:15] {
		return otherwise("open", "returned other bytes than were put")
	}
	return passed("open", "returns the bytes, whole and in part")
}

func (s scratch) listed(ctx context.Context) storage.Finding {
	keys, err := s.held(ctx)
	if err != nil {
		return s.failed("list again", err)
	}
	if len(keys) != 1 || keys[0] != s.key() {
		return otherwise("list again", "lists %q after %s was put", keys, s.key())
	}
	return passed("list again", "lists what was put, at once")
}

// mismatch promises the hash of other bytes of the same length.
func (s scratch) mismatch(ctx context.Context) storage.Finding {
	o := object(text)
	o.SHA256 = sha256.Sum256([]byte(other))
	err := s.Store.Put(ctx, s.Scratch+"wrong.txt", o)
	if err == nil {
		return otherwise("checksum", "bytes that do not match their SHA-256 were accepted")
	}
	if !errors.Is(err, storage.ErrMismatch) {
		return s.failed("checksum", err)
	}
	return passed("checksum", "refuses bytes that do not match their SHA-256")
}

// parts puts an object that is sent in parts, and compares it by its hash.
func (s scratch) parts(ctx context.Context) storage.Finding {
	const check = "put in parts"
	if s.Large == 0 {
		return storage.Finding{Check: check, Result: storage.Skipped, Found: "this kind of store accepts objects only whole"}
	}
	o := storage.Bytes(bytes.Repeat([]byte("doctor\n."), int(s.Large+7)/8), "text/plain")
	if err := s.Store.Put(ctx, s.Scratch+"large.bin", o); err != nil {
		return s.failed(check, err)
	}
	r, err := s.Store.Open(ctx, s.Scratch+"large.bin")
	if err != nil {
		return s.failed(check, err)
	}
	defer r.Close()
	sum, err := storage.SHA256(ctx, r, o.Size)
	if err != nil {
		return s.failed(check, fmt.Errorf("read %slarge.bin: %w", s.Scratch, err))
	}
	if sum != o.SHA256 {
		return otherwise(check, "returned other bytes than were put")
	}
	return passed(check, fmt.Sprintf("accepts %d MB in parts, and returns them", o.Size>>20))
}

func object(text string) storage.Object { return storage.Bytes([]byte(text), "text/plain") }
