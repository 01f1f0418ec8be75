package fetchtest

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"
)

// session is what a token stands for.
type session struct {
	department string
	ends       time.Time
}

func (w *Workspace) serveToken(rw http.ResponseWriter, r *http.Request, s Settings) {
	var asked struct{ APIKey, APISecret, UserName string }
	if err := json.NewDecoder(io.LimitReader(r.Body, 64<<10)).Decode(&asked); err != nil {
		refuse(rw, http.StatusBadRequest, "The request is invalid.")
		return
	}
	i := slices.IndexFunc(w.departments, func(d Department) bool {
		return d.APIKey == asked.APIKey && d.APISecret == asked.APISecret && strings.EqualFold(d.UserName, asked.UserName)
	})
	if i < 0 {
		w.count(func(c *Counts) { c.Unauthorized++ })
		refuse(rw, http.StatusUnauthorized, "Invalid API key, API secret or user name.")
		return
	}
	token := w.newToken(w.departments[i].ID, s)
	// A cookie, as web frameworks like to set one: no client should return it.
	http.SetCookie(rw, &http.Cookie{Name: "session", Value: "crumbs", Path: "/"})
	body := fmt.Appendf(nil, `{"access_token":"%s","token_type":"Bearer","expires_in":%.1f}`, token, s.TokenLife.Seconds())
	answer(rw, http.StatusOK, "application/json; charset=utf-8", body)
}

func (w *Workspace) newToken(department string, s Settings) string {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.serial++
	token := w.mac(fmt.Sprintf("token %s %d", department, w.serial))
	w.tokens[token] = session{department, s.Now().Add(s.TokenLife)}
	return token
}

// RevokeTokens makes every token given so far worthless before its time.
func (w *Workspace) RevokeTokens() {
	w.mu.Lock()
	defer w.mu.Unlock()
	clear(w.tokens)
}

// authorize finds the department that a request's token opens.
func (w *Workspace) authorize(r *http.Request, s Settings) (department string, ok bool) {
	token, found := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	w.mu.Lock()
	defer w.mu.Unlock()
	session, known := w.tokens[token]
	if !found || !known || !s.Now().Before(session.ends) {
		return "", false
	}
	return session.department, true
}

func (w *Workspace) mac(text string) string {
	h := hmac.New(sha256.New, w.key)
	h.Write([]byte(text))
	return hex.EncodeToString(h.Sum(nil))
}
