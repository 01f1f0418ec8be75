package archive

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"github.com/glassix-archiver/archiver/custody"
)

// whole has a bundle entered as verified if it is what the custody log has: of
// others it is not known who put them there.
func (v *verification) whole(ctx context.Context, k Key, sum string) error {
	if v.options.Custody == nil || v.options.Signed.Sum(k.String()) != sum {
		return nil
	}
	v.mu.Lock()
	v.verified = append(v.verified, custody.Entry{Event: custody.Verified, Ticket: k.Ticket, Department: k.Department, Key: k.String(), SHA256: sum, By: v.options.By})
	v.mu.Unlock()
	return v.enter(ctx, logged)
}

// enter appends what was verified, if it is as many at least.
func (v *verification) enter(ctx context.Context, least int) error {
	v.mu.Lock()
	batch := v.verified
	if len(batch) < least {
		v.mu.Unlock()
		return nil
	}
	v.verified = nil
	v.mu.Unlock()
	slices.SortFunc(batch, func(a, b custody.Entry) int { return cmp.Compare(a.Key, b.Key) })
	if _, err := v.options.Custody.Append(ctx, batch); err != nil {
		return fmt.Errorf("enter what was verified: %w", err)
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.result.Entered += len(batch)
	return nil
}
