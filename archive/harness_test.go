package archive

import (
	"bytes"
	"io"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/dir"
)

var (
	jan = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	apr = time.Date(2026, 4, 1, 0, 0, 0, 0, time.UTC)
)

// harness is a workspace with a load of tickets, a store, and what a run needs.
type harness struct {
	*testing.T
	workspace *fetchtest.Workspace
	server    *httptest.Server
	store     storage.Store
	folder    string
	wait      fetch.Options
	runs      byte
}

func newHarness(t *testing.T, load fetchtest.Generated) *harness {
	t.Helper()
	w := fetchtest.New("test", fetchtest.Department{ID: "dep-1", Name: "One", APIKey: "dep-1", APISecret: "secret-1", UserName: "a@example.com"})
	if load.Tickets > 0 {
		load.Since, load.Until = jan, apr
		if err := fetchtest.Generate(w, load); err != nil {
			t.Fatal(err)
		}
	}
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	h := &harness{T: t, workspace: w, server: server, folder: t.TempDir()}
	// The service's waits cost no time: only their number is of interest.
	h.wait = fetch.Options{Sleep: fetchtest.NewClock(time.Now()).Sleep}
	h.store = h.open(h.folder)
	return h
}

func (h *harness) open(folder string) storage.Store {
	h.Helper()
	s, err := dir.Create(folder)
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { s.Close() })
	return s
}

func (h *harness) departments() []Department {
	h.Helper()
	var list []Department
	for _, d := range h.workspace.Departments() {
		c, err := fetch.New(fetch.Credentials{URL: h.server.URL, APIKey: d.APIKey, APISecret: d.APISecret, UserName: d.UserName}, h.wait)
		if err != nil {
			h.Fatal(err)
		}
		list = append(list, Department{d.Name, c})
	}
	return list
}

func (h *harness) options() Options {
	h.runs++ // each run has a name of its own, within one second too
	return Options{Store: h.store, Departments: h.departments(), Since: jan, Until: apr, Spool: h.TempDir(), Generator: "archiver test",
		Now: time.Now, Random: bytes.NewReader([]byte{0, 0, 0, h.runs})}
}

// run is a run that has to come to its end.
func (h *harness) run() *Report {
	h.Helper()
	report, err := Run(h.Context(), h.options())
	if err != nil {
		h.Fatal(err)
	}
	if report.Closed != report.Archived+report.Unchanged+report.Failed {
		h.Errorf("closed %d is not archived %d + unchanged %d + failed %d", report.Closed, report.Archived, report.Unchanged, report.Failed)
	}
	return report
}

func (h *harness) verify() *Verification {
	h.Helper()
	v, err := Verify(h.Context(), h.store, VerifyOptions{})
	if err != nil {
		h.Fatal(err)
	}
	return v
}

func (h *harness) clean() {
	h.Helper()
	if v := h.verify(); len(v.Differences) > 0 {
		h.Errorf("verify: %v", v.Differences)
	}
}

func (h *harness) keys() []Key {
	h.Helper()
	var keys []Key
	for k, err := range Keys(h.Context(), h.store) {
		if err != nil {
			h.Fatal(err)
		}
		keys = append(keys, k)
	}
	return keys
}

// bag opens a stored bundle.
func (h *harness) bag(k Key) *bundle.Bag {
	h.Helper()
	b, err := OpenBundle(h.Context(), h.store, k)
	if err != nil {
		h.Fatal(err)
	}
	h.Cleanup(func() { b.Close() })
	return b.Bag
}

func (h *harness) file(k Key, path string) string {
	h.Helper()
	data, err := h.bag(k).ReadFile(path, 1<<30)
	if err != nil {
		h.Fatal(err)
	}
	return string(data)
}

// add puts a small ticket with one attachment into the workspace. edit
// changes its JSON.
func (h *harness) add(id string, edit ...string) {
	h.Helper()
	raw := `{"id":` + id + `,"departmentId":"dep-1","state":"Closed","culture":"he-IL","field1":"הזמנה 4711",
"open":"2026-02-01T10:00:00Z","close":"2026-02-03T10:00:00.5Z","lastActivity":"2026-02-03T10:00:00.5Z","transactions":[
{"guidTransactionId":"g2","dateTime":"2026-02-03T10:00:00","type":"TicketClosed","text":"","fromParticipant":{"type":"System"},"attachments":[]},
{"guidTransactionId":"g1","dateTime":"2026-02-01T10:00:00","type":"Message","text":"שלום","fromParticipant":{"name":"Dana","type":"Client"},
"attachments":[{"id":1,"type":"Image","fileIdentifier":"file-` + id + `","originalFileName":"photo.png","uri":"{{file:file-` + id + `}}"}]}]}`
	raw = strings.NewReplacer(edit...).Replace(raw)
	if err := h.workspace.AddTicket([]byte(raw)); err != nil {
		h.Fatal(err)
	}
	body := []byte("\x89PNG\r\n\x1a\n of " + id)
	err := h.workspace.AddFile("file-"+id, "image/png", int64(len(body)), func() (io.ReadSeekCloser, error) {
		return nopCloser{bytes.NewReader(body)}, nil
	})
	if err != nil {
		h.Fatal(err)
	}
}

// checkByHand checks every bundle of the store with tools that are not ours,
// as anyone could: Info-ZIP opens it, sha256sum holds the payload against the
// manifest, and the manifest lists as many files as there are.
func (h *harness) checkByHand() {
	h.Helper()
	for _, tool := range []string{"unzip", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				h.Fatalf("%s is not installed", tool)
			}
			h.Logf("bags not checked by hand: needs %s", tool)
			return
		}
	}
	script := `find "$1" -name '*.zip' | while read -r zip; do
		rm -rf bag && mkdir bag && unzip -q "$zip" -d bag && cd bag/* &&
		sha256sum --quiet --strict -c manifest-sha256.txt tagmanifest-sha256.txt &&
		[ "$(find data -type f | wc -l)" = "$(wc -l < manifest-sha256.txt)" ] && cd ../.. || { echo "$zip"; exit 1; }
	done`
	cmd := exec.Command("sh", "-c", script, "sh", filepath.Join(h.folder, "tickets"))
	cmd.Dir = h.TempDir()
	if out, err := cmd.CombinedOutput(); err != nil {
		h.Errorf("a bag does not hold by hand: %v\n%s", err, out)
	}
}
