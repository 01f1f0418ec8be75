// Package doctor checks whether a store can do what an archive needs, by looking
// at it and by trying it out where nothing is kept.
package doctor

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/glassix-archiver/archiver/storage"
)

// Options say what is examined.
type Options struct {
	Store storage.Store
	// Retains says that the policy wants locks or holds.
	Retains bool
	// Scratch is the prefix that Try works below, and ends in a slash. Nothing
	// else may be there.
	Scratch string
	// Large is the size in bytes of an object that the store takes in parts; 0
	// if it takes none so.
	Large int64
}

// A Check looks at one thing. What a cancel cut off is no finding: the caller
// asks its context.
type Check func(ctx context.Context) storage.Finding

// Run makes the checks in order, until its context ends.
func Run(ctx context.Context, checks ...Check) (found []storage.Finding) {
	for _, check := range checks {
		f := check(ctx)
		if ctx.Err() != nil {
			return found
		}
		found = append(found, f)
	}
	return found
}

// Look finds out what can be seen without a change.
func Look(ctx context.Context, o Options) []storage.Finding {
	found := Run(ctx, o.list)
	if examiner, ok := o.Store.(storage.Examiner); ok && ctx.Err() == nil {
		for _, f := range examiner.Examine(ctx) {
			if f.Result == storage.Fail && f.Rights != nil && !o.Retains {
				f.Result = storage.Warn // a run that locks nothing does not ask for it
			}
			found = append(found, f)
		}
	}
	return append(found, Run(ctx, o.locks)...)
}

func (o Options) list(ctx context.Context) storage.Finding {
	found := "can be listed, and is empty"
	for _, err := range o.Store.List(ctx, "") {
		if err != nil {
			return o.failed("list", err)
		}
		found = "can be listed, and is not empty"
		break
	}
	return storage.Finding{Check: "list", Result: storage.OK, Found: found}
}

// locks asks for what the policy wants of the store.
func (o Options) locks(ctx context.Context) storage.Finding {
	f := storage.Finding{Check: "locks", Result: storage.Skipped, Found: "the policy wants none"}
	if !o.Retains {
		return f
	}
	keeper, ok := storage.AsKeeper(o.Store)
	if !ok {
		f.Result, f.Found, f.NoLock = storage.Fail, "the policy wants locks or holds, and this store has none", true
		return f
	}
	if err := keeper.Locks(ctx); err != nil {
		f = o.failed("locks", err)
		f.NoLock = errors.Is(err, storage.ErrNoLock)
		return f
	}
	if _, ok := o.Store.(storage.Examiner); ok {
		f.Result, f.Found = storage.OK, "the store locks what the policy wants; whether these credentials may do so shows only with the first lock"
		f.Do = "make sure that they have s3:PutObjectRetention, s3:PutObjectLegalHold, s3:GetObjectRetention and s3:GetObjectLegalHold"
		return f
	}
	f.Result, f.Found = storage.Warn, "the store keeps this program from deleting what is locked, but nobody else"
	f.Do = "if nobody may be able to delete, use a bucket with Object Lock: docs/stores.md says why"
	return f
}

// failed makes a finding of an operation that did.
func (o Options) failed(check string, err error) storage.Finding {
	f := storage.Finding{Check: check, Result: storage.Fail, Found: oneLine(err)}
	if e, ok := errors.AsType[*storage.Error](err); ok {
		f.Do = e.Next
	}
	if examiner, ok := o.Store.(storage.Examiner); ok {
		f.Rights = examiner.Denied(err)
	}
	return f
}

// otherwise is a check that the store does not pass, though it gave no error.
func otherwise(check, format string, args ...any) storage.Finding {
	return storage.Finding{Check: check, Result: storage.Fail, Found: fmt.Sprintf(format, args...), Do: "choose another store: this one does not keep what an archive needs"}
}

func oneLine(err error) string { return strings.Join(strings.Fields(err.Error()), " ") }
