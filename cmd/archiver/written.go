package main

import (
	"context"
	"errors"
	"fmt"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

// openWritten is openLog for commands. The log has to continue the last
// checkpoint that this user saw: what is appended to one that was rolled back,
// removed, or is of another store, forks it under our own signature.
func openWritten(ctx context.Context, sys *sys, store storage.Store, keys custodyKeys) (*custody.Log, storage.Keeper, error) {
	// First what was seen, then the log: another command may add to both.
	before, err := lastSeen(sys, keys)
	if err != nil {
		return nil, nil, err
	}
	log, keeper, err := openLog(ctx, store, keys, sys.now)
	if err != nil {
		return nil, nil, err
	}
	if err := log.View().Continues(ctx, before); errors.Is(err, custody.ErrRolledBack) {
		return nil, nil, &coded{code: exitDifference, err: fmt.Errorf("open the custody log of %s: %w", store, err),
			hint: "archiver verify names what differs; if this is a different store than before, its log needs a key of its own: archiver init --key FILE"}
	} else if err != nil {
		return nil, nil, damagedLog(err)
	}
	_ = remember(sys, keys, log) // where it can't, leave says so
	return log, keeper, nil
}

// lastSeen is zero also where there is no place to keep what was seen, as in a
// bare container: leave says so.
func lastSeen(sys *sys, keys custodyKeys) (custody.Checkpoint, error) {
	last, err := newSeen(sys, keys.verifier)
	if err != nil {
		return custody.Checkpoint{}, nil
	}
	before, err := last.last()
	if _, changed := errors.AsType[*coded](err); err != nil && !changed {
		return custody.Checkpoint{}, nil
	}
	return before, err
}

// leave remembers the log as the command leaves it, and has it timestamped. What
// the command is about is done by then, so this fails nothing, and is said.
func leave(ctx context.Context, sys *sys, store storage.Store, keys custodyKeys, log *custody.Log, a archive.Authority) error {
	if log == nil {
		return nil
	}
	err := remember(sys, keys, log)
	if err != nil {
		err = fmt.Errorf("the next command cannot tell whether the custody log was rolled back: %w; ARCHIVER_CUSTODY_SEEN names another folder", err)
	}
	return errors.Join(err, stamp(ctx, store, log, a))
}

// remember keeps the log's checkpoint as the last one that was seen.
func remember(sys *sys, keys custodyKeys, log *custody.Log) error {
	last, err := newSeen(sys, keys.verifier)
	if err != nil {
		return err
	}
	return last.keep(log.View().Checkpoint())
}

// leaveSaid is leave for commands that speak in lines.
func leaveSaid(ctx context.Context, sys *sys, store storage.Store, keys custodyKeys, log *custody.Log, a archive.Authority) {
	if err := leave(ctx, sys, store, keys, log, a); err != nil && !errors.Is(err, context.Canceled) {
		fmt.Fprintf(sys.stderr, "note: %s\n", visible(err.Error()))
	}
}
