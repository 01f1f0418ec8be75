package archive

import (
	"context"
	"slices"
	"time"
)

// expectation is what the inventories say of a bundle.
type expectation struct {
	size   int64
	sha256 string
	closed time.Time
}

// expect reads what the runs say that the store holds. With Keys given, only
// what they say of those is kept.
func (v *verification) expect(ctx context.Context) error {
	v.expected = map[string]expectation{}
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
	}
	if err := v.reconcile(ctx, run, report); err != nil {
		return err
	}
	lines, size := 0, int64(0)
	for line, err := range Inventory(ctx, v.store, run) {
		if err != nil {
			if ctx.Err() != nil {
				return context.Cause(ctx)
			}
			v.differs(inventoryKey(run), "%v", err)
			return nil
		}
		lines, size = lines+1, size+line.Size
		v.expectLine(run, line)
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
	met := map[string]int{}
	for f, err := range Fates(ctx, v.store, run) {
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			v.differs(fatesKey(run), "%v", err)
			return nil
		}
		met[f.Fate]++
	}
	archived, unchanged, failed := met[FateArchived], met[FateUnchanged]+met[FateErased]+met[FatePurged], met[FateFailed]
	if archived != report.Archived || unchanged != report.Unchanged || failed != report.Failed {
		v.differs(fatesKey(run), "has %d archived, %d unchanged, %d failed tickets, the report has %d, %d, %d",
			archived, unchanged, failed, report.Archived, report.Unchanged, report.Failed)
	}
	return nil
}

func (v *verification) expectLine(run string, line Line) {
	if len(v.options.Keys) > 0 && !slices.Contains(v.options.Keys, line.Key) {
		return
	}
	k, err := ParseKey(line.Key)
	if err != nil || k.Ticket != line.Ticket || k.Revision != line.Revision || k.Closed.Format("2006-01") != line.Closed.UTC().Format("2006-01") {
		v.differs(inventoryKey(run), "has a line that contradicts itself, for %s", line.Key)
	}
	e := expectation{line.Size, line.SHA256, line.Closed.UTC()}
	if before, ok := v.expected[line.Key]; ok && before != e {
		// Nothing is ever replaced, so a second bundle of a key means that the
		// first was gone. The runs come in order: this is the later one.
		v.result.Remade = append(v.result.Remade, line.Key)
	}
	v.expected[line.Key] = e
}
