package fetch

import (
	"context"
	"errors"
	"io"
	"log"
	"net"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

func newClient(t *testing.T, base string, o Options) *Client {
	t.Helper()
	o.Sleep = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	c, err := New(Credentials{URL: base, APIKey: "key", APISecret: "hidden", UserName: "user"}, o)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		c.api.CloseIdleConnections()
		if g, ok := c.files.Transport.(*guard); ok {
			g.direct.(*http.Transport).CloseIdleConnections()
		}
	})
	return c
}

func downloadFrom(t *testing.T, c *Client, address string) error {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	_, err = c.Download(t.Context(), Link{URI: address}, f, 0)
	return err
}

// knocked is a listener on this machine, and how often somebody came.
func knocked(t *testing.T) (port string, times *atomic.Int64) {
	t.Helper()
	times = new(atomic.Int64)
	server := httptest.NewUnstartedServer(http.NotFoundHandler())
	server.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			times.Add(1)
		}
	}
	server.Config.ErrorLog = log.New(io.Discard, "", 0)
	server.StartTLS()
	t.Cleanup(server.Close)
	_, port, _ = net.SplitHostPort(server.Listener.Addr().String())
	return port, times
}

// A name that leads into this machine's own network is refused before any
// connection, unless it is listed. The listener proves that there was none.
func TestWhatIsDialledIsJudged(t *testing.T) {
	resolver := names(t, map[string][]string{
		"inner.example.com": {"10.0.0.1"}, "machine.example.com": {"127.0.0.1"}, "meta.example.com": {"169.254.169.254"},
	})
	port, times := knocked(t)
	for name, test := range map[string]struct {
		host  string
		allow []string
		is    bool
		knock int64
	}{
		"a private address":        {host: "inner.example.com", is: true},
		"this machine":             {host: "machine.example.com", is: true},
		"this machine, by number":  {host: "127.0.0.1", is: true},
		"metadata":                 {host: "meta.example.com", is: true},
		"metadata, listed by name": {host: "meta.example.com", allow: []string{"*.example.com"}, is: true},
		"listed by name":           {host: "machine.example.com", allow: []string{"machine.example.com"}, knock: 1},
		"listed by address":        {host: "machine.example.com", allow: []string{"127.0.0.0/8"}, knock: 1},
	} {
		t.Run(name, func(t *testing.T) {
			times.Store(0)
			c := newClient(t, "https://acme.glassix.com", Options{Resolver: resolver, AllowHosts: test.allow})
			err := downloadFrom(t, c, "https://"+net.JoinHostPort(test.host, port)+"/a?X-Amz-Signature=1")
			if err == nil || errors.Is(err, ErrForbiddenHost) != test.is || strings.Contains(err.Error(), "X-Amz") {
				t.Errorf("got %v", err)
			}
			if got := times.Load(); got != test.knock { // whose certificate nobody signed
				t.Errorf("%d connections, want %d", got, test.knock)
			}
		})
	}
}

// The name is public when it is looked at, and private when it is dialled.
func TestRebindingDoesNotHelp(t *testing.T) {
	port, times := knocked(t)
	resolver := names(t, map[string][]string{"files.example.com": {"8.8.8.8", "127.0.0.1"}})
	if first, err := resolver.LookupNetIP(t.Context(), "ip4", "files.example.com"); err != nil || first[0].String() != "8.8.8.8" {
		t.Fatalf("got %v, %v", first, err)
	}
	c := newClient(t, "https://acme.glassix.com", Options{Resolver: resolver})
	if err := downloadFrom(t, c, "https://files.example.com:"+port+"/a"); !errors.Is(err, ErrForbiddenHost) {
		t.Errorf("got %v", err)
	}
	if n := times.Load(); n != 0 {
		t.Errorf("%d connections", n)
	}
}

