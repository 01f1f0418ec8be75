package catalog

import (
	"cmp"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"slices"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/query"
)

// Each yields every bundle that the search finds: those closed last first, and
// those of one second by their keys. The order is the same each time. Memory does
// not follow the number of hits. What Update does meanwhile is not seen. An error
// ends the sequence.
func (c *Catalog) Each(ctx context.Context, s query.Search) iter.Seq2[Hit, error] {
	return func(yield func(Hit, error) bool) {
		rows, err := c.asked(ctx, s)
		if err != nil {
			yield(Hit{}, fmt.Errorf("search the catalogue: %w", err))
			return
		}
		defer rows.Close()
		if err := eachRow(rows, s, yield); err != nil {
			yield(Hit{}, fmt.Errorf("search the catalogue: %w", err))
		}
	}
}

// asked asks the catalogue, and once more if it has to be made anew first.
func (c *Catalog) asked(ctx context.Context, s query.Search) (*sql.Rows, error) {
	rows, err := ask(ctx, c.database(), s)
	if mended, failed := c.mend(ctx, err); failed != nil {
		return nil, failed
	} else if !mended {
		return rows, err
	}
	if _, err := c.Update(ctx, nil); err != nil {
		return nil, err
	}
	return ask(ctx, c.database(), s)
}

const columns = "b.key, b.size, b.newest, b.head"

func ask(ctx context.Context, db *sql.DB, s query.Search) (*sql.Rows, error) {
	from, to := int64(math.MinInt64), int64(math.MaxInt64)
	if !s.From.IsZero() {
		from = idOf(s.From)
	}
	if !s.To.IsZero() {
		to = idOf(s.To) | (1<<idBits - 1) // its second: the rest is told by the head
	}
	expression, err := expressionOf(ctx, db, s)
	if err != nil {
		return nil, err
	}
	if s.Everything() {
		return db.QueryContext(ctx, "SELECT "+columns+" FROM bundles b WHERE b.id BETWEEN ? AND ? AND (b.newest OR ?) ORDER BY b.id DESC", from, to, s.AllRevisions)
	}
	return db.QueryContext(ctx, "SELECT "+columns+" FROM texts CROSS JOIN bundles b ON b.id = texts.rowid WHERE texts MATCH ? AND texts.rowid BETWEEN ? AND ? AND (b.newest OR ?) ORDER BY texts.rowid DESC",
		expression, from, to, s.AllRevisions)
}

// expressionOf asks the index for each form of a word that a query may mean, so
// that it is asked in earnest for those that there are.
func expressionOf(ctx context.Context, db *sql.DB, s query.Search) (string, error) {
	lookup, err := db.PrepareContext(ctx, "SELECT EXISTS(SELECT 1 FROM vocabulary WHERE term = ?)")
	if err != nil {
		return "", err
	}
	defer lookup.Close()
	met := map[string]bool{}
	return s.Expression(func(word string) (bool, error) {
		known, asked := met[word]
		if asked {
			return known, nil
		}
		err := lookup.QueryRowContext(ctx, word).Scan(&known)
		met[word] = known
		return known, err
	})
}

// eachRow yields what rows have, second by second.
func eachRow(rows *sql.Rows, s query.Search, yield func(Hit, error) bool) error {
	var second []Hit
	flush := func() bool {
		slices.SortFunc(second, func(a, b Hit) int {
			return cmp.Or(b.Closed.Compare(a.Closed), cmp.Compare(a.Key.String(), b.Key.String()))
		})
		for _, h := range second {
			if !yield(h, nil) {
				return false
			}
		}
		second = second[:0]
		return true
	}
	for rows.Next() {
		h, err := scanHit(rows)
		if err != nil {
			return err
		}
		if len(second) > 0 && second[0].Closed.Unix() != h.Closed.Unix() && !flush() {
			return nil
		}
		if s.Within(h.Closed) {
			second = append(second, h)
		}
	}
	if err := rows.Err(); err != nil {
		return err
	}
	flush()
	return nil
}

func scanHit(rows *sql.Rows) (h Hit, err error) {
	var key string
	var newest bool
	var head []byte
	if err := rows.Scan(&key, &h.Size, &newest, &head); err != nil {
		return h, err
	}
	if h.Key, err = archive.ParseKey(key); err != nil {
		return h, err
	}
	h.Superseded = !newest
	return h, json.Unmarshal(head, &h.Head)
}

// ErrUnknown says that the catalogue has no such bundle.
var ErrUnknown = errors.New("it is not in the catalogue")

// Document returns the texts of a bundle, as they are searched.
func (c *Catalog) Document(ctx context.Context, k archive.Key) (*query.Document, error) {
	var body []byte
	err := c.database().QueryRowContext(ctx, "SELECT d.body FROM bundles b JOIN documents d ON d.id = b.id WHERE b.key = ?", k.String()).Scan(&body)
	if errors.Is(err, sql.ErrNoRows) {
		err = ErrUnknown
	}
	if err != nil {
		return nil, fmt.Errorf("read %s of the catalogue: %w", k, err)
	}
	return unpack(body)
}
