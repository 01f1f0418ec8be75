package archive

import (
	"context"
	"crypto/sha256"
	"slices"
	"time"
)

// expectation is what the inventories say of a bundle.
type expectation struct {
	size   int64
	sha256 [sha256.Size]byte // zero if what they say is none
	closed instant
	begun  instant // the run that says so
}

func (e expectation) same(o expectation) bool {
	return e.size == o.size && e.sha256 == o.sha256 && e.closed == o.closed
}

// instant is a time without a pointer, so that tables of them cost the garbage
// collector nothing.
type instant struct {
	seconds     int64 // since 1970
	nanoseconds int32
}

func instantOf(t time.Time) instant { return instant{t.Unix(), int32(t.Nanosecond())} }

func (i instant) time() time.Time { return time.Unix(i.seconds, int64(i.nanoseconds)).UTC() }

// expect reads what the runs say that the store holds. With Keys given, only
// what they say of those is kept.
func (v *verification) expect(ctx context.Context) error {
	for run, err := range Runs(ctx, v.store) {
		if err != nil {
			return err
		}
		v.result.Runs++
		if err := v.expectRun(ctx, run); err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) expectRun(ctx context.Context, run string) error {
	report, err := LoadReport(ctx, v.store, run)
	switch {
	case isNotFound(err):
		v.result.Unreported = append(v.result.Unreported, run)
	case ctx.Err() != nil:
		return context.Cause(ctx)
	case err != nil:
		v.differs(reportKey(run), "%v", err)
	default:
		for _, problem := range report.contradictions(run) {
			v.differs(reportKey(run), "%s", problem)
		}
		v.holdReport(run, report)
	}
	if err := v.reconcile(ctx, run, report); err != nil {
		return err
	}
	lines, size, sum := 0, int64(0), sha256.New()
	for line, err := range readLines[Line](ctx, v.store, inventoryKey(run), sum) {
		if err != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			v.differs(inventoryKey(run), "%v", err)
			return nil
		}
		lines, size = lines+1, size+line.Size
		v.expectLine(run, begun(run, report), line)
	}
	if report != nil {
		v.holdLines(inventoryKey(run), sum, report.InventorySHA256)
	}
	if report != nil && (lines < report.Archived || lines == report.Archived && size != report.Bytes) {
		v.differs(inventoryKey(run), "has %d lines of %d bytes, the run archived %d tickets of %d bytes", lines, size, report.Archived, report.Bytes)
	}
	return nil
}

// reconcile holds the run's account, ticket by ticket, against its report.
func (v *verification) reconcile(ctx context.Context, run string, report *Report) error {
	if report == nil || report.Windows == nil {
		return nil // killed before it had an account, or of a version that kept none
	}
	met, sum := map[string]int{}, sha256.New()
	for f, err := range readLines[Fate](ctx, v.store, fatesKey(run), sum) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			v.differs(fatesKey(run), "%v", err)
			return nil
		}
		met[f.Fate]++
	}
	v.holdLines(fatesKey(run), sum, report.ReconciliationSHA256)
	archived, unchanged, failed := met[FateArchived], met[FateUnchanged]+met[FateErased]+met[FatePurged], met[FateFailed]
	if archived != report.Archived || unchanged != report.Unchanged || failed != report.Failed {
		v.differs(fatesKey(run), "has %d archived, %d unchanged, %d failed tickets, the report has %d, %d, %d",
			archived, unchanged, failed, report.Archived, report.Unchanged, report.Failed)
	}
	return nil
}

func (v *verification) expectLine(run string, begun time.Time, line Line) {
	if len(v.options.Keys) > 0 && !slices.Contains(v.options.Keys, line.Key) {
		return
	}
	k, err := ParseKey(line.Key)
	sum, isSum := sumOf(line.SHA256)
	if err != nil || !isSum || k.Ticket != line.Ticket || k.Revision != line.Revision || k.Closed.Format("2006-01") != line.Closed.UTC().Format("2006-01") {
		v.differs(inventoryKey(run), "has a line that contradicts itself, for %s", line.Key)
	}
	e := expectation{line.Size, sum, instantOf(line.Closed), instantOf(begun)}
	if before, ok := v.expected.get(line.Key); ok && !before.same(e) {
		// Nothing is ever replaced, so a second bundle of a key means that the
		// first was gone. The runs come in order: this is the later one.
		v.result.Remade = append(v.result.Remade, line.Key)
	}
	v.expected.set(line.Key, e)
}
