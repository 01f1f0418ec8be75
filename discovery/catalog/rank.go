package catalog

import (
	"context"
	"slices"

	"github.com/glassix-archiver/archiver/archive"
)

// rank marks the newest of the bundles of one ticket.
func (tx transaction) rank(ctx context.Context, k archive.Key) error {
	all, err := tx.revisions(ctx, k)
	if err != nil || len(all) == 0 {
		return err
	}
	newest := slices.MaxFunc(all, func(a, b revision) int { return archive.CompareRevisions(a.key, b.key) })
	for _, r := range all {
		if is := r.id == newest.id; is != r.newest {
			if err := tx.exec(ctx, "UPDATE bundles SET newest = ? WHERE id = ?", is, r.id); err != nil {
				return err
			}
		}
	}
	return nil
}

// revision is one of a ticket's bundles.
type revision struct {
	id     int64
	key    archive.Key
	newest bool
}

func (tx transaction) revisions(ctx context.Context, k archive.Key) (all []revision, err error) {
	s, err := tx.statement(ctx, "SELECT id, key, newest FROM bundles WHERE ticket = ? AND department = ?")
	if err != nil {
		return nil, err
	}
	rows, err := s.QueryContext(ctx, k.Ticket, k.Department)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var r revision
		var key string
		if err := rows.Scan(&r.id, &key, &r.newest); err != nil {
			return nil, err
		}
		if r.key, err = archive.ParseKey(key); err != nil {
			return nil, err
		}
		all = append(all, r)
	}
	return all, rows.Err()
}
