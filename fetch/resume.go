package fetch

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"
)

// begin looks at the head of an answer: whether its body is the file, or the
// rest of it.
func (d *download) begin(answer *http.Response, body io.Reader) error {
	switch answer.StatusCode {
	case http.StatusPartialContent:
		if answer.Request.Header.Get("Range") == "" || !d.continues(answer.Header.Get("Content-Range")) {
			return d.startAnew("the host sent a different part than requested")
		}
		if !d.same(answer.Header) {
			return d.startAnew("the host sent a part of another file")
		}
		return nil
	case http.StatusOK:
		if err := d.reset(); err != nil {
			return err
		}
		d.total = answer.ContentLength
		d.validator = validator(answer.Header)
		d.tag, d.modified = answer.Header.Get("ETag"), answer.Header.Get("Last-Modified")
		d.sums = announcedSums(answer.Header)
		d.contentType = clean(answer.Header.Get("Content-Type"))
		if d.limit > 0 && d.total > d.limit {
			return fmt.Errorf("%s: %d bytes: %w of %d", d.op, d.total, ErrTooLarge, d.limit)
		}
		return nil
	case http.StatusRequestedRangeNotSatisfiable:
		return d.startAnew("the host does not have that part")
	}
	return d.refusal(answer, body)
}

// startAnew fails this attempt and makes the next one ask for the whole file.
func (d *download) startAnew(why string) error {
	d.validator = ""
	if err := d.reset(); err != nil {
		return err
	}
	return &callError{d.op, errors.New(why)}
}

func (d *download) continues(contentRange string) bool {
	var first, last, total int64
	n, err := fmt.Sscanf(contentRange, "bytes %d-%d/%d", &first, &last, &total)
	return err == nil && n == 3 && first == d.size && last == total-1 && (d.total < 0 || total == d.total)
}

// same reports whether the head of a part belongs to the file that the first
// part is of. Not every host heeds If-Range, so what it says is read.
func (d *download) same(h http.Header) bool {
	if tag := h.Get("ETag"); tag != "" {
		return tag == d.tag
	}
	modified := h.Get("Last-Modified")
	return modified == "" || d.modified == "" || modified == d.modified
}

// validator is what If-Range can use: a strong ETag, or a date.
func validator(h http.Header) string {
	if tag := h.Get("ETag"); tag != "" && !strings.HasPrefix(tag, "W/") {
		return tag
	}
	return h.Get("Last-Modified")
}

// refusal reads the words of an error answer. They are never written to dst.
func (d *download) refusal(answer *http.Response, body io.Reader) error {
	text, _ := readAll(io.LimitReader(body, 64<<10), -1, 64<<10) // what came of it will do
	status := &StatusError{Op: d.op, Code: answer.StatusCode, Message: message(text)}
	status.after = retryAfter(answer.Header, d.client.options.Now(), d.client.options.MaxWait)
	denied := status.Code == http.StatusForbidden || status.Code == http.StatusBadRequest
	left, known := d.lease.left(d.client.ServiceNow())
	ended := known && left < time.Second // not every host names the reason, and no clock is known better
	if denied && (ended || strings.Contains(strings.ToLower(status.Message), "expired")) {
		return fmt.Errorf("%w: %w", status, ErrExpired)
	}
	return status
}
