package archive

import (
	"bytes"
	"errors"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// enter appends to the log.
func (h *holding) enter(entries ...custody.Entry) {
	h.Helper()
	if _, err := h.registry(h.store).Log.Append(h.Context(), entries); err != nil {
		h.Fatal(err)
	}
}

// promised has a purge with a policy of 30 days, where the bundle of ticket 1
// was promised to be kept longer.
func (h *holding) promised(why string) *Purged {
	h.Helper()
	r := h.registry(h.store)
	h.runs++
	p, err := Purge(h.Context(), PurgeOptions{Registry: *r, View: r.Log.View(), Policy: shortly(h.T), Override: why, Now: h.clock, Random: bytes.NewReader([]byte{0, 0, 0, h.runs})})
	if err != nil {
		h.Fatal(err)
	}
	return p
}

// What was said when a bundle was archived, or kept longer since, is held
// against a policy that says less now: one shortened by mistake destroys
// nothing. Who overrides that says why, for good.
func TestPolicyThatIsShortened(t *testing.T) {
	until := time.Date(2033, 2, 3, 10, 0, 1, 0, time.UTC)
	for name, promise := range map[string]func(*holding){
		"at archiving": func(h *holding) {
			h.enter(custody.Entry{Event: custody.Archived, Ticket: 1, Key: h.keys[0].String(), SHA256: h.sum(h.keys[0]), Until: until, Rule: "seven"})
			h.archived() // the same again is no new promise
		},
		"by an extension": func(h *holding) {
			h.archived()
			h.enter(custody.Entry{Event: custody.Extended, Ticket: 1, Key: h.keys[0].String(), Until: until, Rule: "seven"},
				custody.Entry{Event: custody.Extended, Ticket: 1, Key: h.keys[0].String(), Until: h.now.AddDate(0, 0, 1), Rule: "less"})
		},
		"by an apply": func(h *holding) {
			h.archived()
			seven, err := retention.Parse("p", []byte("version: 1\ndefault: {retain: 1d, lock: none}\nrules:\n  - {name: seven, match: {tags: [billing]}, retain: 7y}\n"))
			if err != nil {
				h.Fatal(err)
			}
			for i, want := range []int{1, 0} {
				if a, err := h.apply(h.store, seven); err != nil || len(a.Extended) != want || len(a.Failures) != 0 {
					h.Errorf("apply %d: %+v, %v", i, a, err)
				}
			}
		},
		"by an inventory": func(h *holding) {
			line := `{"key":"` + h.keys[0].String() + `","size":1,"sha256":"` + h.sum(h.keys[0]) + `","ticket":1,"until":"2033-02-03T10:00:01Z","rule":"seven"}`
			h.restore("runs/20260101T000000Z-00000000/inventory.jsonl", []byte(line))
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := stored(t)
			promise(h)
			p := h.promised("")
			if len(p.Destroyed) != 1 || p.Destroyed[0].Ticket != 3 || len(p.Refused) != 1 || p.Refused[0].Key != h.keys[0].String() ||
				!errors.Is(p.Refused[0].Err, storage.ErrRetained) || !strings.Contains(p.Refused[0].Err.Error(), "was to be kept until 2033-02-03T10:00:01Z by rule seven, although") {
				t.Fatalf("got %+v", p)
			}
			h.place("a", h.keys[0])
			if p := h.promised("erasure asked for, and granted"); len(p.Destroyed) != 0 {
				t.Errorf("an override went over a hold: %+v", p)
			}
			h.release("a", h.keys[0])
			p = h.promised("erasure asked for, and granted")
			if len(p.Destroyed) != 1 || !p.Destroyed[0].Promised.Equal(until) || p.Destroyed[0].PromisedBy != "seven" {
				t.Fatalf("overridden: %+v", p)
			}
			cert := string(storagetest.Read(t, h.store, p.Certificates[0]))
			for _, want := range []string{`"override": "erasure asked for, and granted"`, `"promised": "2033-02-03T10:00:01Z"`, `"promised_by": "seven"`} {
				if !strings.Contains(cert, want) {
					t.Errorf("no %s in %s", want, cert)
				}
			}
			if e := h.last(custody.Certified); e.Detail != "overrides what was promised: erasure asked for, and granted" {
				t.Errorf("the log says %+v", e)
			}
		})
	}
}

