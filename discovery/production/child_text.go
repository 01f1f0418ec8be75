package production

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/render"
)

const (
	maxText = 16 << 20 // bytes of a file that is taken for text as it is
	maxSlow = 3        // files of a ticket that took too long, before the others are not tried
)

// Unsaid is an attachment of which the text, or a part of it, is not in TEXT.
type Unsaid struct {
	Bates  string          `json:"bates"`
	File   string          `json:"file"`
	Reason filetext.Reason `json:"reason"`
}

// childText writes what a file says, and takes note of what could not be had of it.
// Where the production is redacted it writes nothing: files are not looked into.
func (m *making) childText(ctx context.Context, c *child, i int, r row) error {
	if m.Redact != "" {
		return nil
	}
	text, reason, err := m.saidIn(ctx, c.attachment)
	if err != nil {
		return fmt.Errorf("produce %s: %w", m.bundle.Key, err)
	}
	if reason != "" && reason != filetext.NotRead {
		m.out.unsaid = append(m.out.unsaid, Unsaid{m.out.begin(i), c.attachment.Name, reason})
		m.out.counts.Unsaid++
	}
	if text == "" {
		return nil
	}
	sum, err := m.dir.write(m.name("TEXT", i, "txt"), func(w io.Writer) error {
		_, err := io.WriteString(w, text)
		return err
	})
	if err == nil {
		m.reads(r, sum)
	}
	return err
}

// saidIn is what a file says: of a plain one all, as it stands there.
func (m *making) saidIn(ctx context.Context, a *render.Attachment) (string, filetext.Reason, error) {
	text, err := m.plainText(a)
	if text != "" || err != nil || m.Texts == nil {
		return text, "", err
	}
	if m.slow >= maxSlow {
		return "", filetext.TooLong, nil
	}
	path := "data/" + a.Path
	size, _ := m.stored.Bag.Size(path)
	said, err := m.Texts.Extract(ctx, size, func() (io.ReadCloser, error) { return m.stored.Bag.OpenFile(path) })
	if said.Reason == filetext.TooLong {
		m.slow++
	}
	return said.Text, said.Reason, err
}

// plainText is the text of a file that is one.
func (m *making) plainText(a *render.Attachment) (string, error) {
	if !strings.HasPrefix(a.MediaType, "text/plain") && !strings.HasPrefix(a.MediaType, "text/csv") || a.Size > maxText {
		return "", nil
	}
	data, err := m.stored.Bag.ReadFile("data/"+a.Path, maxText)
	if err != nil || !utf8.Valid(data) {
		return "", err
	}
	return string(bytes.TrimPrefix(data, []byte("\ufeff"))), nil
}
