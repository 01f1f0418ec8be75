//go:build unix

package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage/dir"
)

// kills is how often a test kills the command.
func kills(n int) int {
	if testing.Short() {
		return n / 10
	}
	return n
}

// victim is a command that is killed again and again, with the workspace, the
// store and the spool that all its processes share.
type victim struct {
	*testing.T
	random    *rand.Rand
	workspace *fetchtest.Workspace
	server    *httptest.Server
	dir, temp string
	asked     atomic.Int64 // requests to the workspace
	beside    bool         // another command runs, whose spool is not to be swept out
}

func newVictim(t *testing.T, seed uint64) *victim {
	v := &victim{T: t, random: rand.New(rand.NewPCG(seed, 0)), workspace: fetchtest.New("test", opened), dir: t.TempDir(), temp: t.TempDir()}
	v.workspace.Set(func(s *fetchtest.Settings) {
		s.Fault = func(*http.Request) fetchtest.Fault { v.asked.Add(1); return fetchtest.Fault{} }
	})
	v.server = httptest.NewServer(v.workspace)
	t.Cleanup(v.server.Close)
	return v
}

func (v *victim) command(args ...string) *exec.Cmd {
	v.Helper()
	cmd := archiverCommand(v.T, v.dir, v.server.URL, args...)
	cmd.Env = append(cmd.Env, "TMPDIR="+v.temp)
	return cmd
}

// finish runs the command to its end, with the exit code that is due.
func (v *victim) finish(code int, args ...string) {
	v.Helper()
	out, err := v.command(args...).CombinedOutput()
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else if err != nil {
		v.Fatal(err)
	}
	if got != code {
		v.Fatalf("archiver %s: exit code %d, want %d\n%s", strings.Join(args, " "), got, code, out)
	}
}

// kill runs the command and kills it at a random moment. It reports whether
// the command was still running then.
func (v *victim) kill(args ...string) bool {
	v.Helper()
	dead := v.spools()
	began := v.asked.Load()
	cmd := v.command(args...)
	var out bytes.Buffer
	cmd.Stdout, cmd.Stderr = &out, &out
	if err := cmd.Start(); err != nil {
		v.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- cmd.Wait() }()
	err := v.strike(cmd, ended, v.moment())
	exit, failed := errors.AsType[*exec.ExitError](err)
	killed := failed && !exit.Exited()
	if failed && !killed && exit.ExitCode() != exitExceptions {
		v.Fatalf("ended by itself with %v\n%s", err, &out)
	}
	if v.asked.Load() > began && !v.beside { // it came past its start
		for _, spool := range dead {
			if _, err := os.Stat(spool); err == nil {
				v.Errorf("the spool of a dead run is still there: %s", spool)
			}
		}
	}
	return killed
}

// strike waits for the moment, kills the process and returns how it ended.
func (v *victim) strike(cmd *exec.Cmd, ended <-chan error, moment func() bool) error {
	for !moment() {
		select {
		case err := <-ended:
			return err
		case <-time.After(time.Millisecond):
		}
	}
	time.Sleep(time.Duration(v.random.IntN(8000)) * time.Microsecond)
	_ = cmd.Process.Kill() // it may have ended just now
	return <-ended
}

// moment chooses when to kill: while the command starts, while it lists and
// downloads and stores, or while it ends.
func (v *victim) moment() func() bool {
	began, runs := v.asked.Load(), len(v.glob("archive/runs/*"))
	switch k := v.random.IntN(10); {
	case k < 2:
		at := time.Now().Add(time.Duration(v.random.IntN(100)) * time.Millisecond)
		return func() bool { return time.Now().After(at) }
	case k < 7:
		n := began + 1 + v.random.Int64N(20)
		return func() bool { return v.asked.Load() >= n }
	default: // a run's first file is its inventory
		return func() bool { return len(v.glob("archive/runs/*")) > runs }
	}
}

func (v *victim) glob(pattern string) []string {
	v.Helper()
	found, err := filepath.Glob(filepath.Join(v.dir, pattern))
	if err != nil {
		v.Fatal(err)
	}
	return found
}