// A promise that is later than the policy, and has passed too, is what a bundle
// was due by.
func TestPromiseThatHasPassed(t *testing.T) {
	h := stored(t)
	until := h.now.AddDate(0, 0, -1)
	h.enter(custody.Entry{Event: custody.Archived, Ticket: 1, Key: h.keys[0].String(), SHA256: h.sum(h.keys[0]), Until: until, Rule: "longer"})
	p := h.promised("")
	if len(p.Destroyed) != 2 || !p.Destroyed[0].Due.Equal(until) || p.Destroyed[0].Rule != "longer" || !p.Destroyed[0].Promised.IsZero() {
		t.Errorf("got %+v", p)
	}
}

func (h *holding) sum(k Key) string {
	h.Helper()
	info, err := h.store.Stat(h.Context(), k.String())
	if err != nil {
		h.Fatal(err)
	}
	return info.SHA256
}

// restore puts an object, as somebody other than the archiver does.
func (h *holding) restore(key string, body []byte) {
	h.Helper()
	if err := h.store.Put(h.Context(), key, storage.Bytes(body, "")); err != nil {
		h.Fatal(err)
	}
}

// last is the last entry of an event.
func (h *holding) last(event custody.Event) (last custody.Entry) {
	h.Helper()
	view, err := custody.Read(h.Context(), h.store, h.verifier)
	if err != nil {
		h.Fatal(err)
	}
	for r, err := range view.Entries(h.Context(), 0) {
		if err != nil {
			h.Fatal(err)
		}
		if r.Entry.Event == event {
			last = r.Entry
		}
	}
	return last
}

// A bundle that somebody changed, so that it would be due, or that nobody
// archived, stays: it is evidence.
func TestPurgeOfWhatWasNotArchived(t *testing.T) {
	h := stored(t)
	h.archived()
	changed := h.keys[0].String()
	h.store.Set(changed, append(storagetest.Read(t, h.store, changed), 0)) // still a ZIP
	foreign := h.keys[2]
	foreign.Revision += "_1"
	h.restore(foreign.String(), storagetest.Read(t, h.store, h.keys[2].String()))
	p := h.promised("")
	if len(p.Destroyed) != 1 || p.Destroyed[0].Key != h.keys[2].String() || len(p.Refused) != 2 ||
		!errors.Is(p.Refused[0].Err, ErrDamaged) || !errors.Is(p.Refused[1].Err, errUnlisted) {
		t.Fatalf("got %+v", p)
	}
	if got := h.tickets(); !slices.Equal(got, []int64{1, 2, 3}) {
		t.Errorf("left %v", got)
	}
}

// interrupted is a purge in the middle of which something happens: at its first
// op on a key that begins so.
func (h *holding) interrupted(op, prefix string, meanwhile func()) *Purged {
	h.Helper()
	var once sync.Once
	store := &storagetest.Faulty{Store: h.store, Fail: func(o, key string) storagetest.Fault {
		if o == op && strings.HasPrefix(key, prefix) {
			once.Do(meanwhile)
		}
		return storagetest.None
	}}
	p, err := h.purge(store)
	if err != nil {
		h.Fatal(err)
	}
	return p
}

