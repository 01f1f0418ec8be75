package catalog

import (
	"cmp"
	"context"
	"database/sql"
	"maps"
	"slices"
	"sync"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/storage"
)

// Progress is told how many bundles are read, of how many that are to be: as
// many as the listing has come across so far.
type Progress func(read, found int)

// Update brings the catalogue up to date with the store: it lists all keys, and
// reads the bundles that it has not, several at a time. Bundles that cannot be
// read do not make it fail: the status names them, and the next Update tries them
// again. What is read is kept in batches, so one that is cut off is gone on with.
func (c *Catalog) Update(ctx context.Context, progress Progress) (Status, error) {
	status, err := c.update(ctx, progress)
	if mended, failed := c.mend(ctx, err); failed != nil {
		return status, failed
	} else if mended {
		return c.update(ctx, progress)
	}
	return status, err
}

func (c *Catalog) update(ctx context.Context, progress Progress) (Status, error) {
	u := &update{catalog: c, db: c.database(), progress: progress}
	if err := u.run(ctx); err != nil {
		return Status{}, err
	}
	status, err := c.Status(ctx)
	status.Added, status.Removed = u.added, u.removed
	return status, err
}

// Rebuild throws the catalogue away and makes it anew.
func (c *Catalog) Rebuild(ctx context.Context, progress Progress) (Status, error) {
	if err := c.anew(ctx); err != nil {
		return Status{}, err
	}
	return c.Update(ctx, progress)
}

type update struct {
	catalog        *Catalog
	db             *sql.DB
	progress       Progress
	added, removed int
	gone           []string // keys that the store has no more

	mu          sync.Mutex
	found, read int
}

func (u *update) run(ctx context.Context) error {
	group, groupCtx := errgroup.WithContext(ctx)
	jobs, entries := make(chan storage.Info, 64), make(chan *entry, 64)
	group.Go(func() error {
		defer close(jobs)
		return u.compare(groupCtx, jobs)
	})
	var workers sync.WaitGroup
	for range u.catalog.workers {
		workers.Add(1)
		group.Go(func() error {
			defer workers.Done()
			return u.work(groupCtx, jobs, entries)
		})
	}
	group.Go(func() error {
		defer close(entries)
		workers.Wait()
		return nil
	})
	group.Go(func() error { return u.write(groupCtx, entries) })
	if err := cmp.Or(context.Cause(ctx), group.Wait()); err != nil {
		return cmp.Or(context.Cause(ctx), err)
	}
	return u.forget(ctx)
}

// compare walks the store's keys and the catalogue's side by side, both in their
// byte order, and sends what is to be read.
func (u *update) compare(ctx context.Context, jobs chan<- storage.Info) error {
	rows, err := u.db.QueryContext(ctx, "SELECT key, size FROM bundles ORDER BY key")
	if err != nil {
		return err
	}
	defer rows.Close()
	unread, err := u.unread(ctx)
	if err != nil {
		return err
	}
	var key string
	var size int64
	next := func() error {
		if key, size = "", 0; rows.Next() {
			return rows.Scan(&key, &size)
		}
		return rows.Err()
	}
	if err := next(); err != nil {
		return err
	}
	for info, err := range archive.Bundles(ctx, u.catalog.store) {
		if err != nil {
			return err
		}
		for key != "" && key < info.Key {
			u.gone = append(u.gone, key)
			if err := next(); err != nil {
				return err
			}
		}
		if key == info.Key {
			same := size == info.Size // what is written once has one size, unless it was damaged or is another store's
			if err := next(); err != nil {
				return err
			}
			if same {
				continue
			}
		}
		delete(unread, info.Key)
		u.tell(1, 0)
		select {
		case jobs <- info:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	for key != "" {
		u.gone = append(u.gone, key)
		if err := next(); err != nil {
			return err
		}
	}
	u.gone = slices.AppendSeq(u.gone, maps.Keys(unread))
	return nil
}

// unread are the keys that could not be read so far.
func (u *update) unread(ctx context.Context) (map[string]bool, error) {
	failures, err := unread(ctx, u.db)
	keys := map[string]bool{}
	for _, f := range failures {
		keys[f.Key] = true
	}
	return keys, err
}

func (u *update) tell(found, read int) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.found, u.read = u.found+found, u.read+read
	if u.progress != nil {
		u.progress(u.read, u.found)
	}
}

func (u *update) work(ctx context.Context, jobs <-chan storage.Info, entries chan<- *entry) error {
	for info := range jobs {
		e, err := u.readEntry(ctx, info)
		if err != nil {
			return err
		}
		u.tell(0, 1)
		if e == nil {
			continue
		}
		select {
		case entries <- e:
		case <-ctx.Done():
			return context.Cause(ctx)
		}
	}
	return nil
}
