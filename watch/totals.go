package watch

import (
	"maps"

	"github.com/glassix-archiver/archiver/archive"
)

// totals count what was done since the process began. They never go down, for
// a run's progress is added as it stood when the run ended.
type totals struct {
	listed, stored, unchanged, failed int64 // tickets
	files, exceptions, downloaded     int64 // attachments, and their bytes
	bundled                           int64 // bytes of bundles, known when a run has ended
	calls, throttled, retried         int64
	runs                              map[string]int64 // by result
}

func newTotals() totals {
	return totals{runs: map[string]int64{complete: 0, exceptions: 0, failed: 0}}
}

// with adds the run that is on.
func (t totals) with(o archive.Options) totals {
	if p := o.Progress; p != nil {
		t.listed += p.Listed.Load()
		t.stored += p.Stored.Load()
		t.unchanged += p.Unchanged.Load()
		t.failed += p.Failed.Load()
		t.files += p.Files.Load()
		t.exceptions += p.Exceptions.Load()
		t.downloaded += p.Bytes.Load()
	}
	for _, d := range o.Departments {
		c := d.Client.Counts()
		t.calls += c.Calls
		t.throttled += c.Throttled
		t.retried += c.Retried
	}
	return t
}

// add adds a run that ended. Its options are counted rather than its report,
// since a run that failed did something too.
func (t *totals) add(o archive.Options, report *archive.Report, result string) {
	*t = t.with(o)
	if report != nil {
		t.bundled += report.Bytes
	}
	t.runs = maps.Clone(t.runs)
	t.runs[result]++
}
