package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// TestMain lets the test's own program be the processes that runRun starts.
func TestMain(m *testing.M) {
	if len(os.Args) > 1 && slices.Contains([]string{"workspace", "archive", "put", "fill"}, os.Args[1]) {
		main()
		return
	}
	os.Exit(m.Run())
}

func TestStageOf(t *testing.T) {
	tests := []struct {
		want   string
		label  bool
		frames []string // the innermost first
	}{
		{"download", false, []string{"syscall.read", module + "fetch.(*download).copy", module + "fetch.(*Client).Download", module + "archive.(*job).save"}},
		{"list", false, []string{module + "ticket.Decode", module + "fetch.readPage", module + "fetch.(*Client).List.func1", module + "archive.(*run).list"}},
		{"list", false, []string{"runtime.chansend", module + "archive.(*run).list-range1", module + "fetch.(*Client).List.func1"}},
		{"PDF", false, []string{module + "render.PDF", module + "archive.(*job).render"}},
		{rest, false, []string{module + "render.PDFOptions", module + "archive.(*job).render"}},
		{"store", true, []string{"crypto/sha256.block", "github.com/aws/smithy-go/middleware.(*Stack).HandleMiddleware"}},
		{"store", false, []string{"syscall.fsync", module + "storage/dir.(*draft).Put", module + "archive.(*job).store"}},
		{connections, true, []string{"syscall.write", "net/http.(*persistConn).writeLoop"}},
		{collecting, false, []string{"runtime.scanobject", "runtime.gcBgMarkWorker"}},
		{scheduling, false, []string{"runtime.findRunnable", "runtime.mcall"}},
		{rest, false, []string{"main.runArchive", "runtime.main"}},
		{rest, false, nil},
	}
	for _, test := range tests {
		if got := stageOf(stack{test.label, test.frames}); got != test.want {
			t.Errorf("%q is in stage %q, want %q", test.frames, got, test.want)
		}
	}
}

func TestParseTrace(t *testing.T) {
	block := "     stage:  store\n      30ms   crypto/sha256.block (inline)\n             main.labelled.Put.func1\n             runtime.goexit\n"
	spent, got := parseTrace(block)
	want := stack{true, []string{"crypto/sha256.block", "main.labelled.Put.func1", "runtime.goexit"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(stack{})); diff != "" || spent != 30*time.Millisecond {
		t.Errorf("%v (-want +got):\n%s", spent, diff)
	}
	if spent, got := parseTrace("File: bench\nType: cpu\nDuration: 10s, Total samples = 1s\n"); spent != 0 || len(got.frames) > 0 {
		t.Errorf("the head is read as %v of %v", spent, got)
	}
}

func TestParseGoroutines(t *testing.T) {
	count, got := parseGoroutines("2 @ 0x1 0x2\n# labels: {\"stage\":\"store\"}\n#\t0x1\tsync.(*Mutex).Lock+0x1f\t/go/src/sync/mutex.go:1\n#\t0x2\tmain.f+0x1\t/x y.go:2\n")
	want := stack{true, []string{"sync.(*Mutex).Lock", "main.f"}}
	if diff := cmp.Diff(want, got, cmp.AllowUnexported(stack{})); diff != "" || count != 2 {
		t.Errorf("%d (-want +got):\n%s", count, diff)
	}
}

// A run of a few tickets fills its lines, memory and CPU time included.
func TestRunIntoDirectory(t *testing.T) {
	if residentMemory() == 0 {
		t.Skip("measures by Linux's /proc")
	}
	r := &runs{options: runOptions{files: 1, size: 1000, workers: 2, keep: t.TempDir()}, folder: t.TempDir(),
		results: newTable("", "tickets", "seconds", "tickets/s", "CPU", "workspace's", "S3", "peak", "memory")}
	if err := r.into(t.Context(), "dir", []int{5, 20}); err != nil {
		t.Fatal(err)
	}
	if len(r.results.rows) != 2 || len(r.shares) != 1 {
		t.Fatalf("%d lines and %d tables of shares, want 2 and 1: %q", len(r.results.rows), len(r.shares), r.results.rows)
	}
	row := r.results.rows[1]
	if row[1] != "20" || row[4] == "0.00" || row[7] == "0" || len(strings.Split(row[8], ", ")) != 4 {
		t.Errorf("the line says %q", row)
	}
	for _, name := range stageNames() {
		if !strings.Contains(r.shares[0], "| "+name+" |") {
			t.Errorf("no line for the stage %q:\n%s", name, r.shares[0])
		}
	}
	if left, err := filepath.Glob(filepath.Join(r.folder, "dir", "*")); err != nil || len(left) > 0 {
		t.Errorf("%q are left (%v)", left, err)
	}
}

// What is not there is said to be missing, and the table is printed all the
// same.
func TestRunWithoutItsPrograms(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	r := &runs{folder: t.TempDir(), results: newTable("", "tickets")}
	for _, target := range []string{"s3", "tape"} {
		if err := r.into(t.Context(), target, []int{1}); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := findRival(t.Context(), r.folder); err == nil {
		t.Error("a Python was found")
	}
	for _, row := range r.results.rows {
		if !strings.HasPrefix(row[1], "not measured: ") {
			t.Errorf("the row says %q", row)
		}
	}
}
