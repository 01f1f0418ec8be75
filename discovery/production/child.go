package production

import (
	"context"
	"errors"
	"fmt"
	"io"
)

// attachment writes a child's files and its row.
func (m *making) attachment(ctx context.Context, at int) error {
	c, i := m.children[at], at+1
	r := m.childRow(at, m.out.place, m.Zone, m.logs(i))
	if c.held() {
		if err := m.native(ctx, c, i, r); err != nil {
			return err
		}
	}
	if c.missing != nil {
		m.lacks(i, c.attachment.Name, c.missing.Code, c.missing.Message)
		m.out.counts.Missing++
	}
	if m.has(PDF) {
		sum, err := m.dir.write(m.name("PDF", i, "pdf"), func(w io.Writer) error {
			return c.sheet(m.words, m.t).write(w, m.producer, 1, m.stamp(i))
		})
		if err != nil {
			return err
		}
		m.shows(r, &sum)
	}
	if m.has(DAT) && c.held() {
		if err := m.childText(ctx, c, i, r); err != nil {
			return err
		}
	}
	m.out.rows = append(m.out.rows, r)
	return nil
}

// native copies the file as it is, or where natives are not asked for only
// hashes it.
func (m *making) native(ctx context.Context, c *child, i int, r row) error {
	from, err := m.stored.Bag.OpenFile("data/" + c.attachment.Path)
	if err != nil {
		return fmt.Errorf("produce %s: %w", m.bundle.Key, err)
	}
	defer from.Close()
	ending, _ := c.extension()
	to := hashed("")
	if c.native {
		if to, err = m.dir.create(m.name("NATIVES", i, ending)); err != nil {
			return err
		}
	}
	_, err = io.Copy(to, untilDone{ctx, from})
	sum, closeErr := to.close()
	if err := errors.Join(err, closeErr); err != nil {
		return fmt.Errorf("produce %s: %w", m.bundle.Key, err)
	}
	if c.native {
		r.set("NATIVELINK", m.adds(sum))
		m.out.counts.Natives++
	}
	if why := m.altered[c.attachment.Path]; why != "" {
		m.lacks(i, c.attachment.Name, CodeAltered, why)
	}
	r.set("FILESIZE", fmt.Sprint(sum.size))
	r.set("MD5HASH", sum.md5)
	r.set("SHA256HASH", sum.sha256)
	return nil
}

// untilDone reads until a context ends.
type untilDone struct {
	ctx context.Context
	io.Reader
}

func (r untilDone) Read(p []byte) (int, error) {
	if err := context.Cause(r.ctx); err != nil {
		return 0, err
	}
	return r.Reader.Read(p)
}
