package production

import (
	"bytes"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/discovery/check"
	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/discovery/rsmf"
	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/dir"
)

// noon is when all productions of the tests are made.
var noon = time.Date(2026, 11, 27, 12, 0, 0, 0, time.UTC)

func clock() time.Time { return noon }

// house is a store with what a workspace had, and its custody log.
type house struct {
	*testing.T
	store  storage.Keeper
	folder string
	log    *custody.Log
	public string
	runs   byte
	served *fetchtest.Workspace
	server *httptest.Server
}

func newHouse(t *testing.T, w *fetchtest.Workspace) *house {
	t.Helper()
	return newHouseIn(t, t.TempDir(), w)
}

func newHouseIn(t *testing.T, folder string, w *fetchtest.Workspace) *house {
	t.Helper()
	h := &house{T: t, folder: folder}
	store, err := dir.Create(h.folder)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	h.store = store
	private, public, err := custody.GenerateKey(bytes.NewReader(bytes.Repeat([]byte{7}, 1000)), "archive.example/test")
	if err != nil {
		t.Fatal(err)
	}
	signer, verifier, err := custody.ParseSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	if h.log, err = custody.Open(t.Context(), store, signer, verifier, clock); err != nil {
		t.Fatal(err)
	}
	h.public = public
	h.archive(w)
	return h
}

// archive runs once over the whole workspace.
func (h *house) archive(w *fetchtest.Workspace) *archive.Report {
	h.Helper()
	if h.server == nil || h.served != w {
		h.served, h.server = w, httptest.NewServer(w)
		h.Cleanup(h.server.Close)
	}
	var departments []archive.Department
	for _, d := range w.Departments() {
		client, err := fetch.New(fetch.Credentials{URL: h.server.URL, APIKey: d.APIKey, APISecret: d.APISecret, UserName: d.UserName}, fetch.Options{Sleep: fetchtest.NewClock(time.Now()).Sleep, FirstRate: 1000})
		if err != nil {
			h.Fatal(err)
		}
		departments = append(departments, archive.Department{Name: d.Name, Client: client})
	}
	h.runs++
	report, err := archive.Run(h.Context(), archive.Options{Store: h.store, Departments: departments, Since: noon.AddDate(-1, 0, 0), Until: noon, Spool: h.TempDir(),
		Generator: "archiver test", Now: time.Now, Random: bytes.NewReader([]byte{0, 0, 0, h.runs}), Log: slog.New(slog.NewTextHandler(h.Output(), nil)), Custody: h.log, RetryExceptions: h.runs > 1})
	if err != nil {
		h.Fatal(err)
	}
	return report
}

func sampleHouse(t *testing.T) *house {
	t.Helper()
	w, err := fetchtest.Sample()
	if err != nil {
		t.Fatal(err)
	}
	return newHouse(t, w)
}

func (h *house) keys() []archive.Key {
	h.Helper()
	var keys []archive.Key
	for k, err := range archive.Keys(h.Context(), h.store) {
		if err != nil {
			h.Fatal(err)
		}
		keys = append(keys, k)
	}
	return keys
}

// options are for all that the store has.
func (h *house) options(out string) Options {
	h.Helper()
	return Options{
		Store: h.store, Keys: h.keys(), Selection: Selection{Query: "", Filters: []render.NameValue{}, Text: "everything"}, Case: "case-2026-017", Out: out,
		Formats: Formats, Bates: Bates{"ABC", 7}, Split: 10_000, Legend: "CONFIDENTIAL", Render: render.Options{Language: "en"}, Slices: testSlices,
		Log: h.log, View: h.log.View(), Public: h.public, Now: clock, Random: bytes.NewReader(make([]byte, 8)), Generator: "archiver test", By: "a lawyer", Workers: 4, Texts: texts(),
	}
}

// texts is one extractor for all tests.
var texts = sync.OnceValue(func() *filetext.Extractor { return filetext.New(2, "") })

func testSlices(t *render.Transcript, facts []render.NameValue, open func(string) (io.ReadCloser, error)) []Slice {
	return slicesOf(t, facts, rsmf.Options{Zone: time.UTC, Open: open})
}

func slicesOf(t *render.Transcript, facts []render.NameValue, o rsmf.Options) []Slice {
	for _, f := range facts {
		o.Fields = append(o.Fields, rsmf.Fact{Name: f.Name, Value: f.Value})
	}
	var list []Slice
	for _, d := range rsmf.Days(t, o) {
		list = append(list, Slice{Write: d.Write})
	}
	return list
}

// produce also reads back what is produced, by what does not know who wrote it.
func (h *house) produce(o Options) *Report {
	h.Helper()
	r, err := Run(h.Context(), o)
	if err != nil {
		h.Fatal(err)
	}
	if c := r.Counts; c.Found != c.Produced+c.Withheld+c.Duplicates || c.Documents != c.Parents+c.Attachments {
		h.Errorf("the counts do not add up: %+v", c)
	}
	found, err := check.Folder(h.Context(), o.Out, check.Options{})
	if err != nil {
		h.Fatal(err)
	}
	for _, p := range found.Problems {
		if p.Code == check.CustodyEntry && o.Log == nil {
			continue // the log is read, and the production not entered
		}
		h.Errorf("read back: %v", p)
	}
	return r
}

// needs skips a test for want of a program, and fails it in CI.
func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err == nil {
			continue
		}
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not installed", p)
		}
		t.Skipf("needs %s", p)
	}
}

// tree is every file of a folder with its bytes.
func tree(t *testing.T, folder string) map[string]string {
	t.Helper()
	files := map[string]string{}
	err := filepath.WalkDir(folder, func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		files[filepath.ToSlash(strings.TrimPrefix(path, folder+string(filepath.Separator)))] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}
