package watch

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/archive"
)

// look asks for the health as a probe does.
func look(t *testing.T, mon *Monitor) (status int, h health) {
	t.Helper()
	w := httptest.NewRecorder()
	mon.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/healthz", nil))
	if err := json.Unmarshal(w.Body.Bytes(), &h); err != nil {
		t.Fatalf("%v in %s", err, w.Body)
	}
	return w.Code, h
}

func report(run string, codes ...string) *archive.Report {
	r := &archive.Report{Run: run, Bytes: 1000, Complete: len(codes) == 0}
	for i, c := range codes {
		r.Exceptions = append(r.Exceptions, archive.Exception{Ticket: int64(i), Code: c})
	}
	return r
}

// The health over a service's life: what is done, and what is then answered.
func TestHealth(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mon := NewMonitor(15*m, "v1.2.3", time.Now)
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		mon.StopWith(ctx)
		for _, step := range []struct {
			name   string
			do     func()
			status int
			state  string
			reason string
			result string
		}{
			{"begun", func() {}, 200, "starting", "", ""},
			{"a first run is on", mon.Begin, 200, "running", "", ""},
			{"it goes on and on", func() { time.Sleep(46 * m) }, 503, "running", "no run has succeeded since 2000-01-01T00:00:00Z", ""},
			{"done, with exceptions", func() { mon.End(report("one", "attachment_missing"), nil) }, 200, "waiting", "", exceptions},
			{"the next fails", func() { mon.Begin(); mon.End(nil, errors.New("list tickets:\n status 503")) }, 503, "waiting", "the last run failed: list tickets: status 503", failed},
			{"a department is not had", func() { mon.Begin(); mon.End(report("two", "list_failed"), errRun) }, 503, "waiting", "the last run failed: the service is down", failed},
			{"all well again", func() { mon.Begin(); mon.End(report("three"), nil) }, 200, "waiting", "", complete},
			{"three times every", func() { time.Sleep(45 * m) }, 200, "waiting", "", complete},
			{"and more", func() { time.Sleep(time.Second) }, 503, "waiting", "no run has succeeded since 2000-01-01T00:46:00Z", complete},
			{"shutting down", func() { stop(); synctest.Wait() }, 503, "stopping", "shutting down", complete},
		} {
			step.do()
			status, h := look(t, mon)
			result := ""
			if h.Last != nil {
				result = h.Last.Result
			}
			if status != step.status || h.State != step.state || h.Reason != step.reason || result != step.result || h.Healthy != (status == 200) {
				t.Errorf("%s: %d %+v, last %+v; want %+v", step.name, status, h, h.Last, step)
			}
		}
	})
}

// A single run has no time by which another one would be due.
func TestHealthOfASingleRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mon := NewMonitor(0, "v1.2.3", time.Now)
		mon.Begin()
		time.Sleep(100 * time.Hour)
		if status, h := look(t, mon); status != 200 {
			t.Errorf("%d %+v", status, h)
		}
	})
}

func TestHealthTellsTheTimes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mon := NewMonitor(15*m, "v1.2.3", time.Now)
		mon.Begin()
		time.Sleep(m)
		mon.End(report("one", "a", "b"), nil)
		mon.Next(time.Now().Add(14 * m))
		w := httptest.NewRecorder()
		mon.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, "/healthz", nil))
		want := `{"state":"waiting","healthy":true,"last_run":{"run":"one","result":"exceptions","exceptions":2,"started":"2000-01-01T00:00:00Z","finished":"2000-01-01T00:01:00Z"},` +
			`"last_success":"2000-01-01T00:01:00Z","next_run":"2000-01-01T00:15:00Z"}` + "\n"
		if got := w.Body.String(); got != want {
			t.Errorf("got  %s\nwant %s", got, want)
		}
	})
}

func TestHandlerHasTwoPathsToRead(t *testing.T) {
	handler := NewMonitor(0, "v1", time.Now).Handler()
	for _, tt := range []struct {
		method, path string
		status       int
	}{{"GET", "/healthz", 200}, {"HEAD", "/healthz", 200}, {"GET", "/metrics", 200}, {"POST", "/healthz", 405}, {"GET", "/", 404}, {"GET", "/debug/pprof/", 404}} {
		w := httptest.NewRecorder()
		handler.ServeHTTP(w, httptest.NewRequest(tt.method, tt.path, strings.NewReader("")))
		if w.Code != tt.status {
			t.Errorf("%s %s: %d, want %d", tt.method, tt.path, w.Code, tt.status)
		}
	}
}
