package watch

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// maxHook bounds a call's body; the service sends some kilobytes.
const maxHook = 1 << 20

// What became of a webhook call.
const (
	hookClosed  = "closed"  // a ticket was closed: the next run was asked for
	hookOther   = "other"   // signed, but of something else
	hookRefused = "refused" // no call of the service
)

// Webhook takes the service's calls of a TICKET_STATE_CHANGE. All that it
// believes of one, after its signature, is that something was closed: what,
// the next run finds out by itself. So a call that is forged, lost or sent
// again does no harm.
type Webhook struct {
	secrets [][]byte
	monitor *Monitor
	wake    chan struct{}
}

// NewWebhook makes one that knows the API secrets of the departments.
func NewWebhook(m *Monitor, secrets ...string) *Webhook {
	h := &Webhook{monitor: m, wake: make(chan struct{}, 1)}
	for _, s := range secrets {
		h.secrets = append(h.secrets, []byte(s))
	}
	return h
}

// Wake has a value when something was closed since it was last read.
func (h *Webhook) Wake() <-chan struct{} { return h.wake }

// ServeHTTP answers at once: the service waits for 5 seconds, and sends again
// for 3 days.
func (h *Webhook) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	how, status := h.take(w, r)
	h.monitor.hooked(how)
	w.WriteHeader(status)
}

func (h *Webhook) take(w http.ResponseWriter, r *http.Request) (how string, status int) {
	if r.Method != http.MethodPost {
		w.Header().Set("Allow", http.MethodPost)
		return hookRefused, http.StatusMethodNotAllowed
	}
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxHook))
	if err != nil {
		return hookRefused, http.StatusRequestEntityTooLarge
	}
	if !h.signed(r.Header.Get("X-Hub-Signature"), body) {
		return hookRefused, http.StatusUnauthorized
	}
	if !closes(body) {
		return hookOther, http.StatusNoContent
	}
	select {
	case h.wake <- struct{}{}:
	default: // asked for already
	}
	return hookClosed, http.StatusNoContent
}

// signed holds a signature "sha1=…" against every department's secret, without
// telling by its time which of them is near.
func (h *Webhook) signed(signature string, body []byte) bool {
	digits, ok := strings.CutPrefix(signature, "sha1=") // the service knows no better one
	sum, err := hex.DecodeString(digits)
	if !ok || err != nil {
		return false
	}
	found := false
	for _, secret := range h.secrets {
		mac := hmac.New(sha1.New, secret)
		mac.Write(body)
		found = hmac.Equal(mac.Sum(nil), sum) || found
	}
	return found
}

// closes reports whether a body tells that a ticket was closed.
func closes(body []byte) bool {
	var call struct {
		Changes []struct {
			Event string `json:"_event"`
			State string `json:"ticketState"`
		} `json:"changes"`
	}
	if json.Unmarshal(body, &call) != nil {
		return false
	}
	for _, c := range call.Changes {
		if c.Event == "TICKET_STATE_CHANGE" && strings.EqualFold(c.State, "Closed") {
			return true
		}
	}
	return false
}
