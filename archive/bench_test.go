package archive

import (
	"bytes"
	"fmt"
	"net/http/httptest"
	"os"
	"runtime/debug"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage/dir"
)

// BenchmarkRun shows that memory follows neither the number of tickets nor
// the size of an attachment: compare peak-MB of its cases. The workspace runs
// in the same process and is counted with it.
func BenchmarkRun(b *testing.B) {
	for _, load := range []fetchtest.Generated{
		{Tickets: 200, Attachments: 2, AttachmentSize: 200_000},
		{Tickets: 2000, Attachments: 2, AttachmentSize: 200_000},
		{Tickets: 1, Attachments: 1, AttachmentSize: 1 << 20},
		{Tickets: 1, Attachments: 1, AttachmentSize: 1 << 30},
	} {
		b.Run(fmt.Sprintf("tickets=%d/files=%dx%dKB", load.Tickets, load.Attachments, load.AttachmentSize/1000), func(b *testing.B) {
			for b.Loop() {
				benchmarkRun(b, load)
			}
		})
	}
}

func benchmarkRun(b *testing.B, load fetchtest.Generated) {
	b.Helper()
	w := fetchtest.New("bench", fetchtest.Department{ID: "d", APIKey: "d", APISecret: "s", UserName: "u@example.com"})
	load.Seed, load.Since, load.Until = 1, jan, apr
	if err := fetchtest.Generate(w, load); err != nil {
		b.Fatal(err)
	}
	server := httptest.NewServer(w)
	defer server.Close()
	client, err := fetch.New(fetch.Credentials{URL: server.URL, APIKey: "d", APISecret: "s", UserName: "u@example.com"}, fetch.Options{})
	if err != nil {
		b.Fatal(err)
	}
	store, err := dir.Create(b.TempDir())
	if err != nil {
		b.Fatal(err)
	}
	defer store.Close()
	resetPeak(b)
	started := time.Now()
	report, err := Run(b.Context(), Options{Store: store, Departments: []Department{{Client: client}}, Since: jan, Until: apr,
		Spool: b.TempDir(), Now: time.Now, Random: bytes.NewReader(make([]byte, 4)), Generator: "bench"})
	if err != nil || report.Archived != load.Tickets || !report.Complete {
		b.Fatalf("%v, %+v", err, report)
	}
	b.ReportMetric(peakMB(b), "peak-MB")
	b.ReportMetric(float64(load.Tickets)/time.Since(started).Seconds(), "tickets/s")
}

// resetPeak makes the kernel count the process's largest size anew.
func resetPeak(b *testing.B) {
	b.Helper()
	debug.FreeOSMemory()
	if err := os.WriteFile("/proc/self/clear_refs", []byte("5"), 0); err != nil {
		b.Skipf("needs Linux's /proc to measure memory: %v", err)
	}
}

func peakMB(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	var kb float64
	_, after, _ := strings.Cut(string(status), "VmHWM:")
	if _, err := fmt.Sscan(after, &kb); err != nil {
		b.Fatal(err)
	}
	return kb / 1000
}