// What comes between a certificate and its execution has the last word, even if
// the store has lost the hold: the log is read once more. The log says what was
// spared, and the certificate covers no later disappearance of that.
func TestSpared(t *testing.T) {
	for name, meanwhile := range map[string]func(*holding){
		"a hold": func(h *holding) { h.place("a", h.keys[0]) },
		"a hold that the store has not": func(h *holding) {
			h.place("a", h.keys[0])
			if err := h.store.SetHold(h.Context(), h.keys[0].String(), false); err != nil {
				h.Fatal(err)
			}
		},
		"a hold by somebody else": func(h *holding) {
			if err := h.store.SetHold(h.Context(), h.keys[0].String(), true); err != nil {
				h.Fatal(err)
			}
		},
		"a lock": func(h *holding) {
			if err := h.store.Extend(h.Context(), h.keys[0].String(), storage.Retention{Mode: storage.Governance, Until: h.now.AddDate(1, 0, 0)}); err != nil {
				h.Fatal(err)
			}
		},
		"a promise": func(h *holding) {
			h.enter(custody.Entry{Event: custody.Extended, Ticket: 1, Key: h.keys[0].String(), Until: h.now.AddDate(1, 0, 0), Rule: "seven"})
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := stored(t)
			h.archived()
			p := h.interrupted("put", certificatesPrefix, func() { meanwhile(h) })
			if len(p.Destroyed) != 1 || len(p.Refused) != 1 || p.Refused[0].Key != h.keys[0].String() {
				t.Fatalf("got %+v", p)
			}
			if e := h.last(custody.Spared); e.Key != h.keys[0].String() || e.Ticket != 1 || !strings.HasPrefix(e.Detail, p.Certificates[0]+": retained: ") {
				t.Errorf("the log says %+v", e)
			}
			if v := h.checked(); len(v.Differences) != 0 {
				t.Errorf("verify: %v", v.Differences)
			}
			h.store.Set(h.keys[0].String(), nil) // by who may write to the store
			if p, err := h.purge(h.store); err != nil || len(p.Completed) != 0 {
				t.Errorf("a later purge: %+v, %v", p, err)
			}
			if v := h.checked(); len(v.Differences) != 1 || v.Differences[0].Key != h.keys[0].String() {
				t.Errorf("verify: %v", v.Differences)
			}
		})
	}
}

// A purge is killed when its certificate is in the log. The next one says what
// became of each: a bundle that is there was spared, and is decided over anew.
// One that was put on hold since, and is gone, was not purged.
func TestPurgeKilledBeforeItRemoves(t *testing.T) {
	h := stored(t)
	h.archived()
	killed := errors.New("killed")
	store := &storagetest.Faulty{Store: h.store, Err: killed, Fail: func(op, _ string) storagetest.Fault {
		if op == "delete" {
			return storagetest.Before
		}
		return storagetest.None
	}}
	if _, err := h.purge(store); !errors.Is(err, killed) {
		t.Fatalf("got %v", err)
	}
	if v := h.checked(); len(v.Differences) != 0 || h.events()[custody.Certified] != 1 {
		t.Errorf("verify: %v, %v", v.Differences, h.events())
	}
	h.place("a", h.keys[0])
	h.store.Set(h.keys[0].String(), nil)
	p, err := h.purge(h.store)
	if err != nil || len(p.Completed) != 0 || len(p.Destroyed) != 1 || p.Destroyed[0].Ticket != 3 || h.events()[custody.Spared] != 1 {
		t.Errorf("got %+v, %v, %v", p, err, h.events())
	}
	if e := h.last(custody.Spared); e.Ticket != 3 || !strings.HasSuffix(e.Detail, ": the purge was interrupted") {
		t.Errorf("the log says %+v", e)
	}
	if v := h.checked(); len(v.Differences) != 1 || v.Differences[0].Key != h.keys[0].String() {
		t.Errorf("verify: %v", v.Differences)
	}
}