// spools are those with something in them: a run that was killed on making one
// leaves an empty folder, which tells nobody anything.
func (v *victim) spools() []string {
	v.Helper()
	found, err := filepath.Glob(filepath.Join(v.temp, "archiver-spool-*", "lock"))
	if err != nil {
		v.Fatal(err)
	}
	return found
}

// whole holds the store against the promise: whatever was killed, what is in it
// is whole.
func (v *victim) whole() *archive.Verification {
	v.Helper()
	store, err := dir.Open(filepath.Join(v.dir, "archive"))
	if err != nil {
		v.Fatal(err)
	}
	defer store.Close()
	found, err := archive.Verify(v.Context(), store, archive.VerifyOptions{})
	if err != nil || len(found.Differences) > 0 {
		v.Fatalf("verify: %v, %+v", err, found)
	}
	for info, err := range store.List(v.Context(), "") {
		if err != nil || strings.Contains(info.Key, ".tmp") {
			v.Fatalf("listed %q, %v", info.Key, err)
		}
	}
	return found
}

// accounted checks the end of it all: each ticket has the bundles that are due,
// each of which one inventory lists, and nothing lies about.
func (v *victim) accounted(tickets, bundles int) {
	v.Helper()
	if found := v.whole(); found.Bundles != tickets*bundles || len(found.Unlisted) > 0 {
		v.Errorf("verification: %+v", found)
	}
	perTicket, listed := map[string]int{}, map[string]int{}
	for _, path := range v.glob("archive/tickets/*/*/*/*/*.zip") {
		perTicket[filepath.Dir(path)]++
	}
	for _, path := range v.glob("archive/runs/*/inventory.jsonl") {
		data, err := os.ReadFile(path)
		if err != nil {
			v.Fatal(err)
		}
		for lines := json.NewDecoder(bytes.NewReader(data)); lines.More(); {
			var line archive.Line
			if err := lines.Decode(&line); err != nil {
				v.Fatal(err)
			}
			listed[line.Key]++
		}
	}
	for _, count := range []struct {
		of       map[string]int
		len, num int
	}{{perTicket, tickets, bundles}, {listed, tickets * bundles, 1}} {
		for what, n := range count.of {
			if n != count.num {
				v.Errorf("%s: %d times, want %d", what, n, count.num)
			}
		}
		if len(count.of) != count.len {
			v.Errorf("%d, want %d", len(count.of), count.len)
		}
	}
	if left := v.spools(); len(left) > 0 {
		v.Errorf("left in the spool: %v", left)
	}
}

// window is a random stretch of the tickets' three months, short enough for a
// run to come to its end before it is killed there.
func (v *victim) window() []string {
	from := demoSince.AddDate(0, 0, v.random.IntN(85))
	to := from.AddDate(0, 0, 1+v.random.IntN(4))
	return []string{"--since", from.Format(time.DateOnly), "--until", to.Format(time.DateOnly)}
}

var wholeWindow = []string{"--since", "2026-01-01", "--until", "2026-04-01"}

// kill -9 a hundred times, at moments spread over the whole of a run: the store
// has whole bundles only, and the next run ends complete, with each ticket in
// the store once and in one inventory.
func TestKilledAtAnyMoment(t *testing.T) {
	const tickets = 150
	v := newVictim(t, 1)
	load := fetchtest.Generated{Seed: 1, Tickets: tickets, Attachments: 2, AttachmentSize: 20_000, Since: demoSince, Until: demoSince.AddDate(0, 3, 0)}
	if err := fetchtest.Generate(v.workspace, load); err != nil {
		t.Fatal(err)
	}
	for killed := 0; killed < kills(100); {
		if !v.kill(append([]string{"run"}, v.window()...)...) {
			continue
		}
		if killed++; killed%10 == 0 {
			v.whole()
		}
	}
	before := len(v.glob("archive/tickets/*/*/*/*/*.zip"))
	v.finish(exitOK, append([]string{"run", "--report", "last.json"}, wholeWindow...)...)
	report := readReport(t, filepath.Join(v.dir, "last.json"))
	if !report.Complete || report.Closed != tickets || report.Unchanged != before || report.Archived != tickets-before {
		t.Errorf("report: %+v; %d bundles were there before", report, before)
	}
	t.Logf("%d bundles were stored by killed runs", before)
	v.accounted(tickets, 1)
}

