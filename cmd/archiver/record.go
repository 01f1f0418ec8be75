package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/ticket"
)

// record gets what the transcript is made from and, of a ticket in the store,
// how the archived transcripts were made. The caller runs the returned function
// when the transcript is made.
func record(ctx context.Context, cmd *cobra.Command, sys *sys, what string) (render.Record, render.View, func(), error) {
	if isFile(what) {
		r, err := recordOfFile(what)
		return r, render.View{}, func() {}, err
	}
	stored, done, err := openStored(ctx, cmd, sys, what)
	if err != nil {
		return render.Record{}, render.View{}, nil, err
	}
	r, archived, err := stored.Record()
	if err != nil {
		done()
		return render.Record{}, render.View{}, nil, err
	}
	return r, archived, done, nil
}

// isFile tells that what the user means is a file, and nothing in the store.
func isFile(what string) bool {
	return !archive.IsKey(what) && strings.ContainsFunc(what, func(r rune) bool { return r < '0' || r > '9' })
}

// openStored opens the bundle of a ticket's number or of a key. The caller runs
// the returned function at the end.
func openStored(ctx context.Context, cmd *cobra.Command, sys *sys, what string) (*archive.Bundle, func(), error) {
	store, closeStore, err := openStore(ctx, cmd, sys, false)
	if err != nil {
		return nil, nil, err
	}
	stored, err := openBundle(ctx, sys, store, what)
	if err != nil {
		closeStore()
		return nil, nil, err
	}
	return stored, func() { stored.Close(); closeStore() }, nil
}

func openBundle(ctx context.Context, sys *sys, store storage.Store, what string) (*archive.Bundle, error) {
	key, err := resolve(ctx, sys, store, what)
	if err != nil {
		return nil, err
	}
	stored, err := archive.OpenBundle(ctx, store, key)
	if err != nil {
		return nil, unopened(err)
	}
	return stored, nil
}

func recordOfFile(path string) (render.Record, error) {
	raw, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return render.Record{}, &coded{code: exitFailed, err: err, hint: "give a ticket's number, a bundle's key, or a file with a ticket as the service sends it"}
	}
	if err != nil {
		return render.Record{}, err
	}
	t, err := ticket.Decode(raw)
	if err != nil {
		return render.Record{}, &coded{code: exitFailed, err: fmt.Errorf("%s: %w", path, err), hint: "it has to be a ticket as GET tickets/get answers it"}
	}
	return render.Record{Ticket: t, Raw: raw}, nil
}

// zoneOf is the zone of the transcripts in the bundle, so that another one
// tells the same times; UTC where there are none, or their zone is not known
// here.
func zoneOf(archived render.View) *time.Location {
	zone, err := loadZone(archived.TimeZone)
	if err != nil {
		return time.UTC
	}
	return zone
}
