package archive

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// shortly is a policy under which all but important people are due.
func shortly(t *testing.T) *retention.Policy {
	t.Helper()
	p, err := retention.Parse("p", []byte("version: 1\ndefault: {retain: 30d, lock: none}\nrules:\n  - {name: long, match: {tags: [vip]}, retain: 10y}\n"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

func (h *holding) purge(store storage.Store) (*Purged, error) {
	h.Helper()
	r := h.registry(store)
	h.runs++
	return Purge(h.Context(), PurgeOptions{Registry: *r, View: r.Log.View(), Policy: shortly(h.T), Now: h.clock, Random: bytes.NewReader([]byte{0, 0, 0, h.runs})})
}

// archived enters that the bundles were archived.
func (h *holding) archived() {
	h.Helper()
	var entries []custody.Entry
	for _, k := range h.keys {
		info, err := h.store.Stat(h.Context(), k.String())
		if err != nil {
			h.Fatal(err)
		}
		entries = append(entries, custody.Entry{Event: custody.Archived, Ticket: k.Ticket, Key: k.String(), SHA256: info.SHA256})
	}
	if _, err := h.registry(h.store).Log.Append(h.Context(), entries); err != nil {
		h.Fatal(err)
	}
}

// tickets are those that the store holds bundles of.
func (h *holding) tickets() (list []int64) {
	h.Helper()
	for k, err := range Keys(h.Context(), h.store) {
		if err != nil {
			h.Fatal(err)
		}
		list = append(list, k.Ticket)
	}
	slices.Sort(list)
	return list
}

// checked verifies the store as someone with the key does.
func (h *holding) checked() *Verification {
	h.Helper()
	view, err := custody.Read(h.Context(), h.store, h.verifier)
	if err != nil {
		h.Fatal(err)
	}
	o := VerifyOptions{Logged: *NewLogged(h.verifier)}
	for r, err := range view.Entries(h.Context(), 0) {
		if err != nil {
			h.Fatal(err)
		}
		o.Take(r)
	}
	v, err := Verify(h.Context(), h.store, o)
	if err != nil {
		h.Fatal(err)
	}
	return v
}

func TestPurge(t *testing.T) {
	h := stored(t)
	h.archived()
	p, err := h.purge(h.store)
	if err != nil || p.Bundles != 3 || len(p.Destroyed) != 2 || len(p.Refused)+len(p.Unread)+len(p.Completed) != 0 || len(p.Certificates) != 1 {
		t.Fatalf("got %+v, %v", p, err)
	}
	if got := h.tickets(); !slices.Equal(got, []int64{2}) {
		t.Errorf("left %v", got)
	}
	if v := h.checked(); len(v.Differences) != 0 || len(v.Purged) != 2 || len(v.Unsigned) != 0 {
		t.Errorf("verify: %+v", v)
	}
	d := p.Destroyed[0]
	if want := time.Date(2026, 3, 5, 10, 0, 1, 0, time.UTC); !d.Due.Equal(want) || d.Rule != "default" || len(d.SHA256) != 64 || d.Size == 0 {
		t.Errorf("certified %+v", d)
	}
	all, err := certificates(t.Context(), h.store)
	if err != nil || len(all) != 1 || len(all[0].Bundles) != 2 || all[0].Bundles[0] != d {
		t.Errorf("certificates %+v, %v", all, err)
	}
	if p, err := h.purge(h.store); err != nil || len(p.Destroyed)+len(p.Completed)+len(p.Certificates) != 0 {
		t.Errorf("again: %+v, %v", p, err)
	}
}

// What the log or the store holds or locks stays, is named, and goes when it is
// let go.
func TestPurgeRespects(t *testing.T) {
	h := stored(t)
	h.archived()
	h.place("a", h.keys[0])
	if err := h.store.SetHold(t.Context(), h.keys[0].String(), false); err != nil { // by somebody else
		t.Fatal(err)
	}
	if err := h.store.Extend(t.Context(), h.keys[2].String(), storage.Retention{Mode: storage.Governance, Until: h.now.AddDate(1, 0, 0)}); err != nil {
		t.Fatal(err)
	}
	p, err := h.purge(h.store)
	if err != nil || len(p.Destroyed)+len(p.Certificates) != 0 || len(p.Refused) != 2 {
		t.Fatalf("got %+v, %v", p, err)
	}
	if got := p.Refused[0].Err.Error() + p.Refused[1].Err.Error(); !strings.Contains(got, "held for a") || !strings.Contains(got, "governance until") {
		t.Errorf("refused %s", got)
	}
	h.release("a", h.keys[0])
	h.now = h.now.AddDate(2, 0, 0)
	if p, err := h.purge(h.store); err != nil || len(p.Destroyed) != 2 {
		t.Errorf("let go: %+v, %v", p, err)
	}
}

// A case that comes when the certificate is written already has the last word.
func TestHoldWhilePurging(t *testing.T) {
	h := stored(t)
	h.archived()
	store := &storagetest.Faulty{Store: h.store, Fail: func(op, key string) storagetest.Fault {
		if op == "put" && strings.HasPrefix(key, certificatesPrefix) {
			h.place("a", h.keys[0])
		}
		return storagetest.None
	}}
	p, err := h.purge(store)
	if err != nil || len(p.Destroyed) != 1 || len(p.Refused) != 1 {
		t.Fatalf("got %+v, %v", p, err)
	}
	if got := h.tickets(); !slices.Equal(got, []int64{1, 2}) {
		t.Errorf("left %v", got)
	}
}

func TestPurgeDry(t *testing.T) {
	h := stored(t)
	dry := &storage.DryRun{Store: h.store}
	p, err := Purge(t.Context(), PurgeOptions{Registry: Registry{Store: dry}, Policy: shortly(t), Now: h.clock, Random: bytes.NewReader(make([]byte, 4))})
	if err != nil || len(p.Destroyed) != 2 {
		t.Fatalf("got %+v, %v", p, err)
	}
	if got := h.tickets(); len(got) != 3 || len(storagetest.Keys(t, h.store, "custody/")) != 0 {
		t.Errorf("left %v", got)
	}
}

// Wherever it dies, nothing is gone that is not certified, verify names what is
// gone and not entered, and the next one completes it.
func TestPurgeCutOffAnywhere(t *testing.T) {
	whole := stored(t)
	for _, fault := range []storagetest.Fault{storagetest.Before, storagetest.After} {
		named := 0
		for n, done := 1, false; !done; n++ {
			h := newHolding(t, 0)
			h.copyOf(whole)
			h.archived()
			d := &dying{left: 1 << 30, fault: fault}
			r := h.registry(&storagetest.Faulty{Store: h.store, Fail: d.fail})
			d.left, d.ops = n, 0
			p, err := Purge(t.Context(), PurgeOptions{Registry: *r, View: r.Log.View(), Policy: shortly(t), Now: h.clock, Random: bytes.NewReader([]byte{1, 1, 1, 1})})
			if done = d.ops < n; !done && err == nil && len(p.Unread) == 0 {
				t.Errorf("fault %d at %d: it died, and said nothing", fault, n)
			}
			all, err := certificates(t.Context(), h.store)
			if err != nil {
				t.Fatal(err)
			}
			if gone := 3 - len(h.tickets()); gone > 0 && len(certified(all)) < gone {
				t.Errorf("fault %d at %d: %d gone, certified %v", fault, n, gone, all)
			}
			for _, x := range h.checked().Differences {
				named++
				if !strings.Contains(x.Problem, "purge completes the log") {
					t.Errorf("fault %d at %d: %v", fault, n, x)
				}
			}
			if _, err := h.purge(h.store); err != nil {
				t.Fatal(err)
			}
			if v := h.checked(); len(v.Differences) != 0 || !slices.Equal(h.tickets(), []int64{2}) || h.events()[custody.Purged] != 2 {
				t.Errorf("fault %d at %d: in the end %+v, %v", fault, n, v, h.events())
			}
		}
		if named == 0 {
			t.Errorf("fault %d: nothing was ever gone and not entered", fault)
		}
	}
}

// Whoever takes a bundle away and writes a certificate for it is found, and no
// purge makes that good.
func TestForgedCertificate(t *testing.T) {
	h := stored(t)
	h.archived()
	h.place("a", h.keys[0]) // so that the log is not empty of what counts
	victim := h.keys[1]
	forged := Certificate{Version: 1, Time: h.now.Add(time.Hour), Bundles: []Destroyed{{Key: victim.String(), Ticket: 2}}}
	if err := forged.put(t.Context(), h.store, bytes.NewReader([]byte{9, 9, 9, 9})); err != nil {
		t.Fatal(err)
	}
	h.store.Set(victim.String(), nil)
	if p, err := h.purge(h.store); err != nil || len(p.Completed) != 0 || len(p.Certificates) != 1 {
		t.Fatalf("got %+v, %v", p, err)
	}
	if p, err := h.purge(h.store); err != nil || len(p.Completed) != 0 {
		t.Fatalf("again: %+v, %v", p, err)
	}
	if v := h.checked(); len(v.Differences) != 1 || v.Differences[0].Key != victim.String() {
		t.Errorf("verify: %+v", v.Differences)
	}
}

// A certificate that is changed, removed, or none is found, and keeps nobody
// from anything.
func TestCertificateThatIsTamperedWith(t *testing.T) {
	h := stored(t)
	h.archived()
	p, err := h.purge(h.store)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		problem string
		body    []byte
	}{{"is not the certificate that", []byte(`{"version":1}`)}, {"is not a certificate of destruction", []byte("{")}, {"is missing", nil}} {
		problem := tt.problem
		h.store.Set(p.Certificates[0], tt.body)
		v := h.checked()
		found := slices.ContainsFunc(v.Differences, func(d Difference) bool { return d.Key == p.Certificates[0] && strings.Contains(d.Problem, problem) })
		if !found {
			t.Errorf("%s: %v", problem, v.Differences)
		}
		if _, err := h.purge(h.store); err != nil {
			t.Errorf("%s: %v", problem, err)
		}
		if _, err := FindStanding(t.Context(), h.store); err != nil {
			t.Errorf("%s: %v", problem, err)
		}
	}
}

// Only what was read and is as the log has it is entered as verified.
func TestVerifiedIsEntered(t *testing.T) {
	h := stored(t)
	h.archived()
	changed, err := h.store.Stat(t.Context(), h.keys[1].String())
	if err != nil {
		t.Fatal(err)
	}
	h.store.Set(changed.Key, make([]byte, changed.Size))
	signed := new(KeySums)
	view := h.registry(h.store).Log.View()
	for r, err := range view.Entries(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		signed.Set(r.Entry.Key, r.Entry.SHA256)
	}
	signed.Delete(h.keys[2].String()) // nobody knows who put it there
	v, err := Verify(t.Context(), h.store, VerifyOptions{Logged: Logged{Signed: signed}, Custody: h.registry(h.store).Log, By: "test"})
	if err != nil || v.Entered != 1 || h.events()[custody.Verified] != 1 {
		t.Errorf("got %+v, %v, %v", v, err, h.events())
	}
}
