package archive

import (
	"context"
	"encoding/hex"
	"errors"
	"hash"
	"maps"
	"slices"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

// witness is the largest of the checkpoints that reports have. Each run is one
// who saw the log: it can't have had more entries then than it has now.
type witness struct {
	run        string
	checkpoint custody.Checkpoint
}

// holdReport holds a report against the log, and takes in the checkpoint that
// it has.
func (v *verification) holdReport(run string, report *Report) {
	key := reportKey(run)
	v.reports[key] = true
	if v.options.Signed == nil {
		return
	}
	switch sum := v.options.Reported[key]; sum {
	case report.sha256:
	case "":
		v.result.UnsignedRuns = append(v.result.UnsignedRuns, run)
	default:
		v.differs(key, "has SHA-256 %s, the custody log says %s", report.sha256, sum)
	}
	if v.options.Verifier == nil || report.Checkpoint == "" {
		return
	}
	c, err := custody.ParseCheckpoint([]byte(report.Checkpoint), v.options.Verifier)
	if err != nil {
		v.differs(key, "has a checkpoint that is not of this custody log: %v", err)
	} else if c.Size > v.witness.checkpoint.Size {
		v.witness = witness{run, c}
	}
}

// holdLines holds what lies beside a report against it. Reports of earlier
// versions don't say what that was.
func (v *verification) holdLines(key string, sum hash.Hash, reported string) {
	if is := hex.EncodeToString(sum.Sum(nil)); reported != "" && is != reported {
		v.differs(key, "has SHA-256 %s, the run's report says %s", is, reported)
	}
}

// holdWitness looks for the reports that the log has, and holds the log against
// what the runs saw of it: one that was rolled back, or removed, is found out
// also by somebody who looks for the first time.
func (v *verification) holdWitness(ctx context.Context) error {
	for _, key := range slices.Sorted(maps.Keys(v.options.Reported)) {
		if !v.reports[key] {
			v.differs(key, "is missing, or can't be read")
		}
	}
	saw := v.witness
	if saw.checkpoint.Size == 0 {
		return nil
	}
	view, err := custody.Read(ctx, v.store, v.options.Verifier)
	if errors.Is(err, custody.ErrMalformed) || errors.Is(err, custody.ErrBadSignature) || errors.Is(err, custody.ErrForeignSignature) || errors.Is(err, custody.ErrDamaged) || errors.Is(err, storage.ErrMismatch) {
		v.differs(custody.CheckpointKey, "is not the custody log's: run %s saw %d entries", saw.run, saw.checkpoint.Size)
		return nil
	}
	if err != nil {
		return err
	}
	err = view.Continues(ctx, saw.checkpoint)
	if errors.Is(err, custody.ErrRolledBack) || errors.Is(err, custody.ErrDamaged) || isNotFound(err) {
		v.differs(custody.CheckpointKey, "does not continue the one of %d entries that run %s left: %v", saw.checkpoint.Size, saw.run, err)
		return nil
	}
	return err
}

// begun is when a run began, by its report or else by its name; later than
// anything if it can't be told.
func begun(run string, report *Report) time.Time {
	if report != nil {
		return report.Started
	}
	if len(run) >= len(runLayout) {
		if t, err := time.Parse(runLayout, run[:len(runLayout)]); err == nil {
			return t
		}
	}
	return time.Unix(1<<40, 0)
}
