package doctor

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

const scratchPrefix = "doctor-test/"

func options(s storage.Store) Options {
	return Options{Store: s, Retains: true, Scratch: scratchPrefix, Large: 1000}
}

// results is what came of the checks, in order.
func results(found []storage.Finding) (lines []string) {
	for _, f := range found {
		lines = append(lines, string(f.Result)+" "+f.Check)
	}
	return lines
}

func want(t *testing.T, found []storage.Finding, want ...string) {
	t.Helper()
	if diff := cmp.Diff(want, results(found)); diff != "" {
		t.Errorf("want -, got +:\n%s\n%+v", diff, found)
	}
}

func wantEmpty(t *testing.T, s storage.Store) {
	t.Helper()
	for info, err := range s.List(t.Context(), "") {
		t.Errorf("left behind: %s, %v", info.Key, err)
	}
}

var all = []string{"ok put", "ok put again", "ok replace", "ok stat", "ok open", "ok list again", "ok checksum", "ok put in parts", "ok kept", "ok remove"}

func TestSoundStore(t *testing.T) {
	m := &storagetest.Memory{}
	want(t, Look(t.Context(), options(m)), "ok list", "warn locks")
	want(t, Try(t.Context(), options(m)), all...)
	wantEmpty(t, m)
	plain := Options{Store: m, Scratch: scratchPrefix}
	want(t, Look(t.Context(), plain), "ok list", "skip locks")
	found := Try(t.Context(), plain)
	if got := results(found); got[7] != "skip put in parts" || got[8] != "skip kept" || got[9] != "ok remove" {
		t.Errorf("got %q", got)
	}
}

// Each operation that fails is found by the check that needs it, whether it was
// done or not, and nothing is left behind but where removing is what fails.
func TestEachFault(t *testing.T) {
	for _, fault := range []storagetest.Fault{storagetest.Before, storagetest.After} {
		for _, tt := range []struct{ op, key, want string }{
			{"put", "a.txt", "fail put"},
			{"put", "wrong.txt", "fail checksum"},
			{"put", "large.bin", "fail put in parts"},
			{"stat", "a.txt", "fail stat"},
			{"open", "a.txt", "fail open"},
			{"open", "large.bin", "fail put in parts"},
			{"kept", "a.txt", "fail kept"},
			{"delete", "a.txt", "warn remove"},
		} {
			t.Run(fmt.Sprintf("%s %s %d", tt.op, tt.key, fault), func(t *testing.T) {
				m := &storagetest.Memory{}
				f := &storagetest.Faulty{Store: m, Fail: func(op, key string) storagetest.Fault {
					if op == tt.op && key == scratchPrefix+tt.key {
						return fault
					}
					return storagetest.None
				}}
				var bad []string
				for _, one := range Try(t.Context(), options(f)) {
					if one.Result != storage.OK {
						bad = append(bad, string(one.Result)+" "+one.Check)
						if !strings.Contains(one.Found, storagetest.ErrFault.Error()) {
							t.Errorf("does not say why: %+v", one)
						}
					}
				}
				if diff := cmp.Diff([]string{tt.want}, bad); diff != "" {
					t.Errorf("want -, got +:\n%s", diff)
				}
				if tt.op != "delete" {
					wantEmpty(t, m)
				}
			})
		}
	}
}

func TestListFails(t *testing.T) {
	f := &storagetest.Faulty{Store: &storagetest.Memory{}, Fail: func(op, _ string) storagetest.Fault {
		if op == "list" {
			return storagetest.Before
		}
		return storagetest.None
	}}
	want(t, Look(t.Context(), options(f)), "fail list", "warn locks")
	found := Try(t.Context(), options(f))
	if got := results(found); got[5] != "fail list again" || got[9] != "warn remove" {
		t.Errorf("got %q", got)
	}
	if last := found[len(found)-1]; !strings.Contains(last.Do, scratchPrefix) {
		t.Errorf("does not say where to look: %+v", last)
	}
}

