package watch

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"
)

// parting is how long answers on their way may take when a server ends.
const parting = time.Second

// Listen answers at an address until stop is called, which returns when all is
// closed. The address is bound when Listen returns; at is what it is, with its
// port where that was 0. Clients that are slow or say too much are cut off.
func Listen(address string, handler http.Handler, log *slog.Logger) (at string, stop func(), err error) {
	listener, err := net.Listen("tcp", address)
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{
		Handler:           handler,
		ReadHeaderTimeout: 5 * time.Second,
		ReadTimeout:       10 * time.Second,
		WriteTimeout:      15 * time.Second,
		IdleTimeout:       time.Minute,
		MaxHeaderBytes:    16 << 10,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
	}
	var serving sync.WaitGroup
	serving.Go(func() { _ = server.Serve(listener) }) // ends by stop only
	return listener.Addr().String(), func() {
		ctx, cancel := context.WithTimeout(context.Background(), parting)
		defer cancel()
		_ = server.Shutdown(ctx)
		_ = server.Close() // who did not go by himself
		serving.Wait()
	}, nil
}
