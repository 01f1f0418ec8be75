package watch

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/hex"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"
)

// closing is a call as the service documents it.
const closing = `{"key":"dep-1","dateTime":"2026-02-03T10:00:00Z","changes":[{"_event":"TICKET_STATE_CHANGE","ticketId":220000001,"ticketState":"Closed","ticket":{"id":220000001,"state":"Closed"}}]}`

func signature(secret, body string) string {
	mac := hmac.New(sha1.New, []byte(secret))
	mac.Write([]byte(body))
	return "sha1=" + hex.EncodeToString(mac.Sum(nil))
}

// A signature that was made elsewhere:
// printf '{"changes":[]}' | openssl dgst -sha1 -hmac secret-2
const elsewhere = "sha1=9cd888ce78d4151fe8ae9da9b2f1b7a25a77dc1e"

func TestWebhook(t *testing.T) {
	open := strings.Replace(closing, `"Closed"`, `"Open"`, 1)
	event := strings.Replace(closing, "TICKET_STATE_CHANGE", "NEW_MESSAGE", 1)
	long := `{"changes":"` + strings.Repeat("x", maxHook) + `"}`
	for _, tt := range []struct {
		name, method, body, signature string
		status                        int
		wakes                         bool
	}{
		{"closed, first department", "POST", closing, signature("secret-1", closing), 204, true},
		{"closed, second department", "POST", closing, signature("secret-2", closing), 204, true},
		{"digits in upper case", "POST", closing, "sha1=" + strings.ToUpper(signature("secret-1", closing)[5:]), 204, true},
		{"opened", "POST", open, signature("secret-1", open), 204, false},
		{"another event", "POST", event, signature("secret-1", event), 204, false},
		{"signed elsewhere, nothing changed", "POST", `{"changes":[]}`, elsewhere, 204, false},
		{"signed, and no JSON", "POST", "<html>", signature("secret-1", "<html>"), 204, false},
		{"signed with another secret", "POST", closing, signature("secret-3", closing), 401, false},
		{"signature of another body", "POST", closing, signature("secret-1", open), 401, false},
		{"no signature", "POST", closing, "", 401, false},
		{"no digits", "POST", closing, "sha1=", 401, false},
		{"another algorithm", "POST", closing, strings.Replace(signature("secret-1", closing), "sha1", "sha256", 1), 401, false},
		{"half a signature", "POST", closing, signature("secret-1", closing)[:25], 401, false},
		{"too long", "POST", long, signature("secret-1", long), 413, false},
		{"a visit", "GET", "", "", 405, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			h := NewWebhook(NewMonitor(0, "test", time.Now), "secret-1", "secret-2")
			r := httptest.NewRequest(tt.method, "/", strings.NewReader(tt.body))
			r.Header.Set("X-Hub-Signature", tt.signature)
			w := httptest.NewRecorder()
			h.ServeHTTP(w, r)
			if w.Code != tt.status || len(h.Wake()) == 1 != tt.wakes || w.Body.Len() > 0 {
				t.Errorf("answered %d %q, woke %d; want %d, %v", w.Code, w.Body, len(h.Wake()), tt.status, tt.wakes)
			}
		})
	}
}

// Without a secret nothing is signed, not even with the empty one.
func TestWebhookWithoutSecrets(t *testing.T) {
	h := NewWebhook(NewMonitor(0, "test", time.Now))
	if h.signed(signature("", closing), []byte(closing)) {
		t.Error("took a signature made with no secret")
	}
}

// Calls that come before the loop reads are one, and none of them waits.
func TestWebhookDoesNotWait(t *testing.T) {
	h := NewWebhook(NewMonitor(0, "test", time.Now), "secret-1")
	for range 3 {
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(closing))
		r.Header.Set("X-Hub-Signature", signature("secret-1", closing))
		h.ServeHTTP(httptest.NewRecorder(), r)
	}
	<-h.Wake()
	if len(h.Wake()) != 0 || h.monitor.hooks[hookClosed] != 3 {
		t.Errorf("%d more wakes, counted %v", len(h.Wake()), h.monitor.hooks)
	}
}

func FuzzWebhook(f *testing.F) {
	f.Add(closing, "sha1=00", true)
	f.Add(`{"changes":[null]}`, "sha1", true)
	f.Add("", "", false)
	f.Fuzz(func(t *testing.T, body, given string, sign bool) {
		right := signature("secret-1", body)
		if sign {
			given = right
		}
		h := NewWebhook(NewMonitor(0, "test", time.Now), "secret-1")
		r := httptest.NewRequest(http.MethodPost, "/", strings.NewReader(body))
		r.Header.Set("X-Hub-Signature", given)
		w := httptest.NewRecorder()
		h.ServeHTTP(w, r)
		signed := strings.EqualFold(given, right) && strings.HasPrefix(given, "sha1=")
		if woken := len(h.Wake()) == 1; woken && !signed || signed != (w.Code == http.StatusNoContent) {
			t.Errorf("%q with %q: answered %d, woke %v", body, given, w.Code, woken)
		}
	})
}
