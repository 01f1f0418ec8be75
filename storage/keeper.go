package storage

import (
	"context"
	"fmt"
	"path"
	"strings"
	"time"
)

// A Keeper is a Store that can retain: what is put with a retention or on hold
// is kept from its first moment, and nothing that the Keeper does makes it less
// protected before its time.
//
// Each method may be called again after an error: the answer may have been lost
// and the thing been done. Only Delete tells then (ErrNotFound).
type Keeper interface {
	Store

	// Locks tells whether a retention can be promised as it is asked: nil, or
	// ErrNoLock with what is missing. It changes nothing.
	Locks(ctx context.Context) error

	// Kept tells how an object is kept, whether or not its time has passed.
	Kept(ctx context.Context, key string) (Keeping, error)

	// Extend keeps an object until r.Until in r.Mode. It never shortens or
	// weakens what is in force: ErrRetained. The same again is no error, and a
	// time that has passed changes nothing.
	Extend(ctx context.Context, key string, r Retention) error

	// SetHold places or lifts an object's one legal hold, which has no end of its
	// own. Who counts several cases lifts it after the last.
	SetHold(ctx context.Context, key string, on bool) error

	// Delete removes an object for good, with all its versions. ErrRetained while
	// it is retained or on hold: then nothing is removed. ErrNotFound when there
	// is nothing. It never bypasses governance.
	Delete(ctx context.Context, key string) error

	// Swap makes of the small object old the object new, at once, durably, and
	// only if it is old, byte for byte; nil: if there is none. Of several at
	// once exactly one wins, and the others get ErrConflict, unless they have
	// the same new: it is no error if new is there already. It is for keys that
	// CheckSwap allows, and at most MaxSwap bytes. They are put without a
	// retention, as they are replaced.
	Swap(ctx context.Context, key string, old, new []byte) error
}

// A Keeping is how an object is kept.
type Keeping struct {
	Retention
	Hold         bool
	StorageClass string // in S3's words; "" is the bucket's, or that there is none
}

// Keeping is how o is to be kept.
func (o Object) Keeping() Keeping { return Keeping{o.Retention, o.Hold, o.StorageClass} }

// At is what of k is in force at now.
func (k Keeping) At(now time.Time) Keeping {
	k.Retention = k.Retention.At(now)
	return k
}

// Covers tells that k protects at least as well as o. The storage class protects
// from nothing.
func (k Keeping) Covers(o Keeping) bool {
	return k.Retention.Covers(o.Retention) && (k.Hold || !o.Hold)
}

// Protects tells that k keeps an object from being deleted, if it's in force.
func (k Keeping) Protects() bool { return k.Hold || k.Mode != None }

// AtLeast is k where it protects as well as o at now, and else what of both is in
// force, joined.
func (k Keeping) AtLeast(o Keeping, now time.Time) Keeping {
	have, o := k.At(now), o.At(now)
	if have.Covers(o) {
		return k
	}
	if have.Mode != None || o.Mode != None {
		k.Retention = have.Retention.Join(o.Retention)
	}
	k.Hold = k.Hold || o.Hold
	return k
}

// Deletable is ErrRetained, with the reason, if k forbids to delete at now.
func (k Keeping) Deletable(now time.Time) error {
	if k.Hold {
		return fmt.Errorf("%w: on legal hold", ErrRetained)
	}
	if r := k.Retention.At(now); r.Mode != None {
		return fmt.Errorf("%w: %s", ErrRetained, r)
	}
	return nil
}

// AsKeeper finds the Keeper in s. A decorator passes on what it wraps by a method
// Unwrap() Store; one that has a Keeper's methods itself is one if what it wraps
// is.
func AsKeeper(s Store) (Keeper, bool) {
	keeper, is := s.(Keeper)
	wraps, ok := s.(interface{ Unwrap() Store })
	if !ok {
		return keeper, is
	}
	below, ok := AsKeeper(wraps.Unwrap())
	if !is {
		return below, ok
	}
	return keeper, ok
}

// MaxSwap is the most bytes of an object that Swap takes.
const MaxSwap = 64 << 10

// CheckSwap tells whether Swap may replace key, and with that many bytes.
func CheckSwap(key string, size int) error {
	if err := CheckKey(key); err != nil {
		return err
	}
	if !strings.HasPrefix(key, "custody/") || !strings.HasPrefix(path.Base(key), "checkpoint") {
		return fmt.Errorf("%w %.60q: only checkpoints below custody/ are replaced", ErrKey, key)
	}
	if size > MaxSwap {
		return fmt.Errorf("%d bytes are more than the %d of a checkpoint", size, MaxSwap)
	}
	return nil
}
