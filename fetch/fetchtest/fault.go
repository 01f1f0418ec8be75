package fetchtest

import (
	"context"
	"net"
	"net/http"
	"slices"
	"strconv"
	"time"
)

// Fault is what is wrong with one answer. The zero value is nothing.
type Fault struct {
	Delay      time.Duration // before anything else, in real time
	Reset      bool          // the connection breaks without an answer
	Status     int           // answered instead of serving the request
	Body       string        // with Status; empty for the service's usual form
	RetryAfter string        // with Status
	Location   string        // with Status
	HTML       bool          // a web page, with Status or 200
	Cut        bool          // the answer ends half-way, and the connection with it
	Rate       int           // bytes a second of the answer's body
	Corrupt    bool          // a bit of the answer's first byte is turned
}

// Queue makes the next requests of a kind meet the given faults, one each, in
// order. A zero Fault lets its request through. Queued faults come before
// those of Settings.Fault.
func (w *Workspace) Queue(endpoint Endpoint, faults ...Fault) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.queued[endpoint] = append(w.queued[endpoint], faults...)
}

func (w *Workspace) nextFault(endpoint Endpoint) Fault {
	w.mu.Lock()
	defer w.mu.Unlock()
	queue := w.queued[endpoint]
	if len(queue) == 0 {
		return Fault{}
	}
	w.queued[endpoint] = queue[1:]
	return queue[0]
}

// apply does what a fault says. Unless it has answered the request itself,
// the answer is to be written through the writer returned.
func (f Fault) apply(rw http.ResponseWriter, r *http.Request, s Settings) (http.ResponseWriter, bool) {
	if f.Delay > 0 && pause(r.Context(), f.Delay) != nil {
		return rw, true
	}
	if f.Reset {
		reset(rw)
	}
	rate := f.Rate
	if EndpointOf(r) == Files && rate == 0 {
		rate = s.FileRate
	}
	if f.Cut || f.Corrupt || rate > 0 {
		rw = &badWriter{ResponseWriter: rw, ctx: r.Context(), cut: f.Cut, rate: rate, corrupt: f.Corrupt}
	}
	if f.Status == 0 && !f.HTML {
		return rw, false
	}
	f.answer(rw)
	return rw, true
}

func (f Fault) answer(rw http.ResponseWriter) {
	code := f.Status
	if code == 0 {
		code = http.StatusOK
	}
	if f.RetryAfter != "" {
		rw.Header().Set("Retry-After", f.RetryAfter)
	}
	if f.Location != "" {
		rw.Header().Set("Location", f.Location)
	}
	switch {
	case f.HTML:
		answer(rw, code, "text/html; charset=utf-8", []byte(page("Sign in")))
	case f.Body != "":
		answer(rw, code, "application/json; charset=utf-8", []byte(f.Body))
	default:
		refuse(rw, code, http.StatusText(code))
	}
}

// reset breaks the connection: with a TCP reset where there is TCP.
func reset(rw http.ResponseWriter) {
	if hijacker, ok := rw.(http.Hijacker); ok {
		if conn, _, err := hijacker.Hijack(); err == nil {
			if tcp, ok := conn.(*net.TCPConn); ok {
				_ = tcp.SetLinger(0)
			}
			_ = conn.Close()
		}
	}
	panic(http.ErrAbortHandler)
}

func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// badWriter sends slowly, only the first half of what was promised, or another
// first byte.
type badWriter struct {
	http.ResponseWriter
	ctx   context.Context
	cut   bool
	rate  int
	begun bool  // the header is written
	left  int64 // bytes until the cut

	corrupt bool // the first byte is still to be spoilt
}

func (b *badWriter) WriteHeader(code int) {
	b.begun = true
	if length, err := strconv.ParseInt(b.Header().Get("Content-Length"), 10, 64); err == nil {
		b.left = length / 2
	}
	b.ResponseWriter.WriteHeader(code)
}

func (b *badWriter) Write(p []byte) (n int, err error) {
	if !b.begun {
		b.WriteHeader(http.StatusOK)
	}
	if b.corrupt && len(p) > 0 {
		b.corrupt = false
		p = slices.Clone(p)
		p[0] ^= 1
	}
	for len(p) > 0 {
		part := p
		if b.rate > 0 {
			part = p[:min(len(p), max(b.rate/10, 1))]
		}
		if b.cut {
			part = part[:min(int64(len(part)), b.left)]
		}
		wrote, err := b.ResponseWriter.Write(part)
		n += wrote
		b.left -= int64(wrote)
		if err != nil {
			return n, err
		}
		if b.cut && b.left <= 0 {
			_ = http.NewResponseController(b.ResponseWriter).Flush()
			panic(http.ErrAbortHandler)
		}
		p = p[wrote:]
		if b.rate > 0 {
			_ = http.NewResponseController(b.ResponseWriter).Flush()
			if err := pause(b.ctx, time.Duration(wrote)*time.Second/time.Duration(b.rate)); err != nil {
				return n, err
			}
		}
	}
	return n, nil
}
