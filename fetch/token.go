package fetch

import (
	"context"
	"encoding/json"
	"errors"
	"math"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	renewEarly   = 5 * time.Minute // before a token ends, as the vendor's client does
	assumedLife  = 3 * time.Hour   // of a token that does not say, as documented
	longestToken = 24 * time.Hour
)

// tokens keeps the one token that all workers share. The lock is a channel,
// so that who waits for another's renewal can still be cancelled.
type tokens struct {
	lock  chan struct{}
	value string
	renew time.Time
	fatal *AuthError // the service refused the credentials: never asked again
}

func (t *tokens) acquire(ctx context.Context) error {
	select {
	case t.lock <- struct{}{}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (t *tokens) release() { <-t.lock }

// drop forgets a token that the service refused, unless it was renewed since.
func (t *tokens) drop(ctx context.Context, value string) {
	if t.acquire(ctx) != nil {
		return
	}
	defer t.release()
	if t.value == value {
		t.value = ""
	}
}

// Authenticate gets a token now, so that wrong credentials show before any
// work is begun. Credentials that the service refuses are an *AuthError.
func (c *Client) Authenticate(ctx context.Context) error {
	_, err := c.token(ctx)
	return err
}

// token returns the one in use, renewed if it ends soon.
func (c *Client) token(ctx context.Context) (string, error) {
	t := &c.tokens
	if err := t.acquire(ctx); err != nil {
		return "", &callError{"authenticate", err}
	}
	defer t.release()
	if t.fatal != nil {
		return "", t.fatal
	}
	if t.value != "" && c.options.Now().Before(t.renew) {
		return t.value, nil
	}
	value, life, err := c.login(ctx)
	if err != nil {
		t.fatal, _ = errors.AsType[*AuthError](err)
		return "", err
	}
	// A short life is used to three quarters, not renewed at every call.
	t.value, t.renew = value, c.options.Now().Add(life-min(renewEarly, life/4))
	return value, nil
}

func (c *Client) login(ctx context.Context) (token string, life time.Duration, err error) {
	body, err := json.Marshal(map[string]string{
		"apiKey": c.credentials.APIKey, "apiSecret": c.credentials.APISecret, "userName": c.credentials.UserName,
	})
	if err != nil {
		return "", 0, &callError{"authenticate", err}
	}
	err = c.do(ctx, call{
		op: "authenticate", method: http.MethodPost, path: "/token/get", body: body, login: true,
		accept: func(answer []byte) error {
			token, life, err = readToken(answer)
			return err
		},
	})
	switch code(err) {
	case http.StatusBadRequest, http.StatusUnauthorized, http.StatusForbidden:
		status, _ := errors.AsType[*StatusError](err)
		err = c.authError(status)
	}
	return token, life, err
}

func (c *Client) authError(status *StatusError) *AuthError {
	u, _ := url.Parse(c.base)
	return &AuthError{Host: u.Host, UserName: c.credentials.UserName, Code: status.Code, Message: status.Message}
}

func readToken(answer []byte) (string, time.Duration, error) {
	var said struct {
		Token string          `json:"access_token"`
		Life  json.RawMessage `json:"expires_in"` // a number, not always whole
	}
	if err := json.Unmarshal(withoutMark(answer), &said); err != nil {
		return "", 0, errors.New("JSON that is not a token") // the parser's words may hold the token
	}
	if said.Token == "" || strings.ContainsFunc(said.Token, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return "", 0, errors.New("no usable access_token")
	}
	seconds, err := strconv.ParseFloat(strings.Trim(string(said.Life), `"`), 64)
	if err != nil || math.IsNaN(seconds) || seconds <= 0 {
		return said.Token, assumedLife, nil
	}
	seconds = min(seconds, longestToken.Seconds())
	return said.Token, time.Duration(seconds * float64(time.Second)), nil
}
