package watch

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"
)

// late is how many times Monitor's every may pass without a run that did not
// fail.
const late = 3

// health is the answer of /healthz.
type health struct {
	State       string    `json:"state"` // starting, running, waiting or stopping
	Healthy     bool      `json:"healthy"`
	Reason      string    `json:"reason,omitzero"` // why it is not healthy
	Running     time.Time `json:"running_since,omitzero"`
	Last        *lastRun  `json:"last_run,omitempty"`
	LastSuccess time.Time `json:"last_success,omitzero"`
	Next        time.Time `json:"next_run,omitzero"`
}

type lastRun struct {
	Run        string    `json:"run,omitzero"` // its name in the store, if it left a report
	Result     string    `json:"result"`
	Exceptions int       `json:"exceptions"`
	Started    time.Time `json:"started"`
	Finished   time.Time `json:"finished"`
}

// Handler answers /healthz and /metrics.
func (m *Monitor) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /healthz", m.serveHealth)
	mux.HandleFunc("GET /metrics", m.serveMetrics)
	return mux
}

func (m *Monitor) serveHealth(w http.ResponseWriter, _ *http.Request) {
	h := m.health()
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Cache-Control", "no-store")
	if !h.Healthy {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(h) // who hung up is not told
}

func (m *Monitor) health() health {
	m.mu.Lock()
	defer m.mu.Unlock()
	h := health{State: m.state(), Reason: m.trouble(), Running: m.started.UTC(), LastSuccess: m.success.UTC(), Next: m.next.UTC()}
	h.Healthy = h.Reason == ""
	if !m.last.finished.IsZero() {
		h.Last = &lastRun{Result: m.last.result(), Started: m.last.started.UTC(), Finished: m.last.finished.UTC()}
		if r := m.last.report; r != nil {
			h.Last.Run, h.Last.Exceptions = r.Run, len(r.Exceptions)
		}
	}
	return h
}

func (m *Monitor) state() string {
	switch {
	case m.stopping:
		return "stopping"
	case !m.started.IsZero():
		return "running"
	case m.last.finished.IsZero():
		return "starting"
	}
	return "waiting"
}

// trouble is why the service is not well, "" if it is. Exceptions are none:
// they are named, which is what a run is for.
func (m *Monitor) trouble() string {
	since := m.success
	if since.IsZero() {
		since = m.began
	}
	switch {
	case m.stopping:
		return "shutting down"
	case m.last.err != nil:
		return "the last run failed: " + strings.Join(strings.Fields(m.last.err.Error()), " ")
	case m.every > 0 && m.now().Sub(since) > late*m.every:
		return fmt.Sprintf("no run has succeeded since %s", since.UTC().Format(time.RFC3339))
	}
	return ""
}
