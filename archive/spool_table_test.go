package archive

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage"
)

// moments counts what a run asks of the service and gives to the store, and
// does something at the n-th of it.
type moments struct {
	storage.Store
	mu   sync.Mutex
	n    int
	seen int
	do   func()
}

func (m *moments) next() {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.seen == m.n {
		m.do()
	}
	m.seen++
}

func (m *moments) Put(ctx context.Context, key string, o storage.Object) error {
	m.next()
	return m.Store.Put(ctx, key, o)
}

// TestSpoolFailsAtEveryMoment takes the spool away, or its room, at each moment
// of a run. The run may end with that error, or not have needed it any more: a
// file is never missing for it.
func TestSpoolFailsAtEveryMoment(t *testing.T) {
	for name, way := range map[string]struct {
		spool func(*testing.T) string
		spoil func(t *testing.T, spool string)
	}{
		"vanished": {(*testing.T).TempDir, func(t *testing.T, spool string) {
			for _, path := range spools(t, spool) {
				if err := removeBusy(path); err != nil {
					t.Error(err)
				}
			}
		}},
		"files in the place of folders": {(*testing.T).TempDir, func(t *testing.T, spool string) {
			for _, path := range spools(t, spool) {
				for _, folder := range spools(t, path) {
					err := removeBusy(folder)
					if err == nil {
						err = os.WriteFile(folder, nil, 0o400)
					}
					if err != nil && !errors.Is(err, fs.ErrNotExist) { // the run may be at its end, and remove it itself
						t.Error(err)
					}
				}
			}
		}},
		"full": {smallDisk, fill},
	} {
		t.Run(name, func(t *testing.T) {
			clean := spoil(t, t.TempDir(), 1000, func() {})
			failed := 0
			for n := 0; n < clean; n += every(3) {
				spool := way.spool(t)
				if spoil(t, spool, n, func() { way.spoil(t, spool) }) < 0 {
					failed++
				}
			}
			t.Logf("of %d moments %d ended the run", clean, failed)
			if failed == 0 && !testing.Short() { // in a short test each third moment comes, and few of them matter
				t.Errorf("of %d moments none ended the run: nothing was shown", clean)
			}
		})
	}
}

// removeBusy removes a folder that others are putting files into.
func removeBusy(path string) error {
	err := os.RemoveAll(path)
	for range 100 {
		if err == nil {
			break
		}
		err = os.RemoveAll(path)
	}
	return err
}

// spools lists what is in a folder.
func spools(t *testing.T, folder string) []string {
	t.Helper()
	found, err := filepath.Glob(filepath.Join(folder, "*"))
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// spoil does a run whose n-th moment is spoilt, and returns how many it had, or
// -1 if it failed. A second run has to bring all to a good end.
func spoil(t *testing.T, spool string, n int, do func()) int {
	t.Helper()
	h := newHarness(t, fetchtest.Generated{})
	for _, id := range []string{"1", "2", "3"} {
		h.add(id, `"attachments":[{"id":1,`, `"attachments":[{"id":2,"type":"File","fileIdentifier":"late","originalFileName":"late.bin","uri":"{{file:late}}"},{"id":1,`)
	}
	h.host("late", "\x89PNG\r\n\x1a\n late")
	m := &moments{Store: h.store, n: n, do: do}
	h.workspace.Set(func(s *fetchtest.Settings) {
		s.Fault = func(*http.Request) fetchtest.Fault { m.next(); return fetchtest.Fault{} }
	})
	o := h.options()
	o.Store, o.Spool, o.Memory, o.Workers = m, spool, -1, 1
	report, err := Run(t.Context(), o)
	_, local := errors.AsType[*SpoolError](err)
	if err != nil && !local || err == nil && (!report.Complete || report.Archived != 3) {
		t.Errorf("moment %d: %v, %+v", n, err, report)
	}
	if v := h.verify(); len(v.Missing) > 0 || len(v.Differences) > 0 {
		t.Errorf("moment %d: left behind %+v", n, v)
	}
	if next := h.run(); !next.Complete || next.Closed != 3 || len(h.keys()) != 3 {
		t.Errorf("moment %d: the next run %+v", n, next)
	}
	if err != nil {
		return -1
	}
	return m.seen
}

// smallDisk is a spool on a little file system of its own.
func smallDisk(t *testing.T) string { return sizedDisk(t, "4m") }

func sizedDisk(t *testing.T, size string) string {
	t.Helper()
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size="+size, "tmpfs", dir).CombinedOutput(); err != nil {
		if os.Getenv("CI") == "true" && os.Geteuid() == 0 {
			t.Fatalf("mount a tmpfs: %v: %s", err, out)
		}
		t.Skipf("needs the right to mount a tmpfs: %v", err)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", "-l", dir).CombinedOutput(); err != nil {
			t.Errorf("umount: %v: %s", err, out)
		}
	})
	return dir
}

// fill leaves no room in a file system.
func fill(t *testing.T, dir string) {
	f, err := os.Create(filepath.Join(dir, fmt.Sprintf("ballast-%d", len(spools(t, dir)))))
	if err != nil {
		t.Error(err)
		return
	}
	defer f.Close()
	for block := make([]byte, 4096); err == nil; {
		_, err = f.Write(block)
	}
}
