package catalog

import (
	"context"
	"fmt"
)

// Check looks for damage in the file, as far as SQLite can tell: its pages have
// no checksums. It reads all of it.
func (c *Catalog) Check(ctx context.Context) error {
	var found string
	err := c.database().QueryRowContext(ctx, "PRAGMA quick_check(1)").Scan(&found)
	if err == nil && found != "ok" {
		err = fmt.Errorf("%s", found)
	}
	if err == nil {
		_, err = c.database().ExecContext(ctx, "INSERT INTO texts(texts) VALUES('integrity-check')")
	}
	if err != nil {
		return fmt.Errorf("check the catalogue %s: %w", c.Path(), err)
	}
	return nil
}
