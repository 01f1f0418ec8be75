// Package sendtest is a real SMTP server on loopback for tests: it takes mails,
// refuses them, puts them off, drops connections and is slow, as it is told.
package sendtest

import (
	"bytes"
	"crypto/tls"
	"errors"
	"io"
	"log"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// Options say how a Server behaves. In each function try is how many mails were
// begun so far, this one included.
type Options struct {
	TLS            *tls.Config // nil: it has none
	Implicit       bool        // TLS from the first byte
	User, Password string      // "": everybody is let in
	Login          bool        // by AUTH LOGIN, not PLAIN
	MaxBytes       int64

	Greet func() error                       // before the first word
	Rcpt  func(to string, try int) error     // its answer to a recipient
	Data  func(body []byte, try int) error   // its answer to a whole mail
	Drop  func(try int) (after int, on bool) // closes the connection after so many bytes of a mail; -1: after all of it
	Slow  time.Duration                      // before it answers a whole mail
}

// Mail is one that was taken.
type Mail struct {
	From, To string
	Data     []byte
	TLS      bool
	User     string
}

// A Server takes mails until the end of its test.
type Server struct {
	Address string // host:port
	options Options

	mu    sync.Mutex
	taken []Mail
	tries int
}

// Start starts a server for the length of the test.
func Start(t testing.TB, o Options) *Server {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{Address: listener.Addr().String(), options: o}
	server := smtp.NewServer(smtp.BackendFunc(s.session))
	server.Domain, server.MaxMessageBytes, server.AllowInsecureAuth = "mail.test", o.MaxBytes, true
	server.ErrorLog = log.New(io.Discard, "", 0)
	if o.Implicit {
		listener = tls.NewListener(listener, o.TLS)
	} else {
		server.TLSConfig = o.TLS
	}
	ended := make(chan struct{})
	go func() { defer close(ended); _ = server.Serve(listener) }()
	t.Cleanup(func() { server.Close(); <-ended })
	return s
}

// URL is the server's address as users write it.
func (s *Server) URL() string {
	u := url.URL{Scheme: "smtp", Host: s.Address}
	if s.options.Implicit {
		u.Scheme = "smtps"
	}
	if s.options.User != "" {
		u.User = url.User(s.options.User)
	}
	return u.String()
}

// Taken are the mails that it took, in their order.
func (s *Server) Taken() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.taken...)
}

func (s *Server) session(c *smtp.Conn) (smtp.Session, error) {
	if s.options.Greet != nil {
		if err := s.options.Greet(); err != nil {
			return nil, err
		}
	}
	_, secure := c.TLSConnectionState()
	return &session{Server: s, conn: c, mail: Mail{TLS: secure}}, nil
}

type session struct {
	*Server
	conn *smtp.Conn
	mail Mail
	try  int
}

func (s *session) AuthMechanisms() []string {
	switch {
	case s.options.User == "":
		return nil
	case s.options.Login:
		return []string{"LOGIN"}
	}
	return []string{sasl.Plain}
}

func (s *session) Auth(string) (sasl.Server, error) {
	check := func(user, password string) error {
		if user != s.options.User || password != s.options.Password {
			return smtp.ErrAuthFailed
		}
		s.mail.User = user
		return nil
	}
	if s.options.Login {
		return &login{check: check}, nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error { return check(user, password) }), nil
}

// login is the server's side of AUTH LOGIN, which the library has not.
type login struct {
	check func(user, password string) error
	step  int
	user  string
}

func (l *login) Next(response []byte) (challenge []byte, done bool, err error) {
	l.step++
	switch l.step {
	case 1:
		if response == nil {
			return []byte("Username:"), false, nil
		}
		l.step++
		fallthrough
	case 2:
		l.user = string(response)
		return []byte("Password:"), false, nil
	}
	return nil, true, l.check(l.user, string(response))
}

func (s *session) Mail(from string, _ *smtp.MailOptions) error {
	if s.options.User != "" && s.mail.User == "" {
		return smtp.ErrAuthRequired
	}
	s.mu.Lock()
	s.tries++
	s.try = s.tries
	s.mu.Unlock()
	s.mail.From = from
	return nil
}

func (s *session) Rcpt(to string, _ *smtp.RcptOptions) error {
	s.mail.To = to
	if s.options.Rcpt != nil {
		return s.options.Rcpt(to, s.try)
	}
	return nil
}

func (s *session) Data(r io.Reader) error {
	if s.options.Drop != nil {
		if after, on := s.options.Drop(s.try); on {
			return s.drop(r, after)
		}
	}
	var body bytes.Buffer
	if _, err := io.Copy(&body, r); err != nil {
		return err
	}
	time.Sleep(s.options.Slow)
	if s.options.Data != nil {
		if err := s.options.Data(body.Bytes(), s.try); err != nil {
			return err
		}
	}
	s.keep(body.Bytes())
	return nil
}

func (s *session) keep(body []byte) {
	m := s.mail
	m.Data = body
	s.mu.Lock()
	defer s.mu.Unlock()
	s.taken = append(s.taken, m)
}

// drop reads some bytes and closes the connection. A mail that was read whole is
// taken: only the answer is lost.
func (s *session) drop(r io.Reader, after int) error {
	if after >= 0 {
		_, _ = io.CopyN(io.Discard, r, int64(after))
	} else {
		body, _ := io.ReadAll(r)
		s.keep(body)
	}
	s.conn.Conn().Close()
	return errors.New("dropped")
}

func (s *session) Reset()        {}
func (s *session) Logout() error { return nil }