// What the service was really reached on opens its own kind, whatever its name
// is; files are fetched there, and nowhere else inside.
func TestTheServicesOwnKindOfAddress(t *testing.T) {
	var requests atomic.Int64
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		switch r.URL.Path {
		case "/away":
			http.Redirect(rw, r, "https://10.0.0.1/a", http.StatusFound)
		case "/metadata":
			http.Redirect(rw, r, "http://169.254.169.254/latest/meta-data", http.StatusFound)
		default:
			_, _ = io.WriteString(rw, `{"access_token":"t","expires_in":100}`)
		}
	}))
	defer server.Close()
	c := newClient(t, server.URL, Options{})
	if err := downloadFrom(t, c, server.URL+"/a"); err != nil {
		t.Errorf("a file beside its service: %v", err)
	}
	for _, path := range []string{"/away", "/metadata"} {
		requests.Store(0)
		if err := downloadFrom(t, c, server.URL+path); !errors.Is(err, ErrForbiddenHost) || requests.Load() != 1 {
			t.Errorf("%s: after %d requests: %v", path, requests.Load(), err)
		}
	}

	_, port, _ := net.SplitHostPort(server.Listener.Addr().String())
	h, err := newHosts("https://Desk.example.com:"+port, nil)
	if err != nil {
		t.Fatal(err)
	}
	dial := h.noting(net.Dialer{Resolver: names(t, map[string][]string{"desk.example.com": {"127.0.0.1"}, "proxy.example.com": {"127.0.0.1"}})})
	for _, test := range []struct {
		name string
		want class
	}{{"proxy.example.com", 0}, {"desk.example.com", loopback}} {
		conn, err := dial(t.Context(), "tcp", test.name+":"+port)
		if err != nil {
			t.Fatal(err)
		}
		_ = conn.Close()
		if got := class(h.service.Load()); got != test.want {
			t.Errorf("after dialling %s: %d, want %d", test.name, got, test.want)
		}
	}
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// Behind a proxy the names are judged, since it is the proxy that dials.
func TestBehindAProxy(t *testing.T) {
	resolver := names(t, map[string][]string{
		"files.example.com": {"8.8.8.8"}, "inner.example.com": {"10.0.0.1"}, "desk.inner.example": {"192.168.0.9"}, "acme.glassix.com": {"8.8.4.4"},
	})
	answers := func(by string) roundTrip {
		return func(*http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: 200, Header: http.Header{"By": {by}}, Body: http.NoBody}, nil
		}
	}
	proxy := func(r *http.Request) (*url.URL, error) {
		if strings.HasPrefix(r.URL.Host, "direct") {
			return nil, nil
		}
		return url.Parse("http://10.9.9.9:3128") // its own address does not matter
	}
	for name, test := range map[string]struct {
		base, host string
		allow      []string
		by         string
		is         bool
	}{
		"a public host":                    {host: "files.example.com", by: "proxy"},
		"not through it":                   {host: "direct.example.com", by: "dialler"},
		"a private host":                   {host: "inner.example.com", is: true},
		"a private address":                {host: "10.0.0.1", is: true},
		"a private host, listed":           {host: "inner.example.com", allow: []string{"10.0.0.0/8"}, by: "proxy"},
		"not known here":                   {host: "unknown.example.com"},
		"not known here, listed":           {host: "unknown.example.com", allow: []string{"*.example.com"}, by: "proxy"},
		"a private host of a private desk": {base: "https://desk.inner.example", host: "inner.example.com", by: "proxy"},
		"a service that is not known here": {base: "https://desk.nowhere.example", host: "inner.example.com", is: true},
	} {
		t.Run(name, func(t *testing.T) {
			if test.base == "" {
				test.base = "https://acme.glassix.com"
			}
			h, err := newHosts(test.base, test.allow)
			if err != nil {
				t.Fatal(err)
			}
			g := &guard{h, proxy, answers("dialler"), answers("proxy"), resolver}
			r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://"+test.host+"/a", nil)
			if err != nil {
				t.Fatal(err)
			}
			answer, err := g.RoundTrip(r)
			if (err == nil) != (test.by != "") || errors.Is(err, ErrForbiddenHost) != test.is {
				t.Fatalf("got %v", err)
			}
			if err == nil && answer.Header.Get("By") != test.by {
				t.Errorf("went by the %s", answer.Header.Get("By"))
			}
		})
	}
}

// With HTTP_PROXY set, both kinds of requests go through the proxy, which may
// be on a private address itself.
func TestThroughARealProxy(t *testing.T) {
	var seen []string
	proxy := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		seen = append(seen, r.URL.Host)
		_, _ = io.WriteString(rw, "content")
	}))
	defer proxy.Close()
	h, err := newHosts("https://acme.glassix.com", []string{"localhost"})
	if err != nil {
		t.Fatal(err)
	}
	through := func(*http.Request) (*url.URL, error) { return url.Parse(proxy.URL) }
	_, files := transports(h, Options{Resolver: names(t, nil)}, through)
	c := newClient(t, "https://acme.glassix.com", Options{})
	c.hosts, c.files = h, &http.Client{Transport: files, CheckRedirect: h.follow}
	if err := downloadFrom(t, c, "http://localhost/a"); err != nil { // https would need a tunnel
		t.Fatal(err)
	}
	if len(seen) != 1 || seen[0] != "localhost" || h.service.Load() != 0 {
		t.Errorf("the proxy saw %v, and the service is on %d", seen, h.service.Load())
	}
	files.(*guard).proxied.(*http.Transport).CloseIdleConnections()
}
