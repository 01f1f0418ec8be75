package storagetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// Memory is a Keeper in memory. It passes the suite.
type Memory struct {
	// Now gives the time, of a put and for retentions; time.Now if nil.
	Now func() time.Time
	// Unlocked makes it a store that can't promise a retention.
	Unlocked bool

	mu      sync.Mutex
	objects map[string]kept
}

type kept struct {
	body     []byte
	info     storage.Info
	keeping  storage.Keeping
	versions int
}

// String says that there is nowhere to look.
func (m *Memory) String() string { return "memory" }

// Put keeps a copy of o.
func (m *Memory) Put(ctx context.Context, key string, o storage.Object) error {
	return failed("put", key, m.put(ctx, key, o))
}

func (m *Memory) put(ctx context.Context, key string, o storage.Object) error {
	if err := check(ctx, key); err != nil {
		return err
	}
	keeping, err := m.promise(o.Keeping())
	if err != nil {
		return err
	}
	sum, err := storage.SHA256(ctx, o.Body, o.Size)
	if errors.Is(err, io.ErrUnexpectedEOF) || err == nil && sum != o.SHA256 {
		return storage.ErrMismatch
	}
	if err != nil {
		return err
	}
	body := make([]byte, o.Size)
	if _, err := o.Body.ReadAt(body, 0); err != nil && err != io.EOF {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	return m.keep(key, kept{body: body, keeping: keeping, info: storage.Info{
		Key: key, Size: o.Size, SHA256: fmt.Sprintf("%x", sum), Modified: m.now(),
	}})
}

func (m *Memory) now() time.Time {
	if m.Now != nil {
		return m.Now()
	}
	return time.Now()
}

func (m *Memory) keep(key string, k kept) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if old, ok := m.objects[key]; ok {
		if old.info.SHA256 != k.info.SHA256 {
			return storage.ErrConflict
		}
		old.keeping = old.keeping.AtLeast(k.keeping, m.now())
		k = old
	} else {
		k.versions = 1
	}
	m.set(key, k)
	return nil
}

func (m *Memory) set(key string, k kept) {
	if m.objects == nil {
		m.objects = make(map[string]kept)
	}
	m.objects[key] = k
}

// Set puts body under key as it is, like someone who tampers with the store;
// nil removes what is there. The hash that Stat tells stays the old one.
func (m *Memory) Set(key string, body []byte) {
	m.mu.Lock()
	defer m.mu.Unlock()
	k, ok := m.objects[key]
	if body == nil {
		delete(m.objects, key)
	} else if ok {
		k.body, k.info.Size = body, int64(len(body))
		m.objects[key] = k
	}
}

func (m *Memory) get(ctx context.Context, key string) (kept, error) {
	if err := check(ctx, key); err != nil {
		return kept{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.find(key)
}

func (m *Memory) find(key string) (kept, error) {
	k, ok := m.objects[key]
	if !ok {
		return kept{}, storage.ErrNotFound
	}
	return k, nil
}

type memoryReader struct {
	*bytes.Reader
	info storage.Info
}

func (r memoryReader) Info() storage.Info { return r.info }
func (r memoryReader) Close() error       { return nil }

// Open gives the bytes.
func (m *Memory) Open(ctx context.Context, key string) (storage.Reader, error) {
	k, err := m.get(ctx, key)
	if err != nil {
		return nil, failed("open", key, err)
	}
	return memoryReader{bytes.NewReader(k.body), k.info}, nil
}

// Stat tells what Open would find.
func (m *Memory) Stat(ctx context.Context, key string) (storage.Info, error) {
	k, err := m.get(ctx, key)
	return k.info, failed("stat", key, err)
}

// List yields what was there when it began.
func (m *Memory) List(ctx context.Context, prefix string) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		m.mu.Lock()
		objects := maps.Clone(m.objects)
		m.mu.Unlock()
		err := storage.CheckPrefix(prefix)
		for _, key := range slices.Sorted(maps.Keys(objects)) {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				break
			}
			if strings.HasPrefix(key, prefix) && !yield(objects[key].info, nil) {
				return
			}
		}
		if err != nil {
			yield(storage.Info{}, failed("list", prefix, err))
		}
	}
}

func check(ctx context.Context, key string) error {
	if err := storage.CheckKey(key); err != nil {
		return err
	}
	return ctx.Err()
}

func failed(op, key string, err error) error {
	if err == nil {
		return nil
	}
	return &storage.Error{Op: op, Key: key, Err: err}
}
