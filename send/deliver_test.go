package send

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"net"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/glassix-archiver/archiver/send/sendtest"
)

func serverOf(t *testing.T, s *sendtest.Server) *Server {
	t.Helper()
	server, err := ParseServer(s.URL())
	if err != nil {
		t.Fatal(err)
	}
	return &server
}

// far makes a server look like one on another machine.
func far(s *Server, at string) *Server {
	s.Host = "mail.test"
	s.Dial = func(ctx context.Context, network, _ string) (net.Conn, error) {
		conn, err := new(net.Dialer).DialContext(ctx, network, at)
		return elsewhere{conn}, err
	}
	return s
}

type elsewhere struct{ net.Conn }

func (elsewhere) RemoteAddr() net.Addr { return &net.TCPAddr{IP: net.ParseIP("192.0.2.1"), Port: 587} }

func testMail(t *testing.T) *Message {
	t.Helper()
	m := Mail{From: Address{"Acme", "support@acme.example"}, To: Address{"Michal", "michal@example.com"}, Subject: "Hello", Date: time.Unix(1e9, 0).UTC(),
		Text: "one\n.\ntwo\n", HTML: "<p>one</p>", Files: []File{{"a.bin", "application/octet-stream", bytes.Repeat([]byte("archive "), 100_000)}}}
	message, err := m.Compose()
	if err != nil {
		t.Fatal(err)
	}
	return message
}

func deliver(t *testing.T, s *Server) (answer string, agreed bool, err error) {
	t.Helper()
	answer, err = s.Deliver(t.Context(), testMail(t), func(context.Context) error { agreed = true; return nil })
	return answer, agreed, err
}

func TestDeliver(t *testing.T) {
	config, roots, _ := sendtest.Certificate(t, "mail.test", "127.0.0.1")
	trust := &tls.Config{RootCAs: roots}
	tests := map[string]struct {
		options sendtest.Options
		far     bool
		tls     bool
	}{
		"on this machine":         {},
		"signed in":               {options: sendtest.Options{User: "me@acme.example", Password: "pa ss"}},
		"signed in by LOGIN":      {options: sendtest.Options{User: "me", Password: "p", Login: true}},
		"STARTTLS":                {options: sendtest.Options{TLS: config, User: "me", Password: "p"}, far: true, tls: true},
		"TLS from the first byte": {options: sendtest.Options{TLS: config, Implicit: true, User: "me", Password: "p"}, far: true, tls: true},
		"TLS on this machine":     {options: sendtest.Options{TLS: config, Implicit: true}, tls: true},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			remote := sendtest.Start(t, test.options)
			s := serverOf(t, remote)
			s.Password, s.TLS = test.options.Password, trust
			if test.far {
				far(s, remote.Address)
			}
			if _, agreed, err := deliver(t, s); err != nil || !agreed {
				t.Fatalf("agreed %v: %v", agreed, err)
			}
			taken := remote.Taken()
			if len(taken) != 1 {
				t.Fatalf("%d mails were taken", len(taken))
			}
			m := taken[0]
			if m.From != "support@acme.example" || m.To != "michal@example.com" || m.TLS != test.tls || m.User != test.options.User {
				t.Errorf("took from %s to %s, TLS %v, user %q", m.From, m.To, m.TLS, m.User)
			}
			if want := testMail(t).Bytes; !bytes.Equal(bytes.TrimRight(m.Data, "\r\n"), bytes.TrimRight(want, "\r\n")) {
				t.Errorf("the mail's %d bytes came as %d others", len(want), len(m.Data))
			}
		})
	}
}

func answer(code int, text string) *smtp.SMTPError {
	return &smtp.SMTPError{Code: code, EnhancedCode: smtp.EnhancedCode{code / 100, 1, 1}, Message: text}
}

