package fetchtest

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"strings"
)

// Endpoint is a kind of request.
type Endpoint string

// The kinds of requests that are counted and can be broken.
const (
	Token Endpoint = "token/get"
	List  Endpoint = "tickets/list"
	Get   Endpoint = "tickets/get"
	Files Endpoint = "files"
	Other Endpoint = "other"
)

const (
	apiPath  = "/api/v1.2/"
	filePath = "/files/"
)

// EndpointOf tells what a request asks for.
func EndpointOf(r *http.Request) Endpoint {
	switch path := r.URL.Path; {
	case path == apiPath+"token/get":
		return Token
	case path == apiPath+"tickets/list":
		return List
	case strings.HasPrefix(path, apiPath+"tickets/get/"):
		return Get
	case strings.HasPrefix(path, filePath):
		return Files
	}
	return Other
}

// ServeHTTP answers as the service does, or as a fault says.
func (w *Workspace) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	endpoint := EndpointOf(r)
	settings := w.current()
	w.count(func(c *Counts) { c.Requests[endpoint]++ })
	leave := w.enter(endpoint)
	defer leave()
	clock := settings.Now
	if endpoint == Files {
		clock = settings.FileNow
	}
	rw.Header().Set("Date", clock().UTC().Format(http.TimeFormat))

	fault := w.nextFault(endpoint)
	if settings.Fault != nil && fault == (Fault{}) {
		fault = settings.Fault(r)
	}
	rw, answered := fault.apply(rw, r, settings)
	if answered {
		return
	}
	if endpoint == Files {
		w.serveFile(rw, r, settings)
		return
	}
	if refused := w.throttle(rw, settings); refused {
		return
	}
	w.serveAPI(rw, r, endpoint, settings)
}

func (w *Workspace) serveAPI(rw http.ResponseWriter, r *http.Request, endpoint Endpoint, s Settings) {
	method := http.MethodGet
	if endpoint == Token {
		method = http.MethodPost
	}
	switch {
	case endpoint == Other:
		refuse(rw, http.StatusNotFound, "No HTTP resource was found that matches the request URI.")
	case r.Method != method:
		refuse(rw, http.StatusMethodNotAllowed, "The requested resource does not support http method '"+r.Method+"'.")
	case endpoint == Token:
		w.serveToken(rw, r, s)
	default:
		department, ok := w.authorize(r, s)
		if !ok {
			w.count(func(c *Counts) { c.Unauthorized++ })
			refuse(rw, http.StatusUnauthorized, "Authorization has been denied for this request.")
			return
		}
		if endpoint == List {
			w.serveList(rw, r, department, s)
		} else {
			w.serveTicket(rw, r, department, s)
		}
	}
}

func (w *Workspace) serveTicket(rw http.ResponseWriter, r *http.Request, department string, s Settings) {
	id, err := strconv.ParseInt(strings.TrimPrefix(r.URL.Path, apiPath+"tickets/get/"), 10, 64)
	if err != nil {
		refuse(rw, http.StatusBadRequest, "The ticket id is invalid.")
		return
	}
	w.mu.Lock()
	w.counts.Gets[id]++
	record := w.tickets[id]
	w.mu.Unlock()
	if record == nil || record.department != department {
		refuse(rw, http.StatusNotFound, "The ticket was not found.")
		return
	}
	answer(rw, http.StatusOK, "application/json; charset=utf-8", w.signAll(record.raw(), r, s))
}

// refuse answers an error in the form that the service uses most.
func refuse(rw http.ResponseWriter, code int, message string) {
	body, err := json.Marshal(map[string]string{"message": message})
	if err != nil {
		body = []byte("{}")
	}
	answer(rw, code, "application/json; charset=utf-8", body)
}

func answer(rw http.ResponseWriter, code int, contentType string, body []byte) {
	if contentType != "" {
		rw.Header().Set("Content-Type", contentType)
	}
	rw.Header().Set("Content-Length", strconv.Itoa(len(body)))
	rw.WriteHeader(code)
	_, _ = rw.Write(body) // who hung up is not told
}

var (
	placeholder    = []byte("{{file:")
	placeholderEnd = []byte("}}")
)

// signAll puts signed addresses in the place of {{file:NAME}}. It stands
// within a JSON string, and so does NAME, escaped.
func (w *Workspace) signAll(raw []byte, r *http.Request, s Settings) []byte {
	var out bytes.Buffer
	for {
		before, rest, found := bytes.Cut(raw, placeholder)
		out.Write(before)
		if !found {
			return out.Bytes()
		}
		escaped, after, found := bytes.Cut(rest, placeholderEnd)
		var name string
		if !found || json.Unmarshal(fmt.Appendf(nil, `"%s"`, escaped), &name) != nil {
			out.Write(placeholder)
			raw = rest
			continue
		}
		address, err := json.Marshal(w.sign(name, r, s))
		if err == nil {
			out.Write(address[1 : len(address)-1])
		}
		raw = after
	}
}
