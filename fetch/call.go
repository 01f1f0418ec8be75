package fetch

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"mime"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
)

// call is one question to the API.
type call struct {
	op     string // what it does, for errors
	method string
	path   string // below the base address
	query  url.Values
	body   []byte
	login  bool // asks for a token, so carries none

	// accept reads the answer. An error means that it makes no sense, and the
	// question is asked again.
	accept func(body []byte) error
}

// do asks until the answer is accepted or the failure is final.
func (c *Client) do(ctx context.Context, q call) error {
	var f faults
	for repeat := false; ; repeat = true {
		var token string
		if !q.login {
			var err error
			if token, err = c.token(ctx); err != nil {
				return fmt.Errorf("%s: %w", q.op, err)
			}
		}
		pass, err := c.pacer.wait(ctx)
		if err != nil {
			return &callError{q.op, err}
		}
		f.waited += pass.paused
		err = c.attempt(ctx, q, token, pass, repeat)
		if err == nil {
			return nil
		}
		if ctx.Err() != nil {
			return &callError{q.op, ctx.Err()}
		}
		wait, again := c.again(err, &f)
		refused := code(err) == http.StatusUnauthorized
		if !again || refused && q.login {
			return c.final(err, q)
		}
		if refused {
			c.tokens.drop(ctx, token)
		}
		if err := c.pause(ctx, q.op, wait, err); err != nil {
			return err
		}
	}
}

// final makes a refused token what it is: a failure of the credentials.
func (c *Client) final(err error, q call) error {
	if status, ok := errors.AsType[*StatusError](err); ok && status.Code == http.StatusUnauthorized && !q.login {
		return fmt.Errorf("%s: %w", q.op, c.authError(status))
	}
	return err
}

func code(err error) int {
	if status, ok := errors.AsType[*StatusError](err); ok {
		return status.Code
	}
	return 0
}

// attempt asks once.
func (c *Client) attempt(ctx context.Context, q call, token string, pass pass, repeat bool) error {
	inner, watch := newWatch(ctx, c.options.Stall)
	defer watch.stop()
	inner = c.counted(inner, repeat)
	request, err := c.request(inner, q, token)
	if err != nil {
		return err
	}
	sent := c.options.Now()
	answer, err := c.api.Do(request)
	if err != nil {
		return sendError(q.op, ctx, inner, err)
	}
	defer answer.Body.Close()
	c.reached.Store(true)
	c.noteClock(&c.apiClock, sent, answer)
	body, err := readAll(watch.reader(answer.Body), answer.ContentLength, c.options.MaxAnswer)
	if answer.StatusCode == http.StatusOK && err != nil {
		return sendError(q.op, ctx, inner, err)
	}
	if answer.StatusCode == http.StatusOK {
		c.pacer.passed(pass)
		return c.judge(q, answer.Header.Get("Content-Type"), body)
	}
	after := retryAfter(answer.Header, c.options.Now(), c.options.MaxWait)
	if answer.StatusCode == http.StatusTooManyRequests {
		c.throttled.Add(1)
		c.pacer.refused(pass, after)
	}
	said := c.hide(message([]byte(c.hide(string(body), token))), token) // escaped in the body, it shows only when read
	if to := answer.Header.Get("Location"); said == "" && to != "" {
		said = "a redirect to " + redactURL(to) + ", which is not followed"
	}
	return &StatusError{Op: q.op, Code: answer.StatusCode, Message: said, after: after}
}

// counted counts what is really sent: net/http repeats a request by itself if
// it met a connection that the server was just closing.
func (c *Client) counted(ctx context.Context, repeat bool) context.Context {
	return httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{WroteHeaders: func() {
		c.calls.Add(1)
		if repeat {
			c.retried.Add(1)
		}
		repeat = true
	}})
}

func (c *Client) request(ctx context.Context, q call, token string) (*http.Request, error) {
	address := c.base + q.path
	if len(q.query) > 0 {
		address += "?" + q.query.Encode()
	}
	request, err := http.NewRequestWithContext(ctx, q.method, address, bytes.NewReader(q.body))
	if err != nil {
		return nil, &callError{q.op, err}
	}
	request.Header.Set("Accept", "application/json")
	request.Header.Set("User-Agent", c.options.UserAgent)
	if q.body != nil {
		request.Header.Set("Content-Type", "application/json")
	}
	if token != "" {
		request.Header.Set("Authorization", "Bearer "+token)
	}
	return request, nil
}

// firstPart of an answer must have come before the length that it claims is
// believed: memory is not given for a mere promise.
const firstPart = 64 << 10

// readAll takes up little more memory than the answer has bytes if its length
// is known, and about twice that if it is -1.
func readAll(r io.Reader, length, limit int64) ([]byte, error) {
	r = io.LimitReader(r, limit+1)
	body, err := io.ReadAll(io.LimitReader(r, firstPart))
	if err == nil && len(body) == firstPart {
		body, err = readRest(r, body, min(length, limit))
	}
	if int64(len(body)) > limit {
		return nil, fmt.Errorf("%w of %d bytes", ErrTooLarge, limit)
	}
	return body, err
}

// readRest goes on where a first part ends. A body that ends before its length
// is an error, as it is of net/http.
func readRest(r io.Reader, first []byte, length int64) ([]byte, error) {
	if length <= int64(len(first)) {
		return io.ReadAll(io.MultiReader(bytes.NewReader(first), r))
	}
	whole := make([]byte, length)
	n, err := io.ReadFull(r, whole[copy(whole, first):])
	if err != nil {
		return whole[:len(first)+n], err
	}
	more, err := io.ReadAll(r) // nothing, if the length was true
	return append(whole, more...), err
}

// withoutMark takes off the byte order mark that some servers put before JSON.
func withoutMark(body []byte) []byte { return bytes.TrimPrefix(body, []byte("\ufeff")) }

// judge tells a web page from a document that can't be read, since the first
// is what users meet behind proxies.
func (c *Client) judge(q call, contentType string, body []byte) error {
	text := bytes.TrimSpace(withoutMark(body))
	kind, _, _ := mime.ParseMediaType(contentType)
	problem := ""
	switch {
	case strings.Contains(kind, "html"), bytes.HasPrefix(text, []byte("<")):
		problem = "a web page instead of JSON, perhaps from a proxy or a login"
	case len(text) == 0:
		problem = "nothing instead of JSON"
	default:
		err := q.accept(body)
		if err == nil {
			return nil
		}
		problem = "something unusable: " + clean(redactText(err.Error()))
	}
	return &FormatError{Op: q.op, Endpoint: q.method + " " + apiPath + q.path, ContentType: clean(contentType), Problem: problem}
}