// Two purges at once, at whatever moment the second comes: all that is due goes,
// each bundle is entered once, and neither fails.
func TestTwoPurgesAtOnce(t *testing.T) {
	for _, at := range [][2]string{{"list", ticketsPrefix}, {"open", ticketsPrefix}, {"kept", ticketsPrefix}, {"put", certificatesPrefix}, {"swap", ""}, {"delete", ""}} {
		t.Run(at[0], func(t *testing.T) {
			h := stored(t)
			h.archived()
			p := h.interrupted(at[0], at[1], func() {
				if p, err := h.purge(h.store); err != nil || len(p.Destroyed) != 2 {
					h.Errorf("the second: %+v, %v", p, err)
				}
			})
			if got := h.tickets(); len(p.Refused) != 0 || !slices.Equal(got, []int64{2}) || h.events()[custody.Purged] != 2 {
				t.Errorf("got %+v, left %v, %v", p, got, h.events())
			}
			if v := h.checked(); len(v.Differences) != 0 || len(v.Purged) != 2 {
				t.Errorf("verify: %+v", v)
			}
		})
	}
	h := stored(t)
	h.archived()
	var group sync.WaitGroup
	for n := range byte(4) {
		r := h.registry(h.store)
		group.Go(func() {
			_, err := Purge(t.Context(), PurgeOptions{Registry: *r, View: r.Log.View(), Policy: shortly(t), Now: h.clock, Random: bytes.NewReader([]byte{1, 0, 0, n})})
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	if v := h.checked(); len(v.Differences) != 0 || len(v.Purged) != 2 || h.events()[custody.Purged] != 2 {
		t.Errorf("verify: %+v, %v", v, h.events())
	}
}

// What comes back after it was purged, as out of a backup, is found.
func TestPurgedAndRestored(t *testing.T) {
	h := stored(t)
	h.archived()
	key := h.keys[0].String()
	body := storagetest.Read(t, h.store, key)
	h.promised("")
	h.restore(key, body)
	if v := h.checked(); len(v.Differences) != 1 || v.Differences[0].Problem != "is there, although the custody log says that it was purged" {
		t.Errorf("verify: %v", v.Differences)
	}
	if p := h.promised(""); len(p.Destroyed) != 1 {
		t.Errorf("and goes again: %+v", p)
	}
	if v := h.checked(); len(v.Differences) != 0 {
		t.Errorf("verify: %v", v.Differences)
	}
}

// A certificate that lists something odd is none, whoever wrote it.
func FuzzCertificate(f *testing.F) {
	f.Add([]byte(`{"version":1,"bundles":[{"key":"tickets/d/2026/02/1/20260203T100000.5000000Z.zip","ticket":1}]}`))
	f.Add([]byte(`{"version":1,"bundles":[{"key":"../../etc/passwd","ticket":1}]}`))
	f.Add([]byte(`{"version":2}`))
	f.Add([]byte(`{"version":1,"bundles":[null,null]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := parseCertificate(data)
		if err != nil {
			return
		}
		met := map[string]bool{}
		for _, d := range c.Bundles {
			if err := storage.CheckKey(d.Key); err != nil || met[d.Key] {
				t.Errorf("%q: %v, twice %v", d.Key, err, met[d.Key])
			}
			met[d.Key] = true
		}
		store := &storagetest.Memory{}
		if err := c.put(t.Context(), store, bytes.NewReader(make([]byte, 4))); err != nil && !errors.Is(err, os.ErrInvalid) {
			return // a time that JSON can't write
		}
		again, err := certificates(t.Context(), store)
		if err != nil || len(again) != 1 || again[0].sha256 != c.sha256 || len(again[0].Bundles) != len(c.Bundles) {
			t.Errorf("read back %+v, %v; was %+v", again, err, c)
		}
	})
}

// A clock that runs ahead makes nothing due.
func TestPurgeWithAClockThatIsAhead(t *testing.T) {
	h := stored(t)
	h.archived()
	r := h.registry(h.store)
	ahead := func() time.Time { return h.now.AddDate(20, 0, 0) }
	p, err := Purge(t.Context(), PurgeOptions{Registry: *r, View: r.Log.View(), Policy: shortly(t), Now: ahead, Random: bytes.NewReader([]byte{1, 1, 1, 1})})
	if !errors.Is(err, ErrClockAhead) || !slices.Equal(h.tickets(), []int64{1, 2, 3}) || h.events()[custody.Certified] != 0 {
		t.Errorf("got %+v, %v; left %v", p, err, h.tickets())
	}
}
