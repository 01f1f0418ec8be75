package catalog

import (
	"context"
	"database/sql"
)

// transaction writes. It prepares each statement once.
type transaction struct {
	*sql.Tx
	prepared map[string]*sql.Stmt
}

func begin(ctx context.Context, db *sql.DB) (transaction, error) {
	tx, err := db.BeginTx(ctx, nil)
	return transaction{tx, map[string]*sql.Stmt{}}, err
}

func (tx transaction) statement(ctx context.Context, text string) (_ *sql.Stmt, err error) {
	s := tx.prepared[text]
	if s == nil {
		s, err = tx.PrepareContext(ctx, text)
		tx.prepared[text] = s
	}
	return s, err
}

func (tx transaction) exec(ctx context.Context, text string, args ...any) error {
	s, err := tx.statement(ctx, text)
	if err == nil {
		_, err = s.ExecContext(ctx, args...)
	}
	return err
}

// scan reads one value; sql.ErrNoRows if there is none.
func (tx transaction) scan(ctx context.Context, value any, text string, args ...any) error {
	s, err := tx.statement(ctx, text)
	if err == nil {
		err = s.QueryRowContext(ctx, args...).Scan(value)
	}
	return err
}
