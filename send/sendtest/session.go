package sendtest

import (
	"bytes"
	"errors"
	"io"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

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
