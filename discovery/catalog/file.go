package catalog

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"

	"modernc.org/sqlite"
	lib "modernc.org/sqlite/lib"
)

var (
	errOtherVersion = errors.New("it was written by another version")
	errIncomplete   = errors.New("it is not complete")
)

// openFile opens a file and, if it is empty, makes it a catalogue. Its mode
// keeps others from it: it holds what customers wrote.
func openFile(ctx context.Context, path string) (*sql.DB, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, fmt.Errorf("open the catalogue: %w", err)
	}
	f.Close()
	settings := url.Values{"_txlock": {"immediate"}, "mode": {"rw"}, "_pragma": {
		"busy_timeout(60000)", "journal_mode(wal)", "synchronous(normal)", "cache_size(-32768)", "temp_store(memory)", "trusted_schema(off)", "cell_size_check(on)",
	}}
	address := url.URL{Scheme: "file", OmitHost: true, Path: path, RawQuery: settings.Encode()}
	db, err := sql.Open("sqlite", address.String())
	if err == nil {
		if err = prepare(ctx, db); err != nil {
			db.Close()
		}
	}
	if err != nil {
		return nil, fmt.Errorf("open the catalogue %s: %w", path, err)
	}
	return db, nil
}

func prepare(ctx context.Context, db *sql.DB) error {
	var found, of, tables int
	read := func(q interface {
		QueryRowContext(context.Context, string, ...any) *sql.Row
	}) error {
		return q.QueryRowContext(ctx, "SELECT user_version, application_id, (SELECT count(*) FROM sqlite_schema) FROM pragma_user_version, pragma_application_id").Scan(&found, &of, &tables)
	}
	if err := read(db); err != nil {
		return err
	}
	if tables == 0 {
		tx, err := db.BeginTx(ctx, nil) // immediate: another process may do the same
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if err := read(tx); err != nil {
			return err
		}
		if tables == 0 {
			if _, err := tx.ExecContext(ctx, schema); err != nil {
				return err
			}
			return tx.Commit()
		}
	}
	if found != version || of != application {
		return errOtherVersion
	}
	const ours = "SELECT count(*) FROM sqlite_schema WHERE name IN ('bundles', 'documents', 'unread', 'silent', 'texts', 'vocabulary')"
	if err := db.QueryRowContext(ctx, ours).Scan(&tables); err != nil {
		return err
	}
	if tables != 6 {
		return errIncomplete
	}
	return nil
}

// unusable says why a file has to be made anew; "" if that would not help.
func unusable(err error) string {
	for _, known := range []error{errOtherVersion, errIncomplete} {
		if errors.Is(err, known) {
			return known.Error()
		}
	}
	if e, ok := errors.AsType[*sqlite.Error](err); ok {
		switch e.Code() & 0xff {
		case lib.SQLITE_CORRUPT, lib.SQLITE_NOTADB, lib.SQLITE_FORMAT:
			return "it is damaged"
		}
	}
	return ""
}

// Damaged tells errors that making the catalogue anew would mend.
func Damaged(err error) bool { return unusable(err) != "" }

// isGone tells that another process has made the catalogue anew.
func isGone(err error) bool {
	e, ok := errors.AsType[*sqlite.Error](err)
	return ok && e.Code()&0xff == lib.SQLITE_CANTOPEN
}

// mend opens the catalogue again after an error that this may help against, and
// tells whether it did.
func (c *Catalog) mend(ctx context.Context, err error) (bool, error) {
	reason := unusable(err)
	switch {
	case ctx.Err() != nil:
		return false, nil
	case isGone(err):
		return true, c.open(ctx)
	case reason != "":
		c.note("the catalogue is being rebuilt: " + reason)
		return true, c.anew(ctx)
	}
	return false, nil
}
