package send

import (
	"cmp"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"time"
)

// A Server is the user's SMTP server.
type Server struct {
	Host     string
	Port     int
	Implicit bool   // TLS from the first byte (smtps), not STARTTLS
	User     string // "": without authentication
	Password string

	// TLS, if not nil, is what certificates are checked with; the zero value
	// trusts what the system trusts.
	TLS *tls.Config
	// AnswerWithin bounds the wait for each answer, 2 minutes if 0, and
	// TakeWithin that for the answer to a whole mail, 10 minutes if 0.
	AnswerWithin, TakeWithin time.Duration
	// Dial, if not nil, connects.
	Dial func(ctx context.Context, network, address string) (net.Conn, error)
	// Name is what we introduce ourselves as, "localhost" if "".
	Name string
}

// ErrServer: a text is not the address of an SMTP server.
var ErrServer = errors.New("not the address of an SMTP server")

// ErrPasswordInURL: an address holds a password, which belongs elsewhere.
var ErrPasswordInURL = errors.New("there is a password in the address of the SMTP server")

// ParseServer reads smtp://user@host:587 or smtps://user@host:465; the ports are
// those if there is none. An @ in the user's name is written as %40, or as it
// is. No error tells anything of a password that stands there.
func ParseServer(address string) (Server, error) {
	u, err := url.Parse(address)
	if err != nil {
		return Server{}, ErrServer // the library's own error has the address in it
	}
	if _, has := u.User.Password(); has {
		return Server{}, ErrPasswordInURL
	}
	s := Server{Host: u.Hostname(), User: u.User.Username(), Implicit: u.Scheme == "smtps"}
	standard := "587"
	if s.Implicit {
		standard = "465"
	}
	s.Port, err = strconv.Atoi(cmp.Or(u.Port(), standard))
	known := u.Scheme == "smtp" || u.Scheme == "smtps"
	if err != nil || !known || s.Host == "" || s.Port < 1 || s.Port > 65535 || u.Path != "" && u.Path != "/" || u.RawQuery != "" || u.Fragment != "" || hasControls(s.User) {
		return Server{}, ErrServer
	}
	return s, nil
}

// String is the server's address, without the password.
func (s *Server) String() string {
	scheme := "smtp"
	if s.Implicit {
		scheme = "smtps"
	}
	return fmt.Sprintf("%s://%s", scheme, s.address())
}

func (s *Server) address() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

func (s *Server) tls() *tls.Config {
	config := s.TLS.Clone()
	if config == nil {
		config = new(tls.Config)
	}
	config.ServerName = s.Host
	config.MinVersion = max(config.MinVersion, tls.VersionTLS12)
	return config
}
