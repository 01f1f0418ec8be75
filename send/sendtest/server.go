// Package sendtest is a real SMTP server on loopback for tests: it accepts,
// refuses or defers mails, drops connections or is slow, as it is told.
package sendtest

import (
	"crypto/tls"
	"io"
	"log"
	"net"
	"net/url"
	"sync"
	"testing"
	"time"

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