func TestLocks(t *testing.T) {
	found := Look(t.Context(), options(&storagetest.Memory{Unlocked: true}))
	want(t, found, "ok list", "fail locks")
	if !found[1].NoLock {
		t.Error("a store that can't lock is not told from one that failed")
	}
	f := &storagetest.Faulty{Store: &storagetest.Memory{}, Fail: func(op, _ string) storagetest.Fault {
		if op == "locks" {
			return storagetest.Before
		}
		return storagetest.None
	}}
	found = Look(t.Context(), options(f))
	want(t, found, "ok list", "fail locks")
	if found[1].NoLock {
		t.Error("a store that failed is taken for one that can't lock")
	}
}

// careless takes whatever it gets.
type careless struct {
	*storagetest.Memory
	examined []storage.Finding
	locks    string
	err      error
}

func (c *careless) Put(ctx context.Context, key string, o storage.Object) error {
	body, err := io.ReadAll(io.NewSectionReader(o.Body, 0, o.Size))
	if err != nil {
		return err
	}
	if _, err := c.Memory.Stat(ctx, key); err == nil {
		c.Memory.Set(key, body)
		return nil
	}
	return c.Memory.Put(ctx, key, storage.Bytes(body, ""))
}

func TestCarelessStore(t *testing.T) {
	c := &careless{Memory: &storagetest.Memory{}}
	found := Try(t.Context(), Options{Store: c, Scratch: scratchPrefix})
	want(t, found, "ok put", "ok put again", "fail replace", "fail stat", "fail open", "ok list again", "fail checksum", "skip put in parts", "skip kept", "ok remove")
	wantEmpty(t, c)
}

// examined is a store that can be examined, and denies what it fails.
type examined struct{ careless }

func (e *examined) Examine(context.Context) []storage.Finding         { return e.examined }
func (e *examined) LocksAll(context.Context) (string, error)          { return e.locks, e.err }
func (e *examined) Denied(error) []string                             { return []string{"x:Do"} }
func (e *examined) Grant([]string) string                             { return "" }
func (e *examined) Put(context.Context, string, storage.Object) error { return errors.New("denied") }

// Where the store locks by itself, or might, nothing is put.
func TestStoreThatLocksByItself(t *testing.T) {
	e := &examined{careless{Memory: &storagetest.Memory{}, locks: "governance for 1 days"}}
	want(t, Try(t.Context(), options(e)), "skip put")
	e.locks, e.err = "", errors.New("denied")
	want(t, Try(t.Context(), options(e)), "fail put")
	e.err = nil
	found := Try(t.Context(), options(e))
	want(t, found, "fail put", "ok remove")
	if diff := cmp.Diff([]string{"x:Do"}, found[0].Rights); diff != "" {
		t.Error(diff)
	}
}

// Rights that only locks need are no failure without them.
func TestRightsThatLocksNeed(t *testing.T) {
	e := &examined{careless{Memory: &storagetest.Memory{}, examined: []storage.Finding{
		{Check: "versioning", Result: storage.Fail, Rights: []string{"x:Look"}}, {Check: "clock", Result: storage.Fail},
	}}}
	want(t, Look(t.Context(), options(e)), "ok list", "fail versioning", "fail clock", "ok locks")
	want(t, Look(t.Context(), Options{Store: e}), "ok list", "warn versioning", "fail clock", "skip locks")
}

// A cancel ends the checks, and what was put is removed nevertheless.
func TestCancel(t *testing.T) {
	m := &storagetest.Memory{}
	ctx, cancel := context.WithCancel(t.Context())
	f := &storagetest.Faulty{Store: m, Fail: func(op, _ string) storagetest.Fault {
		if op == "stat" {
			cancel()
		}
		return storagetest.None
	}}
	want(t, Try(ctx, options(f)), "ok put", "ok put again", "ok replace", "ok remove")
	wantEmpty(t, m)
}
