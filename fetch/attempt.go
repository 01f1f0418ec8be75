package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
)

// headSize is how much of a file Link.Accept sees: enough for its kind.
const headSize = 3 << 10

// attempt asks for what is missing, once.
func (d *download) attempt(ctx context.Context) error {
	c := d.client
	inner, watch := newWatch(ctx, c.options.Stall)
	defer watch.stop()
	request, err := d.request(inner)
	if err != nil {
		return err
	}
	d.lease.begin(c.ServiceNow())
	sent := c.options.Now()
	answer, err := c.files.Do(request)
	if err != nil {
		return sendError(d.op, ctx, inner, err)
	}
	defer answer.Body.Close()
	c.noteClock(&c.fileClock, sent, answer)
	from := watch.reader(answer.Body)
	if err := d.begin(answer, from); err != nil {
		return err
	}
	err = d.receive(from)
	_, local := errors.AsType[*localError](err)
	_, wrong := errors.AsType[*wrongFile](err)
	if err != nil && !local && !wrong {
		return sendError(d.op, ctx, inner, err)
	}
	return err
}

func (d *download) request(ctx context.Context) (*http.Request, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, d.lease.uri, nil)
	if err != nil {
		return nil, fmt.Errorf("%s: not an address", d.op) // the error would show it
	}
	request.Header.Set("User-Agent", d.client.options.UserAgent)
	request.Header.Set("Accept-Encoding", "identity") // the stored bytes, and ranges of them
	if d.size > 0 && d.validator != "" {
		request.Header.Set("Range", fmt.Sprintf("bytes=%d-", d.size))
		request.Header.Set("If-Range", d.validator)
	}
	return request, nil
}

// receive takes the body of an answer that has been found to be the file, or
// the rest of it. Nothing is kept of a start that is not accepted.
func (d *download) receive(from io.Reader) error {
	if d.size == 0 && d.link.Accept != nil {
		head, err := io.ReadAll(io.LimitReader(from, headSize))
		if err != nil {
			return err
		}
		if err := d.link.Accept(d.contentType, head); err != nil {
			return d.wrong(err)
		}
		from = io.MultiReader(bytes.NewReader(head), from)
	}
	if err := d.copy(from); err != nil {
		return err
	}
	if err := d.sums.check(); err != nil {
		return d.wrong(err)
	}
	return nil
}

// buffers are those of copy: long, since each read is a system call.
var buffers = sync.Pool{New: func() any { return new(make([]byte, 64<<10)) }}

func (d *download) copy(from io.Reader) error {
	pooled := buffers.Get().(*[]byte)
	defer buffers.Put(pooled)
	buffer := *pooled
	for {
		n, err := from.Read(buffer)
		if n > 0 {
			if d.limit > 0 && d.size+int64(n) > d.limit {
				return &localError{fmt.Errorf("%s: %w of %d bytes", d.op, ErrTooLarge, d.limit)}
			}
			if _, err := d.dst.Write(buffer[:n]); err != nil {
				return &localError{fmt.Errorf("%s: %w", d.op, err)}
			}
			d.hash.Write(buffer[:n])
			d.crc.Write(buffer[:n])
			_, _ = d.sums.Write(buffer[:n])
			d.size += int64(n)
		}
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
	}
	if d.total >= 0 && d.size != d.total {
		return errIncomplete
	}
	return nil
}

// wrong fails this attempt: what came is not the file, so nothing of it is
// kept.
func (d *download) wrong(why error) error {
	d.validator = ""
	if err := d.reset(); err != nil {
		return err
	}
	return &wrongFile{callError{d.op, why}}
}

func (d *download) reset() error {
	d.hash.Reset()
	d.crc.Reset()
	d.sums = announcedSums(nil)
	d.size, d.total = 0, -1
	return d.empty()
}

func (d *download) empty() error {
	if err := d.dst.Truncate(0); err != nil {
		return &localError{fmt.Errorf("%s: %w", d.op, err)}
	}
	if _, err := d.dst.Seek(0, io.SeekStart); err != nil {
		return &localError{fmt.Errorf("%s: %w", d.op, err)}
	}
	return nil
}

// localError is a failure on our side of the wire, which no new try mends.
type localError struct{ err error }

func (e *localError) Error() string { return e.err.Error() }
func (e *localError) Unwrap() error { return e.err }

// wrongFile is an answer that came whole, but is not what was asked for.
type wrongFile struct{ callError }
