package archive

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"runtime"
	"slices"
	"strconv"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/ticket"
)

// Held is a stored bundle as a retention policy sees it.
type Held struct {
	Key     Key
	Size    int64 // in bytes
	Subject retention.Subject
	Err     error // the bundle could not be read; Subject is empty then
}

// EachSubject reads of every bundle what a policy asks of it, several at a
// time, and calls see with each, one at a time and in no order. names says
// whether the departments' names are asked for, which costs a second file. The
// error is see's, or that the store cannot be listed, or that the context
// ended. The bundles are not verified.
func EachSubject(ctx context.Context, store storage.Store, names bool, see func(Held) error) error {
	var mu sync.Mutex
	return eachBundle(ctx, store, func(ctx context.Context, info storage.Info, k Key) error {
		h := Held{Key: k, Size: info.Size}
		h.Subject, h.Err = subject(ctx, store, k, info.Size, names)
		mu.Lock()
		defer mu.Unlock()
		if err := context.Cause(ctx); err != nil {
			return err
		}
		return see(h)
	})
}

// eachBundle does something with each bundle, several at a time, until one
// fails.
func eachBundle(ctx context.Context, store storage.Store, do func(context.Context, storage.Info, Key) error) error {
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(max(2, runtime.NumCPU()))
	var listErr error
	for info, err := range store.List(groupCtx, ticketsPrefix) {
		if listErr = err; err != nil || groupCtx.Err() != nil {
			break
		}
		if k, err := ParseKey(info.Key); err == nil {
			group.Go(func() error { return do(groupCtx, info, k) })
		}
	}
	return cmp.Or(context.Cause(ctx), group.Wait(), listErr)
}

// wholeUpTo is the size in bytes up to which a bundle is rather fetched whole,
// in one request, than in parts.
const wholeUpTo = 512 << 10

// subject reads the record of a bundle of that size, and if it is large no more
// of it.
func subject(ctx context.Context, store storage.Store, k Key, size int64, names bool) (s retention.Subject, err error) {
	open := store.Open
	if size > wholeUpTo {
		open = func(ctx context.Context, key string) (storage.Reader, error) {
			return storage.OpenParts(ctx, store, key)
		}
	}
	r, err := open(ctx, k.String())
	if err != nil {
		return s, err
	}
	defer r.Close()
	bag, err := bundle.Open(r, r.Info().Size)
	if err != nil {
		return s, err
	}
	if bag.Name() != strconv.FormatInt(k.Ticket, 10) {
		return s, fmt.Errorf("is the bundle of ticket %s, not the one that its key names", bag.Name())
	}
	raw, err := bag.ReadFile("data/source.json", maxText)
	if err != nil {
		return s, err
	}
	t, err := ticket.Decode(raw)
	if err != nil {
		return s, err
	}
	name := ""
	if names {
		if name, err = departmentName(bag); err != nil {
			return s, err
		}
	}
	s = retention.SubjectOf(t, name)
	s.Department = cmp.Or(s.Department, k.Department)
	return s, nil
}

// departmentName is what the bundle's own transcript calls the department.
func departmentName(bag *bundle.Bag) (string, error) {
	if !slices.Contains(bag.Payload(), "transcript.json") {
		return "", nil // its policy wanted none
	}
	data, err := bag.ReadFile("data/transcript.json", maxText)
	if err != nil {
		return "", err
	}
	var made struct {
		Header struct {
			Department render.Department `json:"department"`
		} `json:"ticket"`
	}
	if err := json.Unmarshal(data, &made); err != nil {
		return "", fmt.Errorf("read transcript.json of ticket %s: %w", bag.Name(), err)
	}
	return made.Header.Department.Name, nil
}
