package send

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net"
	"time"

	"github.com/emersion/go-smtp"
)

// Deliver hands a message over, and returns the server's answer to it. When the
// server has agreed to the recipient, and before anything of the mail leaves,
// accepted is called; its error ends the delivery and is returned as it is.
//
// Errors are *Failure. ErrUnknown is all that leaves open whether the mail was
// taken; a cancel that came before the last byte was sent is the context's
// error. It ends within a second of a cancel.
func (s *Server) Deliver(ctx context.Context, m *Message, accepted func(context.Context) error) (answer string, err error) {
	c, done, err := s.connect(ctx)
	if err != nil {
		return "", err
	}
	defer done()
	if err := c.offer(m); err != nil {
		return "", cut(ctx, err)
	}
	if err := accepted(ctx); err != nil {
		return "", err
	}
	return c.hand(ctx, m)
}

// conversation is a connection on which we introduced ourselves.
type conversation struct {
	*smtp.Client
	conn *patient
	take time.Duration // how long the server may think about a whole mail
	to   string        // the server, for people
}

// whole bounds a delivery, so that a server that dribbles can't hold it for ever.
const whole = time.Hour

// connect opens a conversation that a cancel ends. The caller runs done.
func (s *Server) connect(ctx context.Context) (c *conversation, done func(), err error) {
	dialing, cancel := context.WithTimeout(ctx, 30*time.Second)
	defer cancel()
	dial := s.Dial
	if dial == nil {
		dial = new(net.Dialer).DialContext
	}
	raw, err := dial(dialing, "tcp", s.address())
	if err != nil {
		return nil, nil, cut(ctx, &Failure{Kind: ErrUnreachable, Step: "connect to " + s.String(), Err: err})
	}
	limited, free := context.WithTimeout(ctx, whole)
	stop := context.AfterFunc(limited, func() { raw.Close() })
	done = func() { stop(); free(); raw.Close() }
	conn := &patient{raw, cmp.Or(s.AnswerWithin, 2*time.Minute)}
	client, err := s.greet(conn)
	if err == nil {
		c = &conversation{client, conn, cmp.Or(s.TakeWithin, 10*time.Minute), s.String()}
		err = s.authenticate(c)
	}
	if err != nil {
		done()
		return nil, nil, cut(ctx, err)
	}
	return c, done, nil
}

// cut is the context's error where that is the cause.
func cut(ctx context.Context, err error) error {
	if ctx.Err() != nil && err != nil {
		return ctx.Err()
	}
	return err
}

// offer names sender, recipient and size.
func (c *conversation) offer(m *Message) error {
	if most, ok := c.MaxMessageSize(); ok && most > 0 && len(m.Bytes) > most {
		err := fmt.Errorf("the mail has %d bytes, and it accepts %d", len(m.Bytes), most)
		return &Failure{Kind: ErrRefused, Step: "offer the mail to " + c.to, Err: err}
	}
	if err := c.Mail(m.From.Mail, &smtp.MailOptions{Size: int64(len(m.Bytes))}); err != nil {
		return turnedAway("name the sender "+m.From.Mail, err)
	}
	return failed("name the recipient "+m.To.Mail, c.Rcpt(m.To.Mail, nil))
}

// hand sends the mail itself. Before its last line nothing is taken, so that an
// error until then is a plain one.
func (c *conversation) hand(ctx context.Context, m *Message) (string, error) {
	const step = "deliver the mail"
	w, err := c.Data()
	if err != nil {
		return "", cut(ctx, failed(step, err))
	}
	if _, err := w.Write(m.Bytes); err != nil {
		return "", cut(ctx, failed(step, err))
	}
	if ctx.Err() != nil {
		return "", ctx.Err()
	}
	c.conn.within = c.take
	answer, err := w.CloseWithResponse()
	if _, answered := errors.AsType[*smtp.SMTPError](err); answered {
		return "", failed(step, err)
	} else if err != nil {
		return "", &Failure{Kind: ErrUnknown, Step: step, Err: err}
	}
	_ = c.Quit() // it has the mail, whatever comes now
	return oneLine(answer.StatusText, 200), nil
}
