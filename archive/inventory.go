package archive

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"slices"
	"strings"
	"sync"

	"github.com/glassix-archiver/archiver/storage"
)

// inventory gathers a run's lines in a file of the spool, so that memory does
// not grow with the number of tickets.
type inventory struct {
	mu   sync.Mutex
	file *os.File
	out  *bufio.Writer
}

func newInventory(spool *os.Root) (*inventory, error) {
	f, err := spool.Create("inventory.jsonl")
	if err != nil {
		return nil, fmt.Errorf("start the inventory: %w", err)
	}
	return &inventory{file: f, out: bufio.NewWriter(f)}, nil
}

func (v *inventory) add(line Line) error {
	data, err := json.Marshal(line)
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	_, err = v.out.Write(append(data, '\n'))
	return err
}

// put stores the inventory under the run's name.
func (v *inventory) put(ctx context.Context, store storage.Store, run string) error {
	if err := v.out.Flush(); err != nil {
		return err
	}
	st, err := v.file.Stat()
	if err != nil {
		return err
	}
	sum, err := storage.SHA256(ctx, v.file, st.Size())
	if err != nil {
		return err
	}
	return store.Put(ctx, inventoryKey(run), storage.Object{Body: v.file, Size: st.Size(), SHA256: sum, ContentType: "application/jsonl"})
}

func (v *inventory) close() { v.file.Close() }

// adopt adds to the inventory those of the keys that no run's inventory
// lists: bundles left whole by a run that was killed, or stored by one that
// goes on at this moment. It returns the keys of those that are damaged.
func (v *inventory) adopt(ctx context.Context, store storage.Store, keys map[string]bool) (damaged []damage, err error) {
	if len(keys) == 0 {
		return nil, nil
	}
	if err := forgetListed(ctx, store, keys); err != nil {
		return nil, err
	}
	for _, key := range slices.Sorted(maps.Keys(keys)) {
		line, problem, err := measure(ctx, store, key)
		switch {
		case err != nil:
			return nil, err
		case problem != "":
			damaged = append(damaged, damage{key, problem})
		default:
			if err := v.add(line); err != nil {
				return nil, err
			}
		}
	}
	return damaged, nil
}

type damage struct{ key, problem string }

// forgetListed takes out of keys what some run's inventory lists, looking
// into the newest first, which list most of what is met again.
func forgetListed(ctx context.Context, store storage.Store, keys map[string]bool) error {
	var runs []string
	for run, err := range Runs(ctx, store) {
		if err != nil {
			return err
		}
		runs = append(runs, run)
	}
	for _, run := range slices.Backward(runs) {
		if len(keys) == 0 {
			return nil
		}
		for line, err := range Inventory(ctx, store, run) {
			if isNotFound(err) {
				break
			}
			if err != nil {
				return err
			}
			delete(keys, line.Key)
		}
	}
	return nil
}

// measure reads a stored bundle and makes its line, or says what is wrong
// with it.
func measure(ctx context.Context, store storage.Store, key string) (line Line, problem string, err error) {
	k, err := ParseKey(key)
	if err != nil {
		return Line{}, "", err
	}
	r, err := store.Open(ctx, key)
	if err != nil {
		return Line{}, "", err
	}
	defer r.Close()
	checked, err := checkBundle(ctx, r, k)
	if err != nil {
		return Line{}, "", err
	}
	if len(checked.problems) > 0 {
		return Line{}, checked.problems[0], nil
	}
	return Line{Key: key, Size: r.Info().Size, SHA256: checked.sha256, Ticket: k.Ticket, Revision: k.Revision, Closed: checked.closed}, "", nil
}

func sortByRevision(keys []Key) {
	slices.SortFunc(keys, func(a, b Key) int { return strings.Compare(a.Revision, b.Revision) })
}
