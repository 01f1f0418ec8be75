package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"runtime"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/doctor"
	"github.com/glassix-archiver/archiver/storage"
)

// custody reads the key, and holds the head of the log against it and against
// the last head that this user saw. The whole log is the work of verify.
func (x *examination) custody(store storage.Store) doctor.Check {
	return func(ctx context.Context) storage.Finding {
		f := storage.Finding{Check: "custody log", Result: storage.OK}
		keys, err := x.settings.custodyKeys(x.cmd, x.sys)
		if err != nil {
			return failing(f.Check, err)
		}
		if keys.verifier == nil {
			f.Result, f.Found, f.Do = storage.Warn, "there is no key, and so no log of what happens to bundles", "archiver init makes one"
			return f
		}
		if store == nil {
			f.Found = "the key can be read; there is no store to check"
			return f
		}
		head, err := x.logHead(ctx, store, keys)
		if err != nil {
			return failing(f.Check, err)
		}
		f.Found = fmt.Sprintf("its head is signed by the key, over %d entries", head.Size)
		if head.Note == nil {
			f.Found = "the key can be read; the log has not been started yet"
		}
		if keys.signer == nil {
			f.Found += "; it is the public key, which can check but not sign"
		} else if openToAll(keys.file) {
			f.Result, f.Do = storage.Warn, "chmod 600 "+keys.file
			f.Found += "; everybody on this machine can read the key, and so add to the log"
		}
		return f
	}
}

// logHead is zero if nobody began the log.
func (x *examination) logHead(ctx context.Context, store storage.Store, keys custodyKeys) (head custody.Checkpoint, err error) {
	last, err := newSeen(x.sys, keys.verifier)
	if err != nil {
		return head, err
	}
	before, err := last.last()
	if err != nil {
		return head, err
	}
	r, err := store.Open(ctx, custody.CheckpointKey)
	if err != nil && !errors.Is(err, storage.ErrNotFound) {
		return head, err
	}
	if err == nil {
		defer r.Close()
		text, err := io.ReadAll(io.NewSectionReader(r, 0, min(r.Info().Size, storage.MaxSwap)))
		if err != nil {
			return head, fmt.Errorf("read %s: %w", custody.CheckpointKey, err)
		}
		if head, err = custody.ParseCheckpoint(text, keys.verifier); err != nil {
			return head, damagedLog(err)
		}
	}
	if head.Size < before.Size {
		return head, damagedLog(fmt.Errorf("%w: %d entries, where %d were seen", custody.ErrRolledBack, head.Size, before.Size))
	}
	return head, nil
}

// openToAll tells of a key that anybody on the machine can read. Windows has no
// such bits.
func openToAll(path string) bool {
	fi, err := os.Stat(path)
	return err == nil && runtime.GOOS != "windows" && fi.Mode().Perm()&0o007 != 0
}