func TestDeliverFails(t *testing.T) {
	config, roots, _ := sendtest.Certificate(t, "mail.test")
	other, _, _ := sendtest.Certificate(t, "mail.test")
	wrongName, wrongRoots, _ := sendtest.Certificate(t, "other.test")
	always := func(err error) func(string, int) error { return func(string, int) error { return err } }
	drop := func(after int) func(int) (int, bool) { return func(int) (int, bool) { return after, true } }
	tests := map[string]struct {
		options sendtest.Options
		change  func(*Server)
		far     bool
		kind    error
		agreed  bool // and the mail was begun
		says    string
	}{
		"no such user":        {options: sendtest.Options{Rcpt: always(answer(550, "no such user"))}, kind: ErrRefused, says: "name the recipient michal@example.com: the mail server refused it: 550 5.1.1 no such user"},
		"greylisted":          {options: sendtest.Options{Rcpt: always(answer(451, "come back later"))}, kind: ErrLater, says: "451 4.1.1 come back later"},
		"refused at the end":  {options: sendtest.Options{Data: func([]byte, int) error { return answer(554, "looks like spam") }}, kind: ErrRefused, agreed: true, says: "554"},
		"put off at the end":  {options: sendtest.Options{Data: func([]byte, int) error { return answer(452, "no room") }}, kind: ErrLater, agreed: true, says: "452"},
		"closed in mid-data":  {options: sendtest.Options{Drop: drop(1000)}, kind: nil, agreed: true},
		"the answer was lost": {options: sendtest.Options{Drop: drop(-1)}, kind: ErrUnknown, agreed: true, says: "it closed the connection"},
		"no answer":           {options: sendtest.Options{Slow: 2 * time.Second}, change: func(s *Server) { s.TakeWithin = 100 * time.Millisecond }, kind: ErrUnknown, agreed: true, says: "no answer in time"},
		"a slow hello":        {options: sendtest.Options{Greet: func() error { time.Sleep(time.Second); return nil }}, change: func(s *Server) { s.AnswerWithin = 100 * time.Millisecond }, kind: ErrLater, says: "no answer in time"},
		"busy":                {options: sendtest.Options{Greet: func() error { return answer(421, "too many connections") }}, kind: ErrLater, says: "421"},
		"turned away":         {options: sendtest.Options{Greet: func() error { return answer(554, "you are on a list") }}, kind: ErrTurnedAway, says: "554"},
		"wrong password":      {options: sendtest.Options{User: "me", Password: "p"}, change: func(s *Server) { s.Password = "secret-word" }, kind: ErrCredentials, says: "535"},
		"too large":           {options: sendtest.Options{MaxBytes: 1000}, kind: ErrRefused, says: "it accepts 1000"},
		"no STARTTLS":         {far: true, kind: ErrInsecure, says: "STARTTLS"},
		"unknown certificate": {options: sendtest.Options{TLS: other}, far: true, change: func(s *Server) { s.TLS = &tls.Config{RootCAs: roots} }, kind: ErrInsecure, says: "certificate"},
		"another's certificate": {options: sendtest.Options{TLS: wrongName}, far: true, change: func(s *Server) { s.TLS = &tls.Config{RootCAs: wrongRoots} },
			kind: ErrInsecure, says: "other.test"},
		"no TLS where it should be": {change: func(s *Server) { s.Implicit = true }, kind: ErrInsecure},
		"TLS where none should be":  {options: sendtest.Options{TLS: config, Implicit: true}, change: func(s *Server) { s.Implicit, s.AnswerWithin = false, 200*time.Millisecond }, kind: ErrLater},
		"nobody there":              {change: func(s *Server) { s.Port = 1 }, kind: ErrUnreachable},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			remote := sendtest.Start(t, test.options)
			s := serverOf(t, remote)
			if test.far {
				far(s, remote.Address)
			}
			if test.change != nil {
				test.change(s)
			}
			begun := time.Now()
			_, agreed, err := deliver(t, s)
			if _, ok := errors.AsType[*Failure](err); !ok || test.kind != nil && !errors.Is(err, test.kind) || agreed != test.agreed {
				t.Fatalf("agreed %v: %v", agreed, err)
			}
			if test.kind == nil && !errors.Is(err, ErrLater) && !errors.Is(err, ErrUnknown) {
				t.Errorf("is neither a plain failure nor one of unknown end: %v", err)
			}
			if !strings.Contains(err.Error(), test.says) || strings.Contains(err.Error(), "secret-word") || strings.ContainsAny(err.Error(), "\r\n") {
				t.Errorf("says %v", err)
			}
			if took := time.Since(begun); took > 5*time.Second {
				t.Errorf("took %v", took)
			}
			if n := len(remote.Taken()); n > 0 && !errors.Is(err, ErrUnknown) {
				t.Errorf("took %d mails", n)
			}
		})
	}
}