func readReport(t *testing.T, path string) (report archive.Report) {
	t.Helper()
	data, err := os.ReadFile(path)
	if err == nil {
		err = json.Unmarshal(data, &report)
	}
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// The same of runs that complete bundles which lack a file.
func TestKilledWhileRetrying(t *testing.T) {
	const tickets = 30
	v := newVictim(t, 2)
	for i := range tickets {
		at := demoSince.AddDate(0, 0, 3*i).Add(time.Hour).Format(time.RFC3339)
		raw := fmt.Sprintf(`{"id":%d,"departmentId":"d","state":"Closed","open":%q,"close":%[2]q,"lastActivity":%[2]q,"transactions":[
{"guidTransactionId":"g","dateTime":%[2]q,"type":"Message","text":"hello","fromParticipant":{"type":"Client"},"attachments":[
{"type":"File","fileIdentifier":"here","originalFileName":"here.bin","uri":"{{file:here}}"},
{"type":"File","fileIdentifier":"late","originalFileName":"late.bin","uri":"{{file:late}}"}]}]}`, i+1, at)
		if err := v.workspace.AddTicket([]byte(raw)); err != nil {
			t.Fatal(err)
		}
	}
	v.host("here")
	v.finish(exitExceptions, append([]string{"run"}, wholeWindow...)...)
	v.host("late")
	for range kills(20) { // once all is completed there is little left to be killed at
		v.kill("run", "--retry-exceptions", "--since", "2026-03-20", "--until", "2026-04-01")
	}
	t.Logf("%d bundles were completed by killed runs", len(v.glob("archive/tickets/*/*/*/*/*_1.zip")))
	v.whole()
	v.finish(exitOK, append([]string{"run", "--retry-exceptions", "--report", "last.json"}, wholeWindow...)...)
	if report := readReport(t, filepath.Join(v.dir, "last.json")); !report.Complete || report.Closed != tickets {
		t.Errorf("report: %+v", report)
	}
	v.accounted(tickets, 2)
}

// host puts a file on the file host.
func (v *victim) host(name string) {
	v.Helper()
	err := v.workspace.AddFile(name, "application/octet-stream", int64(len(name)), func() (io.ReadSeekCloser, error) {
		return nopSeekCloser{strings.NewReader(name)}, nil
	})
	if err != nil {
		v.Fatal(err)
	}
}

type nopSeekCloser struct{ io.ReadSeeker }

func (nopSeekCloser) Close() error { return nil }

// Of two runs side by side one is killed: the other one does not notice.
func TestKilledBesideAnother(t *testing.T) {
	const tickets = 40
	for round := range max(kills(5), 1) {
		v := newVictim(t, uint64(round))
		v.beside = true
		load := fetchtest.Generated{Seed: 1, Tickets: tickets, Attachments: 1, AttachmentSize: 5_000, Since: demoSince, Until: demoSince.AddDate(0, 3, 0)}
		if err := fetchtest.Generate(v.workspace, load); err != nil {
			t.Fatal(err)
		}
		args := append([]string{"run", "--report", "last.json"}, wholeWindow...)
		other := v.command(args...)
		var out bytes.Buffer
		other.Stdout, other.Stderr = &out, &out
		if err := other.Start(); err != nil {
			t.Fatal(err)
		}
		v.kill(slices.Concat([]string{"run"}, wholeWindow)...)
		if err := other.Wait(); err != nil {
			t.Fatalf("the other run ended with %v\n%s", err, &out)
		}
		if report := readReport(t, filepath.Join(v.dir, "last.json")); !report.Complete || report.Closed != tickets {
			t.Errorf("report: %+v", report)
		}
		if found := v.whole(); found.Bundles != tickets || len(found.Unlisted) > 0 {
			t.Errorf("verification: %+v", found)
		}
	}
}
