package fetchtest

import (
	"context"
	"net"
	"net/http"
	"sync"
)

// InMemory serves a handler without a network, so that tests can run in a
// synctest bubble, where time passes only while all wait. The transport's
// connections lead to the handler whatever address they are for. stop ends
// the server.
func InMemory(handler http.Handler) (transport *http.Transport, stop func()) {
	listener := &pipeListener{conns: make(chan net.Conn), done: make(chan struct{})}
	server := &http.Server{Handler: handler}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(listener) }) // ends by stop only
	transport = &http.Transport{DialContext: listener.dial, MaxIdleConnsPerHost: 64}
	return transport, func() {
		transport.CloseIdleConnections()
		_ = server.Close()
		running.Wait()
	}
}

// pipeListener accepts the other ends of the pipes that it dials.
type pipeListener struct {
	conns chan net.Conn
	done  chan struct{}
	once  sync.Once
}

func (l *pipeListener) dial(ctx context.Context, _, _ string) (net.Conn, error) {
	near, far := net.Pipe()
	select {
	case l.conns <- far:
		return near, nil
	case <-l.done:
		return nil, net.ErrClosed
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (l *pipeListener) Accept() (net.Conn, error) {
	select {
	case conn := <-l.conns:
		return conn, nil
	case <-l.done:
		return nil, net.ErrClosed
	}
}

func (l *pipeListener) Close() error {
	l.once.Do(func() { close(l.done) })
	return nil
}

func (l *pipeListener) Addr() net.Addr { return pipeAddr{} }

type pipeAddr struct{}

func (pipeAddr) Network() string { return "pipe" }
func (pipeAddr) String() string  { return "pipe" }
