package s3

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// A keptFault is an operation whose one request is answered wrongly.
type keptFault struct {
	name     string
	is       func(*http.Request) bool // the request
	start    *storage.Object          // what is there before, under "k"
	do       func(*Store) error
	want     storage.Keeping
	versions int
}

const swapped = "custody/checkpoint"

// TestKeeperFaults loses the answer of each operation's request once, after the
// server did it and before. Each is done in the end, once, and locked as asked.
func TestKeeperFaults(t *testing.T) {
	gov, comp := tomorrow(storage.Governance), tomorrow(storage.Compliance)
	comp.Until = comp.Until.Add(time.Hour)
	asked := func(query string) func(*http.Request) bool {
		return func(r *http.Request) bool { return r.Method == http.MethodPut && r.URL.Query().Has(query) }
	}
	put := func(o storage.Object) func(*Store) error {
		return func(s *Store) error { return s.Put(t.Context(), "k", o) }
	}
	small, large, held := locked(text200KB("x"), gov), locked(big(), gov), locked(text200KB("x"), gov)
	held.Hold = true
	free := text200KB("x")
	ops := []keptFault{
		{name: "put", is: isWrite, do: put(held), want: storage.Keeping{Retention: gov, Hold: true}, versions: 1},
		{name: "put in parts", is: isWrite, do: put(large), want: storage.Keeping{Retention: gov}, versions: 1},
		{name: "put again", is: asked("retention"), start: &small, do: put(locked(free, comp)), want: storage.Keeping{Retention: comp}, versions: 1},
		{name: "put on hold", is: asked("legal-hold"), start: &small, do: put(held), want: storage.Keeping{Retention: gov, Hold: true}, versions: 1},
		{name: "extend", is: asked("retention"), start: &small, want: storage.Keeping{Retention: comp}, versions: 1,
			do: func(s *Store) error { return s.Extend(t.Context(), "k", comp) }},
		{name: "hold", is: asked("legal-hold"), start: &small, want: storage.Keeping{Retention: gov, Hold: true}, versions: 1,
			do: func(s *Store) error { return s.SetHold(t.Context(), "k", true) }},
		{name: "delete", is: func(r *http.Request) bool { return r.Method == http.MethodDelete }, start: &free,
			do: func(s *Store) error { return s.Delete(t.Context(), "k") }},
		{name: "swap", is: isWrite, do: func(s *Store) error { return s.Swap(t.Context(), swapped, nil, []byte("new")) }},
	}
	srv := server(t, false)
	name := bucket(t, srv, true)
	var wg sync.WaitGroup // the SDK waits between its attempts
	for fault, respond := range wrongAnswers() {
		for _, persisted := range []bool{false, true} {
			for _, op := range ops {
				wg.Go(func() {
					at := fmt.Sprintf("%s, %s, persisted %v", op.name, fault, persisted)
					if err := op.run(t, "s3://"+name+"/"+at, persisted, respond); err != nil {
						t.Errorf("%s: %v", at, err)
					}
					if n := srv.Versions(t, name, at+"/k"); n != op.versions {
						t.Errorf("%s: there are %d versions, want %d", at, n, op.versions)
					}
				})
			}
		}
	}
	wg.Wait()
}

func wrongAnswers() map[string]func(*http.Request) (*http.Response, error) {
	status := func(status int, code string) func(r *http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			res := refusal(status, code, "not now")
			res.Request = r
			return res, nil
		}
	}
	return map[string]func(*http.Request) (*http.Response, error){
		"reset": func(*http.Request) (*http.Response, error) { return nil, errors.New("connection reset by peer") },
		"500":   status(500, "InternalError"),
		"503":   status(503, "SlowDown"),
	}
}

func (f keptFault) run(t *testing.T, location string, persisted bool, respond func(*http.Request) (*http.Response, error)) error {
	plain, err := Open(t.Context(), location, wire(func(r *http.Request, next http.RoundTripper) (*http.Response, error) { return next.RoundTrip(r) }).options())
	if err == nil && f.start != nil {
		err = plain.Put(t.Context(), "k", *f.start)
	}
	if err != nil {
		return err
	}
	var broken atomic.Bool
	s, err := Open(t.Context(), location, wire(func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
		if !f.is(r) || broken.Swap(true) {
			return next.RoundTrip(r)
		}
		if persisted {
			res, err := next.RoundTrip(r)
			if err != nil || res.StatusCode >= 300 && res.StatusCode != http.StatusForbidden {
				return res, fmt.Errorf("the server says %v, %w", res, err)
			}
			_, _ = io.Copy(io.Discard, res.Body)
			res.Body.Close()
		}
		return respond(r)
	}).options())
	if err == nil {
		err = f.do(s)
	}
	if err != nil || !broken.Load() {
		return fmt.Errorf("broken %v: %w", broken.Load(), err)
	}
	return f.look(t, plain)
}

// look holds the store against what was asked.
func (f keptFault) look(t *testing.T, s *Store) error {
	if f.name == "swap" {
		if got := string(storagetest.Read(t, s, swapped)); got != "new" {
			return fmt.Errorf("the checkpoint reads %q", got)
		}
		return nil
	}
	k, err := s.Kept(t.Context(), "k")
	if f.versions == 0 && errors.Is(err, storage.ErrNotFound) {
		return nil
	}
	if err != nil || k.Retention != f.want.Retention || k.Hold != f.want.Hold {
		return fmt.Errorf("kept %v (hold %v), %w", k, k.Hold, err)
	}
	return nil
}
