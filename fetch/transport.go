package fetch

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"time"
)

const maxRedirects = 5

var errRedirect = errors.New("refused redirect")

// newTransport is made for many workers on two hosts.
func newTransport(proxy proxyFunc, dial dialFunc) *http.Transport {
	return &http.Transport{
		Proxy:                  proxy,
		DialContext:            dial,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    15 * time.Second,
		ResponseHeaderTimeout:  time.Minute,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConns:           256,
		MaxIdleConnsPerHost:    64,
		MaxResponseHeaderBytes: 1 << 20,
	}
}

// refuseRedirect leaves a redirect as the answer: the API has none, and a
// bearer token or a secret must not go where one points.
func refuseRedirect(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }

// follow lets a file host move a file, without telling the next host the
// signed address of the first, which net/http would put in Referer.
func (h *hosts) follow(r *http.Request, via []*http.Request) error {
	r.Header.Del("Referer")
	err := h.checkURL(r.URL)
	switch {
	case errors.Is(err, ErrForbiddenHost):
		return err
	case err != nil, len(via) > maxRedirects:
		return errRedirect
	}
	return nil
}

// Slower than this for so long, a body could hold a run for ever and yet never
// be silent.
const (
	slowRate  = 100 // bytes a second
	slowSpell = 10 * time.Minute
)

// watch gives up a request that is silent for too long, in its headers or
// between two reads of its body, or whose body drips.
type watch struct {
	timer   *time.Timer
	silence time.Duration
	cancel  context.CancelCauseFunc
	spent   time.Duration // in reads of the present spell
	came    int64         // bytes in it
}

func newWatch(ctx context.Context, silence time.Duration) (context.Context, *watch) {
	ctx, cancel := context.WithCancelCause(ctx)
	return ctx, &watch{timer: time.AfterFunc(silence, func() { cancel(errStalled) }), silence: silence, cancel: cancel}
}

// stop frees the watch, and the connection if its body was not read out.
func (w *watch) stop() {
	w.timer.Stop()
	w.cancel(nil)
}

// reader counts only the time spent in reads, not what is done between them.
func (w *watch) reader(r io.Reader) io.Reader { return &watchedReader{w, r} }

type watchedReader struct {
	watch *watch
	from  io.Reader
}

func (r *watchedReader) Read(p []byte) (int, error) {
	r.watch.timer.Reset(r.watch.silence)
	defer r.watch.timer.Stop()
	began := time.Now()
	n, err := r.from.Read(p)
	if r.watch.slow(time.Since(began), n) && err == nil {
		err = errSlow
	}
	return n, err
}

// slow takes a read into account. Each spell is judged by itself, so that a
// quick beginning does not pay for a drip that follows.
func (w *watch) slow(took time.Duration, n int) bool {
	w.spent += took
	w.came += int64(n)
	if w.spent < slowSpell {
		return false
	}
	slow := float64(w.came) < slowRate*w.spent.Seconds()
	w.spent, w.came = 0, 0
	return slow
}

// sendError names a failure of sending or reading by its cause: the caller's
// cancel, our own watch, or what net/http says, without the address it adds.
func sendError(op string, outer, inner context.Context, err error) error {
	switch {
	case outer.Err() != nil:
		err = outer.Err()
	case errors.Is(context.Cause(inner), errStalled):
		err = errStalled
	case errors.Is(err, io.ErrUnexpectedEOF):
		err = errIncomplete
	default:
		if wrapped, ok := errors.AsType[*url.Error](err); ok {
			err = wrapped.Err
		}
	}
	return &callError{op, err}
}
