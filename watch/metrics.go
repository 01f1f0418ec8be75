package watch

import (
	"net/http"
	"runtime"
)

// expositionType is the content type of the format, version and all.
const expositionType = "text/plain; version=0.0.4; charset=utf-8"

func (m *Monitor) serveMetrics(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Type", expositionType)
	_, _ = w.Write(m.metrics()) // who hung up is not told
}

func (m *Monitor) metrics() []byte {
	m.mu.Lock()
	defer m.mu.Unlock()
	e := new(exposition)
	e.family("archiver_build_info", gauge, "Always 1; the labels say which archiver this is.")
	e.sample("archiver_build_info", 1, "version", m.version, "goversion", runtime.Version())
	e.gauge("archiver_start_timestamp_seconds", "When this process began.", seconds(m.began))
	e.gauge("archiver_interval_seconds", "From the start of a run to that of the next, 0 for a single run.", m.every.Seconds())
	m.past.with(m.current).expose(e)
	m.exposeCurrent(e)
	m.exposeLast(e)
	e.by("archiver_webhook_calls_total", counter, "Calls to the webhook, by result.", "result", m.hooks)
	return e.Bytes()
}

func (t totals) expose(e *exposition) {
	e.by("archiver_runs_total", counter, "Runs that ended, by result.", "result", t.runs)
	e.counter("archiver_tickets_listed_total", "Tickets that the service listed, each once a run.", t.listed)
	e.by("archiver_tickets_total", counter, "Closed tickets that runs have finished, by outcome.", "outcome",
		map[string]int64{"archived": t.stored, "unchanged": t.unchanged, "failed": t.failed})
	e.by("archiver_attachments_total", counter, "Attachments that were downloaded, or became exceptions.", "outcome",
		map[string]int64{"stored": t.files, "exception": t.exceptions})
	e.counter("archiver_downloaded_bytes_total", "Bytes of attachments that were downloaded.", t.downloaded)
	e.counter("archiver_bundle_bytes_total", "Bytes of the bundles that runs stored, counted when a run ends.", t.bundled)
	e.counter("archiver_api_calls_total", "Calls of the service, repeated ones included, downloads not.", t.calls)
	e.counter("archiver_api_throttled_total", "Calls that the service answered with 429.", t.throttled)
	e.counter("archiver_api_retried_total", "Calls that repeated an earlier one.", t.retried)
}

func (m *Monitor) exposeCurrent(e *exposition) {
	var closed, done int64
	if p := m.current.Progress; p != nil {
		closed, done = p.Closed.Load(), p.Done()
	}
	e.gauge("archiver_running", "1 while a run is in progress.", truth(!m.started.IsZero()))
	e.gauge("archiver_current_run_closed_tickets", "Closed tickets listed so far by the run in progress.", float64(closed))
	e.gauge("archiver_current_run_done_tickets", "Tickets that the run in progress has finished.", float64(done))
}

// exposeLast leaves out what only a run that ended has; the time of the last
// success is there from the beginning, so that an alert on its age also tells
// that there was none.
func (m *Monitor) exposeLast(e *exposition) {
	e.gauge("archiver_last_success_timestamp_seconds", "End of the last run that did not fail, 0 if there was none since this process began.", seconds(m.success))
	last := m.last
	if last.finished.IsZero() {
		return
	}
	e.gauge("archiver_last_run_start_timestamp_seconds", "Start of the last run that ended.", seconds(last.started))
	e.gauge("archiver_last_run_end_timestamp_seconds", "End of the last run that ended.", seconds(last.finished))
	e.gauge("archiver_last_run_duration_seconds", "How long the last run took.", last.finished.Sub(last.started).Seconds())
	e.gauge("archiver_last_run_complete", "1 if nothing of what the last run met is missing.", truth(last.result() == complete))
	codes := map[string]int64{}
	if last.report != nil {
		for _, x := range last.report.Exceptions {
			codes[x.Code]++
		}
	}
	e.by("archiver_last_run_exceptions", gauge, "Exceptions in the report of the last run, standing ones that it met again included, by code.", "code", codes)
}
