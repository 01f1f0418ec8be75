package rsmf

import (
	"bufio"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"io"
	"strings"
)

// Write writes the file. The transcript's attachments are read twice, and a
// file whose bytes are not those that the transcript has is an error, as is one
// that would make the whole larger than importers accept. After an error or a
// cancelled context w holds no valid file.
func (d *Day) Write(ctx context.Context, w io.Writer) error {
	if err := d.write(ctx, w); err != nil {
		return fmt.Errorf("write %s: %w", d.Name(), err)
	}
	return nil
}

func (d *Day) write(ctx context.Context, w io.Writer) error {
	manifest, err := d.manifest().encode()
	if err != nil {
		return err
	}
	sums, err := d.sums(ctx)
	if err != nil {
		return err
	}
	text := strings.ReplaceAll(d.Text(), "\n", "\r\n")
	boundary := d.boundary(manifest, text)
	out := bufio.NewWriterSize(&limited{w: w, left: d.book.o.maxBytes()}, 1<<16)
	out.WriteString(d.header(boundary)) // the first error sticks, and Flush returns it
	fmt.Fprintf(out, "--%s\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n", boundary)
	if err := inBase64(out, func(w io.Writer) error { _, err := io.WriteString(w, text); return err }); err != nil {
		return err
	}
	fmt.Fprintf(out, "--%s\r\nContent-Type: application/octet-stream; name=\"rsmf.zip\"\r\nContent-Transfer-Encoding: base64\r\n"+
		"Content-Disposition: attachment; filename=\"rsmf.zip\"\r\n\r\n", boundary)
	if err := inBase64(out, func(w io.Writer) error { return d.zip(ctx, w, manifest, sums) }); err != nil {
		return err
	}
	fmt.Fprintf(out, "--%s--\r\n", boundary)
	return out.Flush()
}

// boundary comes from what the mail says. Base64 has neither - nor _, so that
// no line of the mail is one by chance.
func (d *Day) boundary(manifest []byte, text string) string {
	h := sha256.New()
	h.Write(manifest)
	io.WriteString(h, text)
	for _, f := range d.Files {
		fmt.Fprintf(h, "%s %s %d\n", f.ID, f.SHA256, f.Size)
	}
	return "rsmf_" + hex.EncodeToString(h.Sum(nil)[:16])
}

// inBase64 writes what fill writes, in lines of 76.
func inBase64(w io.Writer, fill func(io.Writer) error) error {
	lines := &wrapper{w: w}
	e := base64.NewEncoder(base64.StdEncoding, lines)
	if err := fill(e); err != nil {
		return err
	}
	if err := e.Close(); err != nil {
		return err
	}
	return lines.end()
}

// wrapper breaks lines.
type wrapper struct {
	w  io.Writer
	at int
}

const lineLength = 76

func (l *wrapper) Write(p []byte) (int, error) {
	written := 0
	for len(p) > 0 {
		n := min(len(p), lineLength-l.at)
		if _, err := l.w.Write(p[:n]); err != nil {
			return written, err
		}
		written, p, l.at = written+n, p[n:], l.at+n
		if l.at == lineLength {
			if err := l.end(); err != nil {
				return written, err
			}
		}
	}
	return written, nil
}

func (l *wrapper) end() error {
	if l.at == 0 {
		return nil
	}
	l.at = 0
	_, err := io.WriteString(l.w, "\r\n")
	return err
}

// limited fails what grows too large.
type limited struct {
	w    io.Writer
	left int64
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= int64(len(p)); l.left < 0 {
		return 0, fmt.Errorf("larger than importers accept")
	}
	return l.w.Write(p)
}
