package fetch

import (
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/url"
	"strings"
	"unicode"
)

const apiPath = "/api/v1.2"

// Credentials open one department of a workspace. Printing or logging them
// shows no secret.
type Credentials struct {
	URL       string // https://acme.glassix.com; http for loopback hosts only
	APIKey    string // also the department's id
	APISecret string `json:"-"`
	UserName  string // the e-mail address of a user of the department
}

// Validate says what is wrong with the form of the credentials.
func (c Credentials) Validate() error {
	_, err := c.base()
	return err
}

// base is the address that every path of the API is put behind.
func (c Credentials) base() (string, error) {
	for _, field := range []struct{ name, value string }{
		{"URL", c.URL}, {"API key", c.APIKey}, {"API secret", c.APISecret}, {"user name", c.UserName},
	} {
		if strings.TrimSpace(field.value) == "" {
			return "", fmt.Errorf("credentials: the %s is missing", field.name)
		}
		if strings.ContainsFunc(field.value, unicode.IsControl) {
			return "", fmt.Errorf("credentials: the %s holds a control character", field.name)
		}
	}
	u, err := url.Parse(c.URL)
	if err != nil || u.Hostname() == "" {
		return "", fmt.Errorf("credentials: %q is not an address like https://acme.glassix.com", redactURL(c.URL))
	}
	if err := checkScheme(u); err != nil {
		return "", fmt.Errorf("credentials: %s: %w", redactURL(c.URL), err)
	}
	path := strings.TrimSuffix(u.Path, "/")
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" || path != "" && path != apiPath {
		return "", fmt.Errorf("credentials: %s: it must be only the workspace's address, like https://acme.glassix.com", redactURL(c.URL))
	}
	return u.Scheme + "://" + u.Host + apiPath, nil
}

// checkScheme refuses to send a secret, or to take a record, in the clear:
// http is for this machine only.
func checkScheme(u *url.URL) error {
	switch {
	case u.Scheme == "https", u.Scheme == "http" && isLoopback(u.Hostname()):
		return nil
	case u.Scheme == "http":
		return errors.New("http is accepted for loopback hosts only, use https")
	}
	return errors.New("the scheme must be https")
}

func isLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// String shows what may be shown.
func (c Credentials) String() string {
	return fmt.Sprintf("%s (department %s, user %s)", redactURL(c.URL), c.APIKey, c.UserName)
}

// Format keeps the secret out of %v, %+v and %#v.
func (c Credentials) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, c.String()) }

// LogValue keeps the secret out of logs.
func (c Credentials) LogValue() slog.Value { return slog.StringValue(c.String()) }
