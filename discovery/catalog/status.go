package catalog

import (
	"context"
	"database/sql"
	"errors"
	"iter"
	"os"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/filetext"
)

// Status is what a catalogue holds.
type Status struct {
	Path       string
	Bytes      int64 // on disk
	Bundles    int
	Superseded int               // of them those that a newer one of their ticket supersedes
	Added      int               // by this Update
	Removed    int               // by this Update
	Unread     []archive.Failure // bundles that could not be read, by key

	Files  int                     // of the newest bundles, those of the same bytes in a ticket once
	Silent map[filetext.Reason]int // of them, those not searched by all that they say
}

// Status tells what the catalogue holds, without looking at the store.
func (c *Catalog) Status(ctx context.Context) (Status, error) {
	db := c.database()
	s := Status{Path: c.Path()}
	for _, more := range []string{"", "-wal"} {
		if info, err := os.Stat(s.Path + more); err == nil {
			s.Bytes += info.Size()
		}
	}
	if err := db.QueryRowContext(ctx, "SELECT count(*), count(*) - ifnull(sum(newest), 0) FROM bundles").Scan(&s.Bundles, &s.Superseded); err != nil {
		return s, err
	}
	var err error
	if s.Unread, err = unread(ctx, db); err != nil {
		return s, err
	}
	if err = db.QueryRowContext(ctx, "SELECT ifnull(sum(files), 0) FROM bundles WHERE newest").Scan(&s.Files); err != nil {
		return s, err
	}
	s.Silent, err = silent(ctx, db)
	return s, err
}

func silent(ctx context.Context, db *sql.DB) (map[filetext.Reason]int, error) {
	rows, err := db.QueryContext(ctx, "SELECT s.reason, count(*) FROM silent s JOIN bundles b ON b.id = s.id WHERE b.newest GROUP BY s.reason")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	counts := map[filetext.Reason]int{}
	for rows.Next() {
		var reason filetext.Reason
		var n int
		if err := rows.Scan(&reason, &n); err != nil {
			return nil, err
		}
		counts[reason] = n
	}
	return counts, rows.Err()
}

// SilentFile is a file that is not searched by all that it says.
type SilentFile struct {
	Key string // of the bundle
	archive.Silent
}

// Silent yields such files of the newest bundles, by key, but for those of kinds
// that are not read: they are counted only. An error ends the sequence.
func (c *Catalog) Silent(ctx context.Context) iter.Seq2[SilentFile, error] {
	return func(yield func(SilentFile, error) bool) {
		rows, err := c.database().QueryContext(ctx, "SELECT b.key, s.entry, s.name, s.reason FROM silent s JOIN bundles b ON b.id = s.id WHERE b.newest AND s.reason <> ? ORDER BY b.key, s.rowid", string(filetext.NotRead))
		if err != nil {
			yield(SilentFile{}, err)
			return
		}
		defer rows.Close()
		for rows.Next() {
			var f SilentFile
			err := rows.Scan(&f.Key, &f.Entry, &f.Name, &f.Reason)
			if !yield(f, err) || err != nil {
				return
			}
		}
		if err := rows.Err(); err != nil {
			yield(SilentFile{}, err)
		}
	}
}

func unread(ctx context.Context, db *sql.DB) (failures []archive.Failure, err error) {
	rows, err := db.QueryContext(ctx, "SELECT key, reason FROM unread ORDER BY key")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var key, reason string
		if err := rows.Scan(&key, &reason); err != nil {
			return nil, err
		}
		failures = append(failures, archive.Failure{Key: key, Err: errors.New(reason)})
	}
	return failures, rows.Err()
}
