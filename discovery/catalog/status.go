package catalog

import (
	"context"
	"database/sql"
	"errors"
	"os"

	"github.com/glassix-archiver/archiver/archive"
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
	s.Unread, err = unread(ctx, db)
	return s, err
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
