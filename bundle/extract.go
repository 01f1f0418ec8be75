package bundle

import (
	"context"
	"fmt"
	"io"
	"os"
	"path"
	"path/filepath"
)

// Extract unpacks the bag into a new folder called its name within root, and
// returns that name. The files are read-only, their bytes held against the
// ZIP's own checksums while they are written; the bag should have been
// verified before. A folder or file of that name that is there already is an
// error, and a failed or cancelled Extract leaves nothing behind.
func (b *Bag) Extract(ctx context.Context, root *os.Root) (name string, err error) {
	if err := root.Mkdir(b.name, 0o755); err != nil {
		return "", fmt.Errorf("extract bundle %s: %w", b.name, err)
	}
	defer func() {
		if err != nil {
			root.RemoveAll(b.name)
		}
	}()
	for _, p := range b.order {
		if err := b.extractFile(ctx, root, p); err != nil {
			return "", fmt.Errorf("extract bundle %s: %w", b.name, err)
		}
	}
	return b.name, nil
}

func (b *Bag) extractFile(ctx context.Context, root *os.Root, p string) (err error) {
	target := filepath.FromSlash(path.Join(b.name, p))
	if err := root.MkdirAll(filepath.Dir(target), 0o755); err != nil {
		return err
	}
	r, err := b.OpenFile(p)
	if err != nil {
		return err
	}
	defer r.Close()
	f, err := root.OpenFile(target, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o444)
	if err != nil {
		return err
	}
	defer func() {
		if cerr := f.Close(); err == nil {
			err = cerr
		}
	}()
	if _, err := io.Copy(f, contextReader{ctx, r}); err != nil {
		return fmt.Errorf("%s: %w", p, err)
	}
	return nil
}
