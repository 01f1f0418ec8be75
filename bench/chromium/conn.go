package chromium

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"sync"
)

// errGone is what calls get that the browser can answer no more.
var errGone = errors.New("chromium has gone")

// conn is a connection to the browser: messages in JSON, each ended by NUL.
// One goroutine reads; any may call.
type conn struct {
	in    io.ReadCloser
	out   io.WriteCloser
	write sync.Mutex // held while a message is written

	mu      sync.Mutex // guards what follows
	last    int        // id of a call
	waiting map[int]chan<- message
	loads   map[string]chan struct{} // by loader id; closed when that document is loaded
	gone    chan struct{}            // closed when the browser says nothing more
}

// args are the parameters of a call.
type args map[string]any

// message is a call, its answer or an event.
type message struct {
	ID      int             `json:"id,omitzero"`
	Session string          `json:"sessionId,omitzero"`
	Method  string          `json:"method,omitzero"`
	Params  json.RawMessage `json:"params,omitzero"`
	Result  json.RawMessage `json:"result,omitzero"`
	Error   *struct {
		Message string `json:"message"`
		Data    string `json:"data"`
	} `json:"error,omitzero"`
}

func newConn(in io.ReadCloser, out io.WriteCloser) *conn {
	c := &conn{in: in, out: out, waiting: map[int]chan<- message{}, loads: map[string]chan struct{}{}, gone: make(chan struct{})}
	go c.read()
	return c
}

func (c *conn) read() {
	defer close(c.gone)
	r := bufio.NewReader(c.in)
	for {
		text, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var m message
		if err := json.Unmarshal(text[:len(text)-1], &m); err != nil {
			return // the two no longer understand each other
		}
		c.take(m)
	}
}

func (c *conn) take(m message) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if answer := c.waiting[m.ID]; answer != nil {
		delete(c.waiting, m.ID)
		answer <- m // has room
	}
	if m.Method != "Page.lifecycleEvent" {
		return
	}
	var event struct{ LoaderID, Name string }
	if json.Unmarshal(m.Params, &event) == nil && event.Name == "load" {
		c.loaded(event.LoaderID)
	}
}

// loaded notes that a document is loaded; c.mu is held.
func (c *conn) loaded(loader string) {
	done := c.loads[loader]
	if done == nil {
		done = make(chan struct{})
		c.loads[loader] = done
	}
	select {
	case <-done: // it was told before
	default:
		close(done)
	}
}

// awaitLoad waits until the document of that loader is loaded, whether it is
// by now or not.
func (c *conn) awaitLoad(ctx context.Context, loader string) error {
	c.mu.Lock()
	done := c.loads[loader]
	if done == nil {
		done = make(chan struct{})
		c.loads[loader] = done
	}
	c.mu.Unlock()
	select {
	case <-done:
		return nil
	case <-c.gone:
		return errGone
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// call asks the browser, or the page of session, and waits for the answer,
// which goes into result unless that is nil.
func (c *conn) call(ctx context.Context, session, method string, params args, result any) error {
	answer := make(chan message, 1)
	id := c.expect(answer)
	defer c.forget(id)
	if err := c.send(message{ID: id, Session: session, Method: method}, params); err != nil {
		return fmt.Errorf("%s: %w", method, err)
	}
	select {
	case m := <-answer:
		if m.Error != nil {
			return fmt.Errorf("%s: chromium says: %s %s", method, m.Error.Message, m.Error.Data)
		}
		if result == nil {
			return nil
		}
		if err := json.Unmarshal(m.Result, result); err != nil {
			return fmt.Errorf("%s: read the answer: %w", method, err)
		}
		return nil
	case <-c.gone:
		return fmt.Errorf("%s: %w", method, errGone)
	case <-ctx.Done():
		return fmt.Errorf("%s: %w", method, context.Cause(ctx))
	}
}

// expect gives a call an id and its answer a way.
func (c *conn) expect(answer chan<- message) int {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.last++
	c.waiting[c.last] = answer
	return c.last
}

func (c *conn) forget(id int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	delete(c.waiting, id)
}

func (c *conn) send(m message, params args) error {
	if params != nil {
		raw, err := json.Marshal(params)
		if err != nil {
			return err
		}
		m.Params = raw
	}
	text, err := json.Marshal(m)
	if err != nil {
		return err
	}
	c.write.Lock()
	defer c.write.Unlock()
	_, err = c.out.Write(append(text, 0))
	return err
}

// close ends the connection and waits for the reader's end.
func (c *conn) close() {
	c.out.Close()
	c.in.Close()
	<-c.gone
}
