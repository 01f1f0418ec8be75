package archive

import (
	"bytes"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// kept is a harness whose runs write a log, and a holding over the same store.
func kept(t *testing.T) (*harness, *holding) {
	t.Helper()
	w, h := newHarness(t, fetchtest.Generated{}), newHolding(t, 0)
	w.store = h.store
	w.tagged("1", "billing")
	w.tagged("2", "vip")
	w.tagged("3", "other")
	return w, h
}

// logged is a run with the log; view says whether it can read it.
func (h *holding) logged(w *harness, view bool) *Report {
	h.Helper()
	o, r := w.options(), h.registry(h.store)
	o.Custody = r.Log
	if view {
		o.View = r.Log.View()
	}
	report, err := Run(h.Context(), o)
	if err != nil {
		h.Fatal(err)
	}
	if found := report.contradictions(report.Run); len(found) > 0 {
		h.Error(found)
	}
	return report
}

// What was purged does not come back by a run over its time, however often, with
// the log or by the certificates alone; the report says so, and adds up. A ticket
// that has gone on since is another revision, and is archived.
func TestRunAfterAPurge(t *testing.T) {
	for _, view := range []bool{true, false} {
		w, h := kept(t)
		if r := h.logged(w, view); r.Archived != 3 {
			t.Fatalf("report %+v", r)
		}
		p := h.promised("")
		if len(p.Destroyed) != 2 || len(p.Refused) != 0 {
			t.Fatalf("purge %+v", p)
		}
		for range 2 {
			r := h.logged(w, view)
			if r.Closed != 3 || r.Unchanged != 3 || r.Archived != 0 || !r.Complete || len(r.Purged) != 2 || r.Purged[0].Ticket != 1 || r.Purged[1].Ticket != 3 ||
				r.Purged[0].Certificate != p.Certificates[0] || r.Purged[0].Key != p.Destroyed[0].Key {
				t.Errorf("view %v: report %+v", view, r)
			}
			if v := h.checked(); len(v.Differences) != 0 || !slices.Equal(h.tickets(), []int64{2}) {
				t.Errorf("view %v: %v, %v", view, v.Differences, h.tickets())
			}
		}
		s, err := ReadStatus(t.Context(), h.store)
		if err != nil || !s.Months[1].Complete || s.Months[1].Purged != 2 || s.Months[1].Bundles != 1 {
			t.Errorf("status %+v, %v", s, err)
		}
		w.add("1", `"close":"2026-02-03`, `"close":"2026-03-03`, `"lastActivity":"2026-02-03`, `"lastActivity":"2026-03-03`)
		w.add("3", `"culture"`, `"isScrambled":true,"culture"`, `"lastActivity":"2026-02-03`, `"lastActivity":"2026-03-07`, `"שלום"`, `""`)
		r := h.logged(w, view)
		if r.Archived != 1 || r.Unchanged != 2 || len(r.Purged) != 1 || r.Purged[0].Ticket != 3 || !slices.Equal(h.tickets(), []int64{1, 2}) {
			t.Errorf("view %v: gone on: %+v, %v", view, r, h.tickets())
		}
	}
}

// A certificate that the log does not have keeps nothing from being archived,
// nor does one of a bundle that was spared.
func TestRunAndAForgedCertificate(t *testing.T) {
	w, h := kept(t)
	h.logged(w, true)
	h.interrupted("put", certificatesPrefix, func() { h.place("a", h.listed()[0]) })
	forged := Certificate{Version: 1, Time: h.now.Add(time.Hour), Bundles: []Destroyed{{Key: h.listed()[1].String(), Ticket: 2}}}
	if err := forged.put(t.Context(), h.store, bytes.NewReader([]byte{9, 9, 9, 9})); err != nil {
		t.Fatal(err)
	}
	for _, k := range h.listed() {
		h.store.Set(k.String(), nil)
	}
	r := h.logged(w, true)
	if r.Archived != 2 || r.Unchanged != 1 || len(r.Purged) != 1 || r.Purged[0].Ticket != 3 {
		t.Errorf("report %+v", r)
	}
}

// listed are the keys of the bundles that are there, by ticket.
func (h *holding) listed() []Key {
	h.Helper()
	var keys []Key
	for k, err := range Keys(h.Context(), h.store) {
		if err != nil {
			h.Fatal(err)
		}
		keys = append(keys, k)
	}
	return keys
}

// A purge was cut off before it could enter what it removed: a run does not
// bring that back, and the next purge enters it.
func TestRunAfterAPurgeThatWasCutOff(t *testing.T) {
	w, h := kept(t)
	h.logged(w, true)
	keys := h.listed()
	r := h.registry(h.store)
	c := Certificate{Version: 1, Time: h.now, By: "test", Bundles: []Destroyed{{Key: keys[0].String(), Ticket: 1, SHA256: h.sum(keys[0])}}}
	if err := c.put(t.Context(), h.store, bytes.NewReader([]byte{8, 8, 8, 8})); err != nil {
		t.Fatal(err)
	}
	if _, err := r.Log.Append(t.Context(), []custody.Entry{{Event: custody.Certified, Key: c.key, SHA256: c.sha256}}); err != nil {
		t.Fatal(err)
	}
	h.store.Set(keys[0].String(), nil)
	if r := h.logged(w, true); r.Archived != 0 || len(r.Purged) != 1 {
		t.Errorf("report %+v", r)
	}
	if v := h.checked(); len(v.Differences) != 1 || !strings.Contains(v.Differences[0].Problem, "purge completes the log") {
		t.Errorf("verify: %v", v.Differences)
	}
	if p := h.promised(""); len(p.Completed) != 1 {
		t.Errorf("purge %+v", p)
	}
	if v := h.checked(); len(v.Differences) != 0 {
		t.Errorf("verify: %v", v.Differences)
	}
}

// A bundle was put on hold before a certificate that does not know of it came
// into the log, and its purge was killed there. If the bundle is gone then, that
// purge is not why.
func TestHeldBeforeACertificateThatWasCutOff(t *testing.T) {
	w, h := kept(t)
	h.logged(w, true)
	key := h.listed()[0]
	h.place("a", key)
	c := Certificate{Version: 1, Time: h.now, By: "test", Bundles: []Destroyed{{Key: key.String(), Ticket: 1, SHA256: h.sum(key)}}}
	if err := c.put(t.Context(), h.store, bytes.NewReader([]byte{8, 8, 8, 8})); err != nil {
		t.Fatal(err)
	}
	h.enter(custody.Entry{Event: custody.Certified, Key: c.key, SHA256: c.sha256})
	h.store.Set(key.String(), nil)
	if p := h.promised(""); len(p.Completed) != 0 {
		t.Errorf("purge %+v", p)
	}
	if v := h.checked(); len(v.Differences) != 1 || v.Differences[0].Key != key.String() {
		t.Errorf("verify: %v", v.Differences)
	}
	if r := h.logged(w, true); r.Archived != 1 {
		t.Errorf("report %+v", r)
	}
}
