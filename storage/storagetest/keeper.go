package storagetest

import (
	"errors"
	"sync"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// A Safe is a Keeper under test, and what a test can do around it.
type Safe struct {
	storage.Keeper
	// Clock is the Keeper's; nil: it has its own, for which the test waits.
	Clock *Clock
	// Versions counts what the store holds under key, or has hidden; nil: there is
	// never more than one.
	Versions func(key string) int
	// Ordered: changes at the same moment of how one key is kept follow each other.
	// S3 has no such promise, and versitygw loses some.
	Ordered bool
	// Classes: the store knows storage classes. (versitygw takes them, and forgets.)
	Classes bool
}

// A Clock stands still until it is told to go on.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock begins at the present whole second.
func NewClock() *Clock { return &Clock{now: time.Now().UTC().Truncate(time.Second)} }

// Now is what the clock shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Pass lets d pass.
func (c *Clock) Pass(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// RunKeeper checks that the Keepers that open gives keep their duties. Each call
// of open gives a new, empty store, with Object Lock where that is a choice. What
// is locked in it stays so for days.
func RunKeeper(t *testing.T, open func(t *testing.T) Safe) {
	tests := []struct {
		name string
		test func(*testing.T, Safe)
	}{
		{"Locked", locked},
		{"NotLocked", notLocked},
		{"WholeSeconds", wholeSeconds},
		{"Passed", passed},
		{"NoRetention", noRetention},
		{"Extend", extend},
		{"ExtendPassed", extendPassed},
		{"Hold", hold},
		{"Expiry", expiry},
		{"PutAgain", putAgain},
		{"PutOther", putOther},
		{"RaceOfRetentions", raceOfRetentions},
		{"Delete", deleteObject},
		{"Swap", swap},
		{"SwapOdd", swapOdd},
		{"RaceOfSwaps", raceOfSwaps},
		{"KeeperErrors", keeperErrors},
		{"Faults", faults},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) { tt.test(t, open(t)) })
	}
}

func (s Safe) now() time.Time {
	if s.Clock != nil {
		return s.Clock.Now()
	}
	return time.Now().UTC().Truncate(time.Second)
}

// in is a retention in that many days.
func (s Safe) in(mode storage.Mode, days int) storage.Retention {
	return storage.Retention{Mode: mode, Until: s.now().Truncate(24*time.Hour).AddDate(0, 0, days)}
}

// retained is an object of body, retained by r.
func retained(body string, r storage.Retention) storage.Object {
	o := object(body)
	o.Retention = r
	return o
}

// wantKept ends the test unless key is kept so.
func (s Safe) wantKept(t *testing.T, key string, r storage.Retention, hold bool) {
	t.Helper()
	k, err := s.Kept(t.Context(), key)
	if err != nil {
		t.Fatal(err)
	}
	if !same(k.Retention, r) || k.Hold != hold {
		t.Fatalf("%s: kept %v, hold %v; want %v, hold %v", key, k.Retention, k.Hold, r, hold)
	}
}

func same(a, b storage.Retention) bool { return a.Mode == b.Mode && a.Until.Equal(b.Until) }

// wantOne ends the test unless key holds body, in one version.
func (s Safe) wantOne(t *testing.T, key, body string) {
	t.Helper()
	if got := string(Read(t, s, key)); got != body {
		t.Fatalf("%s: got %q, want %q", key, got, body)
	}
	if s.Versions != nil {
		if n := s.Versions(key); n != 1 {
			t.Fatalf("%s: there are %d versions, want 1", key, n)
		}
	}
}

// do ends the test if err.
func do(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// putSoon puts an object under each key that is retained for moments only. On a
// busy machine they may have passed before the server reads them.
func (s Safe) putSoon(t *testing.T, mode storage.Mode, keys ...string) {
	t.Helper()
	if s.Clock != nil {
		for _, key := range keys {
			put(t, s, key, retained(key, storage.Retention{Mode: mode, Until: s.now().Add(time.Second)}))
		}
		return
	}
	for _, key := range keys {
		var err error
		for d := 3 * time.Second; d < time.Minute; d *= 2 {
			if err = s.Put(t.Context(), key, retained(key, storage.Retention{Mode: mode, Until: s.now().Add(d)})); err == nil {
				break
			}
		}
		do(t, err)
	}
}

// deleteInTime deletes key as soon as the store lets it.
func (s Safe) deleteInTime(t *testing.T, key string) {
	t.Helper()
	k, err := s.Kept(t.Context(), key)
	do(t, err)
	for range 2000 {
		err := s.Delete(t.Context(), key)
		if err == nil {
			if now := s.now().Add(time.Second); k.Until.After(now) {
				t.Fatalf("%s: deleted at %v, before %v", key, now, k.Until)
			}
			return
		}
		if !errors.Is(err, storage.ErrRetained) {
			t.Fatal(err)
		}
		if s.Clock != nil {
			s.Clock.Pass(100 * time.Millisecond)
		} else {
			time.Sleep(50 * time.Millisecond)
		}
	}
	t.Fatalf("%s: not to be deleted long after %v", key, k.Until)
}
