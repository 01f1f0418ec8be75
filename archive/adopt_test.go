package archive

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// killedBeforeTheLog is a run that stores its bundles and dies then.
func (h *holding) killedBeforeTheLog(w *harness, p *retention.Policy) {
	h.Helper()
	died := errors.New("killed")
	o := w.options()
	o.Policy = p
	o.Custody = diesAtOnce{died}
	if _, err := Run(h.Context(), o); !errors.Is(err, died) {
		h.Fatalf("it ended with %v", err)
	}
}

type diesAtOnce struct{ err error }

func (d diesAtOnce) Append(context.Context, []custody.Entry) (custody.Checkpoint, error) {
	return custody.Checkpoint{}, d.err
}

// inventoried is what the inventories say of a ticket's bundle, in short.
func (h *holding) inventoried(ticket int64) (all []string) {
	h.Helper()
	for run, err := range Runs(h.Context(), h.store) {
		if err != nil {
			h.Fatal(err)
		}
		for l, err := range Inventory(h.Context(), h.store, run) {
			if err == nil && l.Ticket == ticket {
				all = append(all, strings.TrimSpace(l.Lock+" "+l.Until.Format(time.DateOnly)+" "+l.Rule+" "+strings.Join(l.Holds, ",")))
			}
		}
	}
	return all
}

// A run died after its bundles were stored and before log and inventory had
// them. The next one takes them in as they are kept in truth, and puts on hold
// and locks what the policy has so by now; verify, hold and purge know of it.
func TestAdoptedAsTheyAreKept(t *testing.T) {
	w, h := kept(t)
	h.killedBeforeTheLog(w, locking(t))
	stricter, err := retention.Parse("p", []byte(`version: 1
default: {retain: 8y, lock: none}
rules:
  - {name: short, match: {tags: [billing]}, retain: 9y, lock: governance}
  - {name: vip, match: {tags: [vip]}, retain: 20y, lock: governance, hold: [case-2]}
`))
	if err != nil {
		t.Fatal(err)
	}
	o, r := w.options(), h.registry(h.store)
	o.Policy, o.Custody = stricter, r.Log
	if report, err := Run(t.Context(), o); err != nil || report.Unchanged != 3 || !report.Complete {
		t.Fatalf("report %+v, %v", report, err)
	}
	for ticket, want := range map[int64]string{
		1: "governance 2126-02-03", // as it was stored, longer than the policy says by now
		2: "governance 2046-02-03 vip case-2",
		3: "2034-02-03 default",
	} {
		if got := h.inventoried(ticket); !slices.Equal(got, []string{want}) {
			t.Errorf("ticket %d: inventories %q, want %q", ticket, got, want)
		}
	}
	h.keys = h.listed()
	want := []string{"governance until 2126-02-03T10:00:01Z false", "governance until 2046-02-03T10:00:01Z true", "no retention false", "map[archived:3 held:1 reported:1]"}
	if got := h.kept(); !slices.Equal(got, want) {
		t.Errorf("kept %q, want %q", got, want)
	}
	entry := h.last(custody.Held)
	if entry.Ticket != 2 || entry.Case != "case-2" {
		t.Errorf("held: %+v", entry)
	}
	if v := h.checked(); len(v.Differences)+len(v.Unlisted)+len(v.Unsigned) != 0 {
		t.Errorf("verify: %+v", v)
	}
	h.now = h.now.AddDate(5, 0, 0)
	p := h.promised("")
	if len(p.Destroyed) != 0 || len(p.Refused) != 2 { // the vip rule of that policy keeps the other
		t.Errorf("purge: %+v", p)
	}
}

// Where protecting an adopted bundle fails, the run fails, and the next takes it
// in.
func TestAdoptionThatFails(t *testing.T) {
	w, h := kept(t)
	h.killedBeforeTheLog(w, retention.Default())
	for _, op := range []string{"kept", "extend", "hold"} {
		o := w.options()
		o.Policy = locking(t)
		o.Store = &storagetest.Faulty{Store: h.store, Fail: func(at, key string) storagetest.Fault {
			if at == op && strings.HasPrefix(key, ticketsPrefix) {
				return storagetest.Before
			}
			return storagetest.None
		}}
		if _, err := Run(t.Context(), o); !errors.Is(err, storagetest.ErrFault) || len(h.inventoried(1)) != 0 {
			t.Errorf("%s: got %v", op, err)
		}
	}
	o := w.options()
	o.Policy = locking(t)
	if r, err := Run(t.Context(), o); err != nil || r.Unchanged != 3 {
		t.Errorf("got %+v, %v", r, err)
	}
	keeper, _ := storage.AsKeeper(h.store)
	if got := w.keptAs(keeper); !slices.Equal(got, []string{"1 governance 2126-02-03 false", "2  0001-01-01 true", "3  0001-01-01 false"}) {
		t.Errorf("kept as %q", got)
	}
}
