package watch

import (
	"log/slog"
	"net/http"
	"testing"
)

// An address is bound when Listen returns, is refused to a second one, and is
// free again after stop.
func TestListen(t *testing.T) {
	handler := http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusNoContent) })
	log := slog.New(slog.DiscardHandler)
	at, stop, err := Listen("127.0.0.1:0", handler, log)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := http.Get("http://" + at)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	if answer.StatusCode != http.StatusNoContent {
		t.Errorf("answered %d", answer.StatusCode)
	}
	if _, _, err := Listen(at, handler, log); err == nil {
		t.Error("two listen at one address")
	}
	stop()
	_, stop, err = Listen(at, handler, log)
	if err != nil {
		t.Fatalf("after stop: %v", err)
	}
	stop()
}
