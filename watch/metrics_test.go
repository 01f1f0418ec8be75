package watch

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/archive"
)

// The metrics over two runs: they never go down, and a run that failed counts
// with what it did.
func TestMetrics(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		mon := NewMonitor(15*m, `v1 "\`, time.Now)
		hold(t, mon, map[string]float64{"archiver_last_success_timestamp_seconds": 0, "archiver_running": 0, `archiver_runs_total{result="failed"}`: 0, "archiver_interval_seconds": 900})
		first := &archive.Progress{}
		mon.Begin()
		mon.Follow(archive.Options{Progress: first})
		first.Listed.Store(10)
		first.Closed.Store(8)
		first.Stored.Store(3)
		first.Unchanged.Store(2)
		first.Bytes.Store(1 << 53)
		first.Files.Store(4)
		hold(t, mon, map[string]float64{
			"archiver_tickets_listed_total": 10, "archiver_running": 1, "archiver_current_run_closed_tickets": 8, "archiver_current_run_done_tickets": 5,
			`archiver_tickets_total{outcome="archived"}`: 3, "archiver_downloaded_bytes_total": 1 << 53, `archiver_attachments_total{outcome="stored"}`: 4,
		})
		time.Sleep(90 * time.Second)
		mon.End(nil, errRun)
		hold(t, mon, map[string]float64{
			"archiver_tickets_listed_total": 10, "archiver_running": 0, "archiver_current_run_closed_tickets": 0, `archiver_runs_total{result="failed"}`: 1,
			"archiver_last_run_duration_seconds": 90, "archiver_last_run_complete": 0, "archiver_last_success_timestamp_seconds": 0, "archiver_bundle_bytes_total": 0,
		})
		second := &archive.Progress{}
		mon.Begin()
		mon.Follow(archive.Options{Progress: second})
		second.Listed.Store(1)
		mon.End(report("two", "attachment_missing", "ticket_invalid", "attachment_missing"), nil)
		hold(t, mon, map[string]float64{
			"archiver_tickets_listed_total": 11, `archiver_runs_total{result="exceptions"}`: 1, "archiver_bundle_bytes_total": 1000,
			`archiver_last_run_exceptions{code="attachment_missing"}`: 2, `archiver_last_run_exceptions{code="ticket_invalid"}`: 1,
			"archiver_last_success_timestamp_seconds": float64(time.Now().Unix()), "archiver_last_run_end_timestamp_seconds": float64(time.Now().Unix()),
		})
	})
}

func hold(t *testing.T, mon *Monitor, want map[string]float64) {
	t.Helper()
	got, err := parse(string(mon.metrics()))
	if err != nil {
		t.Fatal(err)
	}
	for series, value := range want {
		if v, ok := got[series]; !ok || v != value {
			t.Errorf("%s is %v (there: %v), want %v", series, v, ok, value)
		}
	}
}

// What the format and Prometheus' rules for names want, line by line.
var (
	helpLine   = regexp.MustCompile(`^# HELP (\S+) (\S.*\.)$`)
	typeLine   = regexp.MustCompile(`^# TYPE (\S+) (counter|gauge)$`)
	sampleLine = regexp.MustCompile(`^([a-z][a-z0-9_]*)((?:\{(?:,?[a-z]+="(?:[^"\\\n]|\\[\\"n])*")+\})?) (\S+)$`)
	units      = regexp.MustCompile(`_(seconds|bytes|total|info|tickets|exceptions|running|complete)$`)
)

// parse reads an exposition strictly: each family has its help, then its type,
// then its samples, all of which differ; counters, and they alone, end with
// _total.
func parse(text string) (map[string]float64, error) {
	if !strings.HasSuffix(text, "\n") {
		return nil, fmt.Errorf("no line break at the end")
	}
	samples, families := map[string]float64{}, map[string]bool{}
	help, family := "", ""
	for line := range strings.SplitSeq(strings.TrimSuffix(text, "\n"), "\n") {
		switch h, ty, s := helpLine.FindStringSubmatch(line), typeLine.FindStringSubmatch(line), sampleLine.FindStringSubmatch(line); {
		case h != nil && !families[h[1]] && units.MatchString(h[1]):
			help, family = h[1], ""
			families[help] = true
		case ty != nil && ty[1] == help && family == "" && strings.HasSuffix(help, "_total") == (ty[2] == counter):
			family = help
		case s != nil && s[1] == family:
			value, err := strconv.ParseFloat(s[3], 64)
			if _, double := samples[s[1]+s[2]]; err != nil || double {
				return nil, fmt.Errorf("sample %q: a double, or no number (%v)", line, err)
			}
			samples[s[1]+s[2]] = value
		default:
			return nil, fmt.Errorf("line %q is out of place", line)
		}
	}
	return samples, nil
}

// Whatever a label holds, the exposition stays one.
func FuzzLabel(f *testing.F) {
	f.Add("plain")
	f.Add("\"} 1\n# HELP \\")
	f.Add("\xff\x00\r\u2028")
	f.Fuzz(func(t *testing.T, value string) {
		e := new(exposition)
		e.family("archiver_build_info", gauge, "A test.")
		e.sample("archiver_build_info", 1, "version", value, "goversion", "go1")
		samples, err := parse(e.String())
		if err != nil || len(samples) != 1 {
			t.Errorf("%q makes %q: %v", value, e.String(), err)
		}
	})
}
