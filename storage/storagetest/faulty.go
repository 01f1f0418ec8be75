package storagetest

import (
	"context"
	"errors"
	"iter"

	"github.com/glassix-archiver/archiver/storage"
)

// A Fault is how an operation fails.
type Fault int

const (
	None   Fault = iota // it does not
	Before              // and nothing happened
	After               // though it happened: the answer was lost
)

// ErrFault is what a fault gives, if Faulty.Err is nil.
var ErrFault = errors.New("injected fault")

// Faulty is a store whose operations fail on demand.
type Faulty struct {
	storage.Store
	// Fail says how the operation on a key or prefix fails: "put", "open", "stat",
	// "list", "locks" (of the key ""), "kept", "extend", "hold", "delete", "swap".
	// It may be called concurrently.
	Fail func(op, key string) Fault
	// Err is the error that faults give.
	Err error
}

func (f *Faulty) fault(op, key string) error {
	if f.Err != nil {
		return failed(op, key, f.Err)
	}
	return failed(op, key, ErrFault)
}

// Put fails before or after the object is kept.
func (f *Faulty) Put(ctx context.Context, key string, o storage.Object) error {
	return f.write("put", key, func() error { return f.Store.Put(ctx, key, o) })
}

// write does op, and fails before or after.
func (f *Faulty) write(op, key string, do func() error) error {
	fault := f.Fail(op, key)
	if fault == Before {
		return f.fault(op, key)
	}
	err := do()
	if fault == After {
		return f.fault(op, key)
	}
	return err
}

// Draft passes on what the store below can do. Putting the draft fails as Put
// does.
func (f *Faulty) Draft(ctx context.Context) (storage.Draft, error) {
	below, ok := f.Store.(storage.Drafter)
	if !ok {
		return nil, failed("draft", "", errors.ErrUnsupported)
	}
	draft, err := below.Draft(ctx)
	if err != nil {
		return nil, err
	}
	return faultyDraft{draft, f}, nil
}

type faultyDraft struct {
	storage.Draft
	faulty *Faulty
}

func (d faultyDraft) Put(ctx context.Context, key string, k storage.Keeping) error {
	return d.faulty.write("put", key, func() error { return d.Draft.Put(ctx, key, k) })
}

// Open fails, or does not.
func (f *Faulty) Open(ctx context.Context, key string) (storage.Reader, error) {
	if f.Fail("open", key) != None {
		return nil, f.fault("open", key)
	}
	return f.Store.Open(ctx, key)
}

// Stat fails, or does not.
func (f *Faulty) Stat(ctx context.Context, key string) (storage.Info, error) {
	if f.Fail("stat", key) != None {
		return storage.Info{}, f.fault("stat", key)
	}
	return f.Store.Stat(ctx, key)
}

// List fails at once, or (After) when all is listed.
func (f *Faulty) List(ctx context.Context, prefix string) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		fault := f.Fail("list", prefix)
		if fault != Before {
			for info, err := range f.Store.List(ctx, prefix) {
				if !yield(info, err) || err != nil {
					return
				}
			}
		}
		if fault != None {
			yield(storage.Info{}, f.fault("list", prefix))
		}
	}
}

// OpenParts fails as Open does, or is what the store below has.
func (f *Faulty) OpenParts(ctx context.Context, key string) (storage.Reader, error) {
	if f.Fail("open", key) != None {
		return nil, f.fault("open", key)
	}
	return storage.OpenParts(ctx, f.Store, key)
}
