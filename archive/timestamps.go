package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/tsa"
)

// timestampsPrefix is where timestamps of checkpoints are: <size>-<root>.tsr is
// the authority's answer, and .checkpoint what it is of, as the log's own is
// replaced.
const (
	timestampsPrefix = "custody/timestamps/"
	answerSuffix     = ".tsr"
	stampedSuffix    = ".checkpoint"
)

// Authority says when something existed. A *tsa.Authority is one.
type Authority interface {
	Stamp(ctx context.Context, sum [32]byte) ([]byte, error)
}

// Timestamp has a checkpoint timestamped, and keeps both for good, unless it was
// before or is of no entries.
func Timestamp(ctx context.Context, store storage.Store, c custody.Checkpoint, a Authority) error {
	key := fmt.Sprintf("%s%d-%x", timestampsPrefix, c.Size, c.Root[:])
	if c.Size == 0 {
		return nil
	}
	if _, err := store.Stat(ctx, key+answerSuffix); !isNotFound(err) {
		return err
	}
	answer, err := a.Stamp(ctx, sha256.Sum256(c.Note))
	if err != nil {
		return err
	}
	if err := store.Put(ctx, key+stampedSuffix, storage.Bytes(c.Note, "text/plain; charset=utf-8")); err != nil {
		return fmt.Errorf("keep the timestamp: %w", err)
	}
	err = store.Put(ctx, key+answerSuffix, storage.Bytes(answer, "application/timestamp-reply"))
	if err != nil && !errors.Is(err, storage.ErrConflict) { // of two at once one is enough
		return fmt.Errorf("keep the timestamp: %w", err)
	}
	return nil
}

// Timestamped is a checkpoint that an authority knew at a time.
type Timestamped struct {
	Key        string             // of the authority's answer
	Checkpoint custody.Checkpoint // zero if Problem says so
	Stamp      tsa.Stamp
	Problem    string // it proves nothing: why
}

// stampsAtOnce is how many are read side by side.
const stampsAtOnce = 16

// Timestamps reads and checks all that the store has, the smallest log first.
// roots may be nil.
func Timestamps(ctx context.Context, store storage.Store, v note.Verifier, roots *x509.CertPool) ([]Timestamped, error) {
	var all []Timestamped
	var mu sync.Mutex
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(stampsAtOnce)
	var listErr error
	for info, err := range store.List(groupCtx, timestampsPrefix) {
		if listErr = err; err != nil {
			break
		}
		if strings.HasSuffix(info.Key, stampedSuffix) {
			continue // of a run that was killed before it had the answer, or beside one
		}
		group.Go(func() error {
			t, err := readTimestamp(groupCtx, store, info.Key, v, roots)
			mu.Lock()
			defer mu.Unlock()
			all = append(all, t)
			return err
		})
	}
	err := cmp.Or(context.Cause(ctx), group.Wait(), listErr)
	slices.SortFunc(all, func(a, b Timestamped) int {
		return cmp.Or(cmp.Compare(a.Checkpoint.Size, b.Checkpoint.Size), cmp.Compare(a.Key, b.Key))
	})
	return all, err
}

// continued tells of each whether the log continues it: nil, or why not.
func continued(ctx context.Context, view *custody.View, all []Timestamped) []error {
	errs := make([]error, len(all))
	var group errgroup.Group
	group.SetLimit(stampsAtOnce)
	for i := range all {
		if all[i].Problem == "" {
			group.Go(func() error {
				errs[i] = view.Continues(ctx, all[i].Checkpoint)
				return nil
			})
		}
	}
	group.Wait()
	return errs
}

// readTimestamp reads one. The error is for a store that can't be read.
func readTimestamp(ctx context.Context, store storage.Store, key string, v note.Verifier, roots *x509.CertPool) (Timestamped, error) {
	t := Timestamped{Key: key}
	base, ok := strings.CutSuffix(key, answerSuffix)
	if !ok {
		t.Problem = "is not a timestamp: something else put it here"
		return t, nil
	}
	signed, err := readSmall(ctx, store, base+stampedSuffix)
	if isNotFound(err) {
		t.Problem = "has no checkpoint beside it"
		return t, nil
	}
	answer, answerErr := readSmall(ctx, store, key)
	if err := cmp.Or(err, answerErr); err != nil {
		return t, err
	}
	if t.Checkpoint, err = custody.ParseCheckpoint(signed, v); err == nil {
		t.Stamp, err = tsa.Check(answer, sha256.Sum256(signed), roots)
	}
	if err == nil && base != fmt.Sprintf("%s%d-%x", timestampsPrefix, t.Checkpoint.Size, t.Checkpoint.Root[:]) {
		err = errors.New("it is for a different checkpoint than its name says")
	}
	if err != nil {
		t.Problem = fmt.Sprintf("proves nothing: %v", err)
	}
	return t, nil
}

// readSmall reads an object of which MaxAnswer bytes at most are of interest.
func readSmall(ctx context.Context, store storage.Store, key string) ([]byte, error) {
	r, err := store.Open(ctx, key)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data := make([]byte, min(r.Info().Size, tsa.MaxAnswer+1))
	if n, err := r.ReadAt(data, 0); n < len(data) && err != nil && err != io.EOF {
		return nil, err
	}
	return data, nil
}
