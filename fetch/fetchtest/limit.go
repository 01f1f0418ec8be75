package fetchtest

import (
	"net/http"
	"strconv"
	"time"
)

// Limit is how many calls of the API are let through, tokens included. The
// service publishes no limit, so this one is announced nowhere either.
type Limit struct {
	Calls      int           // in any Per; 0 for no limit
	Per        time.Duration // 1 s
	Shape      Shape
	Burst      int           // of a Bucket: calls that it holds when full; Calls
	CoolDown   time.Duration // after a refusal, all are refused for so long
	RetryAfter Announcement
	Body       ErrorBody
}

// Shape is how calls are counted against a limit.
type Shape int

// The shapes that services use.
const (
	Sliding Shape = iota // Calls within the last Per
	Fixed                // Calls from one multiple of Per to the next
	Bucket               // Calls come back evenly in Per, up to Burst of them
)

// Announcement is how a refusal says when to come back.
type Announcement int

// All the forms that were considered.
const (
	Silent Announcement = iota
	InSeconds
	AsDate
)

// ErrorBody is the form of a refusal's body.
type ErrorBody int

// All the forms that were seen.
const (
	AnyBody ErrorBody = iota // each in turn
	LowerMessage
	UpperMessage
	NoBody
	HTMLBody
)

// throttle refuses a call that is over the limit.
func (w *Workspace) throttle(rw http.ResponseWriter, s Settings) bool {
	wait, turn := w.take(s)
	if wait == 0 {
		return false
	}
	seconds := int((wait + time.Second - 1) / time.Second)
	switch s.Limit.RetryAfter {
	case InSeconds:
		rw.Header().Set("Retry-After", strconv.Itoa(seconds))
	case AsDate:
		at := s.Now().Add(time.Duration(seconds) * time.Second)
		rw.Header().Set("Retry-After", at.UTC().Format(http.TimeFormat))
	}
	s.Limit.Body.write(rw, http.StatusTooManyRequests, turn)
	return true
}

// take lets a call through, or says how long it would have to wait.
func (w *Workspace) take(s Settings) (wait time.Duration, turn int) {
	if s.Limit.Calls <= 0 {
		return 0, 0
	}
	w.mu.Lock()
	defer w.mu.Unlock()
	if wait = w.limiter.take(s.Limit, s.Now()); wait == 0 {
		return 0, 0
	}
	w.counts.Throttled++
	return wait, w.counts.Throttled
}

func (b ErrorBody) write(rw http.ResponseWriter, code, turn int) {
	if b == AnyBody {
		b = LowerMessage + ErrorBody(turn%4)
	}
	const text = "Too many requests"
	switch b {
	case LowerMessage:
		refuse(rw, code, text)
	case UpperMessage:
		answer(rw, code, "application/json", []byte(`{"Message":"`+text+`"}`))
	case HTMLBody:
		answer(rw, code, "text/html", []byte(page(strconv.Itoa(code)+" "+http.StatusText(code))))
	default:
		answer(rw, code, "", nil)
	}
}

func page(title string) string {
	return "<!DOCTYPE html>\n<html><head><title>" + title + "</title></head><body><h1>" + title + "</h1></body></html>\n"
}
