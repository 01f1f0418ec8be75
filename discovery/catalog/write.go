package catalog

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/glassix-archiver/archiver/archive"
)

// A batch is kept at once. The index takes rows in ascending order only, or
// else in small pieces that it has to merge; so a batch is sorted, and big.
const (
	maxBatch      = 4000
	maxBatchBytes = 48 << 20
)

// write keeps entries in batches.
func (u *update) write(ctx context.Context, entries <-chan *entry) error {
	var batch []*entry
	bytes := 0
	for e := range entries {
		batch = append(batch, e)
		bytes += len(e.words) + len(e.people) + len(e.facts) + len(e.body)
		if len(batch) >= maxBatch || bytes >= maxBatchBytes {
			if err := u.keep(ctx, batch); err != nil {
				return err
			}
			batch, bytes = nil, 0
		}
	}
	if ctx.Err() != nil {
		return context.Cause(ctx)
	}
	return u.keep(ctx, batch)
}

func (u *update) keep(ctx context.Context, batch []*entry) error {
	if len(batch) == 0 {
		return nil
	}
	slices.SortFunc(batch, func(a, b *entry) int { return cmp.Compare(a.id, b.id) })
	tx, err := begin(ctx, u.db)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var added []*entry
	for _, e := range batch {
		isNew, err := tx.put(ctx, e)
		if err != nil {
			return fmt.Errorf("add %s to the catalogue: %w", e.key, err)
		}
		if isNew {
			added = append(added, e)
		}
	}
	if err := tx.index(ctx, added); err != nil {
		return err
	}
	u.added += len(added)
	return tx.Commit()
}

// forget takes out what the store has no more.
func (u *update) forget(ctx context.Context) error {
	tx, err := begin(ctx, u.db)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	for _, key := range u.gone {
		k, err := archive.ParseKey(key)
		if err == nil {
			err = tx.remove(ctx, k)
		}
		if err != nil {
			return fmt.Errorf("remove %s from the catalogue: %w", key, err)
		}
	}
	u.removed = len(u.gone)
	return tx.Commit()
}

// put keeps a bundle without its words, or that it cannot be read. Another
// process may have been here first.
func (tx transaction) put(ctx context.Context, e *entry) (isNew bool, err error) {
	key := e.key.String()
	if e.err != nil {
		if err := tx.remove(ctx, e.key); err != nil {
			return false, err
		}
		return false, tx.exec(ctx, "INSERT OR REPLACE INTO unread(key, reason) VALUES(?, ?)", key, e.err.Error())
	}
	var size int64
	err = tx.scan(ctx, &size, "SELECT size FROM bundles WHERE key = ?", key)
	if err == nil && size == e.size {
		return false, nil
	}
	if err != nil && !errors.Is(err, sql.ErrNoRows) {
		return false, err
	}
	if err := tx.remove(ctx, e.key); err != nil {
		return false, err
	}
	return true, tx.insert(ctx, e, key)
}

func (tx transaction) insert(ctx context.Context, e *entry, key string) error {
	head, err := json.Marshal(e.head)
	if err != nil {
		return err
	}
	if e.id, err = tx.freeID(ctx, e.id); err != nil {
		return err
	}
	if err := tx.exec(ctx, "INSERT INTO bundles(id, key, ticket, department, size, newest, files, head) VALUES(?, ?, ?, ?, ?, 1, ?, ?)", e.id, key, e.key.Ticket, e.key.Department, e.size, e.contents.Files, head); err != nil {
		return err
	}
	if err := tx.exec(ctx, "INSERT INTO documents(id, body) VALUES(?, ?)", e.id, e.body); err != nil {
		return err
	}
	for _, f := range e.contents.Silent {
		if err := tx.exec(ctx, "INSERT INTO silent(id, entry, name, reason) VALUES(?, ?, ?, ?)", e.id, f.Entry, f.Name, string(f.Reason)); err != nil {
			return err
		}
	}
	return tx.rank(ctx, e.key)
}

// index takes the words of entries that were put. It goes last, and in order:
// other statements between two rows, or a lower number after a higher, would
// have the index write what it has each time.
func (tx transaction) index(ctx context.Context, added []*entry) error {
	slices.SortFunc(added, func(a, b *entry) int { return cmp.Compare(a.id, b.id) })
	for _, e := range added {
		if err := tx.exec(ctx, "INSERT INTO texts(rowid, words, people, facts) VALUES(?, ?, ?, ?)", e.id, e.words, e.people, e.facts); err != nil {
			return fmt.Errorf("add the words of %s to the catalogue: %w", e.key, err)
		}
	}
	return nil
}

// freeID is the first number from id on, within its second, that is not taken.
func (tx transaction) freeID(ctx context.Context, id int64) (int64, error) {
	for range 1 << idBits {
		var taken bool
		if err := tx.scan(ctx, &taken, "SELECT EXISTS(SELECT 1 FROM bundles WHERE id = ?)", id); err != nil {
			return 0, err
		}
		if !taken {
			return id, nil
		}
		id = nextID(id)
	}
	return 0, fmt.Errorf("more than %d tickets were closed in one second", 1<<idBits)
}

// remove takes out whatever is known of a bundle.
func (tx transaction) remove(ctx context.Context, k archive.Key) error {
	if err := tx.exec(ctx, "DELETE FROM unread WHERE key = ?", k.String()); err != nil {
		return err
	}
	var id int64
	err := tx.scan(ctx, &id, "SELECT id FROM bundles WHERE key = ?", k.String())
	if errors.Is(err, sql.ErrNoRows) {
		return nil
	}
	for _, where := range []string{"bundles WHERE id", "documents WHERE id", "silent WHERE id", "texts WHERE rowid"} {
		if err == nil {
			err = tx.exec(ctx, "DELETE FROM "+where+" = ?", id)
		}
	}
	if err != nil {
		return err
	}
	return tx.rank(ctx, k)
}
