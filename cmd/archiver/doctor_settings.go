package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/doctor"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/s3"
)

const (
	inParts  = 17 << 20 // bytes of the object that is sent in parts: two of them
	roomWarn = 1 << 30  // bytes below which a temporary folder has little room
)

// failing makes a finding of an error.
func failing(check string, err error) storage.Finding {
	return storage.Finding{Check: check, Result: storage.Fail, Found: strings.Join(strings.Fields(err.Error()), " "), Do: hintOf(err)}
}

// temporary makes a file where a run keeps what it works on, and removes it.
func (x *examination) temporary(context.Context) storage.Finding {
	f := storage.Finding{Check: "temporary folder", Result: storage.OK}
	file, err := os.CreateTemp("", "archiver-doctor-*")
	if err != nil {
		f = failing(f.Check, err)
		f.Do = "name a folder that can be written with TMPDIR"
		return f
	}
	file.Close()
	os.Remove(file.Name())
	free, err := freeRoom(filepath.Dir(file.Name()))
	if err != nil {
		f.Found = fmt.Sprintf("%s can be written; its free space is not known", os.TempDir())
		return f
	}
	f.Found = fmt.Sprintf("%s has %s free", os.TempDir(), bytesText(free))
	if free < roomWarn {
		f.Result, f.Do = storage.Warn, "it has to hold the attachments of the tickets in progress: free some space, name another with TMPDIR, or lower --workers"
	}
	return f
}

// policy is nil if it is none.
func (x *examination) policy() (*retention.Policy, storage.Finding) {
	p, err := x.settings.policy(x.cmd, x.sys)
	if err != nil {
		return nil, failing("retention policy", err)
	}
	return p, storage.Finding{Check: "retention policy", Result: storage.OK, Found: policyText(p)}
}

// open opens the store, nil if it can't be. A bucket is told to take what is
// large in parts earlier than a run does, so that little is sent.
func (x *examination) open(ctx context.Context) (storage.Store, func()) {
	x.where = storeName(x.cmd, x.sys, x.settings)
	if strings.HasPrefix(x.where, "s3://") {
		options := x.settings.s3(x.sys)
		options.MultipartFrom = 16 << 20
		store, err := s3.Open(ctx, x.where, options)
		if err != nil {
			x.add(denied(failing("store", err), x, err))
			return nil, func() {}
		}
		return store, func() {}
	}
	store, done, err := openStoreAt(ctx, x.where, x.write)
	if _, statErr := os.Stat(x.where); err != nil && errors.Is(statErr, fs.ErrNotExist) && !strings.Contains(x.where, "://") {
		x.add(storage.Finding{Check: "store", Result: storage.Warn, Found: "there is none yet", Do: "archiver run creates it, and so does archiver doctor --write"})
		return nil, func() {}
	}
	if err != nil {
		x.add(failing("store", err))
		return nil, func() {}
	}
	return store, func() {
		_ = os.Remove(filepath.Join(x.where, filepath.FromSlash(x.scratch))) // empty by now, or it stays
		done()
	}
}

// denied adds the rights that were missing to open a bucket, and how they are
// given.
func denied(f storage.Finding, x *examination, err error) storage.Finding {
	f.Rights, x.grant = s3.Denied(err), func(rights []string) string { return s3.Grant(x.where, rights) }
	return f
}

// lastRun says how far the runs have come.
func (x *examination) lastRun(store storage.Store) doctor.Check {
	return func(ctx context.Context) storage.Finding {
		f := storage.Finding{Check: "last run", Result: storage.Skipped, Found: "there is no store to check"}
		if store == nil {
			return f
		}
		next, err := archive.Resume(ctx, store, x.sys.now())
		switch {
		case err != nil:
			return failing(f.Check, err)
		case next.Last == nil:
			f.Found = "the store has none yet"
			return f
		case !next.Last.Complete || len(next.Failed) > 0 || len(next.Damaged) > 0:
			f.Result, f.Do = storage.Warn, "archiver status tells more; archiver run tries again"
			f.Found = fmt.Sprintf("%s was not complete; the next continues from %s", next.Last.Run, next.Since.Format(time.RFC3339))
			return f
		}
		f.Result, f.Found = storage.OK, fmt.Sprintf("%s was complete; the next continues from %s", next.Last.Run, next.Since.Format(time.RFC3339))
		return f
	}
}