// A big mail is refused in its midst as a plain failure: nothing was taken.
func TestDropInTheMidstOfABigMail(t *testing.T) {
	remote := sendtest.Start(t, sendtest.Options{Drop: func(int) (int, bool) { return 1000, true }})
	m := testMail(t)
	m.Bytes = append(m.Bytes, bytes.Repeat([]byte("more and more of it\r\n"), 2_000_000)...)
	_, err := serverOf(t, remote).Deliver(t.Context(), m, func(context.Context) error { return nil })
	if !errors.Is(err, ErrLater) || errors.Is(err, ErrUnknown) {
		t.Errorf("%v", err)
	}
}

// A cancel ends a delivery at once, wherever it is. Once all is sent, the end is
// not known.
func TestDeliverIsCancelled(t *testing.T) {
	for name, at := range map[string]func(cut func()) sendtest.Options{
		"at the hello": func(cut func()) sendtest.Options { return sendtest.Options{Greet: func() error { cut(); return nil }} },
		"at the end": func(cut func()) sendtest.Options {
			return sendtest.Options{Data: func([]byte, int) error { cut(); return nil }}
		},
	} {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			var begun time.Time
			remote := sendtest.Start(t, at(func() {
				begun = time.Now()
				cancel()
				time.Sleep(2 * time.Second)
			}))
			_, err := serverOf(t, remote).Deliver(ctx, testMail(t), func(context.Context) error { return nil })
			took := time.Since(begun)
			if name == "at the end" && !errors.Is(err, ErrUnknown) || name == "at the hello" && !errors.Is(err, context.Canceled) {
				t.Errorf("ended with %v", err)
			}
			if took > time.Second {
				t.Errorf("took %v", took)
			}
		})
	}
}

func TestParseServer(t *testing.T) {
	for address, want := range map[string]Server{
		"smtp://mail.acme.example":              {Host: "mail.acme.example", Port: 587},
		"smtp://me%40acme.example@mail.test:25": {Host: "mail.test", Port: 25, User: "me@acme.example"},
		"smtps://me@[2001:db8::1]":              {Host: "2001:db8::1", Port: 465, User: "me", Implicit: true},
		"smtps://mail.test:2465/":               {Host: "mail.test", Port: 2465, Implicit: true},
	} {
		got, err := ParseServer(address)
		if err != nil || got.Host != want.Host || got.Port != want.Port || got.User != want.User || got.Implicit != want.Implicit {
			t.Errorf("%s: %+v, %v", address, got, err)
		}
	}
	for _, address := range []string{"", "mail.test", "http://mail.test", "smtp://", "smtp://mail.test:0", "smtp://mail.test:99999", "smtp://mail.test/inbox", "smtp://me:hush@mail.test", "smtp://me:hush@[mail.test", "smtp://mail.test?x=hush", "smtp://a%0db@mail.test"} {
		if _, err := ParseServer(address); err == nil || strings.Contains(err.Error(), "hush") {
			t.Errorf("%s: %v", address, err)
		}
	}
}
