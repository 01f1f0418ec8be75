package send

import (
	"cmp"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// greet says hello, encrypted unless the server is on this machine: there it
// is only by smtps.
func (s *Server) greet(conn net.Conn) (client *smtp.Client, err error) {
	step := "connect to " + s.String()
	switch {
	case s.Implicit:
		client = smtp.NewClient(tls.Client(conn, s.tls()))
	case isLoopback(conn.RemoteAddr()):
		client = smtp.NewClient(conn)
	default:
		if client, err = smtp.NewClientStartTLS(conn, s.tls()); err != nil {
			return nil, secured(step, err)
		}
	}
	return client, secured(step, client.Hello(cmp.Or(s.Name, "localhost")))
}

// secured sorts an error of a connection that has to be encrypted.
func secured(step string, err error) error {
	_, unknown := errors.AsType[*tls.CertificateVerificationError](err)
	_, plain := errors.AsType[tls.RecordHeaderError](err)
	if unknown || plain || err != nil && strings.Contains(err.Error(), "doesn't support STARTTLS") { // the library has no value for it
		return &Failure{Kind: ErrInsecure, Step: step, Err: err}
	}
	return turnedAway(step, err)
}

func isLoopback(a net.Addr) bool {
	tcp, ok := a.(*net.TCPAddr)
	return ok && tcp.IP.IsLoopback()
}

func (s *Server) authenticate(c *conversation) error {
	if s.User == "" {
		return nil
	}
	var mechanism sasl.Client
	switch {
	case c.SupportsAuth("PLAIN"):
		mechanism = sasl.NewPlainClient("", s.User, s.Password)
	case c.SupportsAuth("LOGIN"):
		mechanism = sasl.NewLoginClient(s.User, s.Password)
	default:
		return &Failure{Kind: ErrCredentials, Step: "sign in at " + s.String(), Err: errors.New("it offers neither PLAIN nor LOGIN")}
	}
	err := failed("sign in at "+s.String(), c.Auth(mechanism))
	if f, ok := errors.AsType[*Failure](err); ok && f.Kind == ErrRefused {
		f.Kind = ErrCredentials
	}
	return err
}

// patient is a connection whose other side has some time for each step. The
// deadlines that the library sets don't cover all of them, and are passed over.
type patient struct {
	net.Conn
	within time.Duration
}

func (p *patient) Read(b []byte) (int, error) {
	if err := p.Conn.SetReadDeadline(time.Now().Add(p.within)); err != nil {
		return 0, err
	}
	return p.Conn.Read(b)
}

func (p *patient) Write(b []byte) (int, error) {
	if err := p.Conn.SetWriteDeadline(time.Now().Add(p.within)); err != nil {
		return 0, err
	}
	return p.Conn.Write(b)
}

func (*patient) SetDeadline(time.Time) error      { return nil }
func (*patient) SetReadDeadline(time.Time) error  { return nil }
func (*patient) SetWriteDeadline(time.Time) error { return nil }
