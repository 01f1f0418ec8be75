package fetch_test

import (
	"io"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

const secret = "s3cret/+= value"

var department = fetchtest.Department{
	ID:        "824b4850-b24c-45ed-8d41-c740ad2618bf",
	Name:      "Support",
	APIKey:    "824b4850-b24c-45ed-8d41-c740ad2618bf",
	APISecret: secret,
	UserName:  "archive@example.com",
}

func credentials() fetch.Credentials {
	return fetch.Credentials{URL: "http://localhost", APIKey: department.APIKey, APISecret: secret, UserName: department.UserName}
}

// bubble runs a test with a workspace and a client of it where time is fake.
func bubble(t *testing.T, test func(*testing.T, *fetchtest.Workspace, *fetch.Client)) {
	t.Helper()
	synctest.Test(t, func(t *testing.T) {
		w := fetchtest.New("test", department)
		test(t, w, client(t, w, fetch.Options{}))
	})
}

func client(t *testing.T, handler http.Handler, o fetch.Options) *fetch.Client {
	t.Helper()
	transport, stop := fetchtest.InMemory(handler)
	t.Cleanup(stop)
	o.HTTP = &http.Client{Transport: transport}
	o.Jitter = func() float64 { return 0.5 }
	c, err := fetch.New(credentials(), o)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

var year = fetchtest.Generated{
	Seed:  1,
	Since: time.Date(2024, 1, 1, 0, 0, 0, 0, time.UTC),
	Until: time.Date(2024, 2, 1, 0, 0, 0, 0, time.UTC),
}

func generate(t *testing.T, w *fetchtest.Workspace, tickets int) {
	t.Helper()
	g := year
	g.Tickets, g.Unclosed = tickets, 3
	if err := fetchtest.Generate(w, g); err != nil {
		t.Fatal(err)
	}
}

func addFile(t *testing.T, w *fetchtest.Workspace, name string, size int64) {
	t.Helper()
	if err := w.AddFile(name, "image/jpeg", size, fetchtest.Noise(7, size)); err != nil {
		t.Fatal(err)
	}
}

// noise is what addFile put in a file.
func noise(t *testing.T, size int64) []byte {
	t.Helper()
	f, err := fetchtest.Noise(7, size)()
	if err != nil {
		t.Fatal(err)
	}
	content, err := io.ReadAll(f)
	if err != nil {
		t.Fatal(err)
	}
	return content
}

func spool(t testing.TB) *os.File {
	t.Helper()
	f, err := os.Create(filepath.Join(t.TempDir(), "spool"))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// noSecrets holds an error's text against all that must not be in one.
func noSecrets(t *testing.T, err error) {
	t.Helper()
	for _, word := range []string{secret, "X-Amz", "Bearer", "\n"} {
		if strings.Contains(err.Error(), word) {
			t.Errorf("error holds %q: %v", word, err)
		}
	}
}

func span() fetch.Window { return fetch.Window{Since: year.Since, Until: year.Until} }
