package check

import (
	"bytes"
	"context"
	"errors"
	"io"
	"strings"
	"unicode/utf8"
)

// utf8Checker takes text in pieces.
type utf8Checker struct {
	rest []byte
	bad  bool
}

func (u *utf8Checker) Write(p []byte) (int, error) {
	n := len(p)
	if len(u.rest) > 0 {
		p = append(u.rest, p...)
	}
	for len(p) > 0 && !u.bad {
		c, size := utf8.DecodeRune(p)
		if c == utf8.RuneError && size == 1 {
			if len(p) < utf8.UTFMax && !utf8.FullRune(p) {
				break
			}
			u.bad = true
		}
		p = p[size:]
	}
	u.rest = append(u.rest[:0:0], p...)
	if u.bad {
		u.rest = nil
	}
	return n, nil
}

func (u *utf8Checker) whole() bool { return !u.bad && len(u.rest) == 0 }

// watched is a reader that ends with its context, and keeps its own error: an
// error of the disk is not one of the format.
type watched struct {
	ctx context.Context
	r   io.Reader
	err error
}

func (w *watched) Read(p []byte) (int, error) {
	if w.err = context.Cause(w.ctx); w.err != nil {
		return 0, w.err
	}
	n, err := w.r.Read(p)
	if err != nil && !errors.Is(err, io.EOF) {
		w.err = err
	}
	return n, err
}

// headLimit fails when a mail's header does not end in time.
type headLimit struct {
	r    io.Reader
	left int
	past bool // the header has ended
	last string
}

func (h *headLimit) Read(p []byte) (int, error) {
	n, err := h.r.Read(p)
	if h.past {
		return n, err
	}
	seen := h.last + string(p[:n])
	if strings.Contains(seen, "\r\n\r\n") || strings.Contains(seen, "\n\n") {
		h.past = true
		return n, err
	}
	h.last = seen[max(0, len(seen)-3):]
	if h.left -= n; h.left < 0 {
		return 0, errors.New("its header does not end")
	}
	return n, err
}

// firstBytes keeps the first ones.
type firstBytes struct{ bytes []byte }

func (f *firstBytes) Write(p []byte) (int, error) {
	if room := 2*maxKept - len(f.bytes); room > 0 {
		f.bytes = append(f.bytes, p[:min(room, len(p))]...)
	}
	return len(p), nil
}

// line is the first line with its end, or what is kept of it.
func (f *firstBytes) line() string {
	line := bytes.TrimPrefix(f.bytes, []byte(bom))
	if i := bytes.IndexByte(line, '\n'); i >= 0 {
		return string(line[:i+1])
	}
	return strings.ToValidUTF8(string(line), "")
}
