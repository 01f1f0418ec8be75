package fetch_test

import (
	"fmt"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// drip sends the beginning of a long body at once and the rest of it byte by
// byte, for hours.
func drip(rw http.ResponseWriter, r *http.Request, beginning string) {
	rw.Header().Set("Content-Length", "1000000")
	_, _ = rw.Write([]byte(beginning))
	for r.Context().Err() == nil {
		_, _ = rw.Write([]byte(" "))
		_ = http.NewResponseController(rw).Flush()
		select {
		case <-r.Context().Done():
		case <-time.After(2 * time.Second):
		}
	}
}

// A byte every two seconds is no silence, but would hold a run for ever.
func TestADripIsGivenUp(t *testing.T) {
	for name, test := range map[string]struct {
		beginning string
		longest   time.Duration
	}{
		"at once":                 {"", 10*time.Minute + 5*time.Second},
		"after a quick beginning": {strings.Repeat("x", 200_000), 20*time.Minute + 10*time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				n, began := 0, time.Now()
				host := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
					if n++; n == 1 {
						drip(rw, r, test.beginning)
						return
					}
					fmt.Fprint(rw, "the file")
				})
				got, err := client(t, host, fetch.Options{}).Download(t.Context(), fetch.Link{URI: "http://localhost/file"}, spool(t), 0)
				if err != nil || got.Size != 8 || n != 2 {
					t.Errorf("%d bytes in %d requests, %v", got.Size, n, err)
				}
				if took := time.Since(began); took < 10*time.Minute || took > test.longest {
					t.Errorf("took %v", took)
				}
			})
		})
	}
}

func TestADripOfTheServiceIsGivenUp(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		n := 0
		service := &scripted{list: func(string) string { return fmt.Sprintf(oneTicket, "null") }}
		c := client(t, http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
			if fetchtest.EndpointOf(r) == fetchtest.List {
				if n++; n == 1 {
					drip(rw, r, "{")
					return
				}
			}
			service.ServeHTTP(rw, r)
		}), fetch.Options{})
		if listed, err := count(t, c, span()); listed != 1 || err != nil || n != 2 {
			t.Errorf("%d tickets of %d lists, %v", listed, n, err)
		}
	})
}

// What always drips fails, and says why.
func TestAHostThatAlwaysDrips(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		host := http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { drip(rw, r, "") })
		_, err := client(t, host, fetch.Options{Attempts: 2}).Download(t.Context(), fetch.Link{URI: "http://localhost/file"}, spool(t), 0)
		if err == nil || !strings.Contains(err.Error(), "too slowly") {
			t.Errorf("got %v", err)
		}
	})
}
