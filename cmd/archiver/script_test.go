package main

import (
	"bytes"
	"cmp"
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

func TestMain(m *testing.M) {
	// With the race detector each command would sleep for a second at its end.
	_ = os.Setenv("GORACE", cmp.Or(os.Getenv("GORACE"), "atexit_sleep_ms=0"))
	testscript.Main(tidied{m}, map[string]func(){"archiver": main})
}

// The scripts in testdata run the real command against a sample workspace of
// their own. "exits CODE archiver …" runs it and holds its exit code against
// CODE; "archived run DIR" is its archive, made before; "flip FILE OFFSET" flips a bit; "expand FILE" fills in the variables;
// "forget TICKET" takes a ticket out of ./archive and of all that runs say;
// "calls N" holds what the service was asked since the script began against N.
func TestScripts(t *testing.T) {
	caches := t.TempDir() // of all scripts: what is compiled into it takes seconds
	testscript.Run(t, testscript.Params{Dir: "testdata", Cmds: scriptCommands, Setup: func(env *testscript.Env) error {
		env.Setenv("XDG_CACHE_HOME", caches)
		return setup(env)
	}})
}

var scriptCommands = map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "flip": flip, "expand": expand, "forget": forget, "spoil": spoil, "calls": calls, "archived": archived}

// Those in testdata/s3 have a real S3 server: a bucket $LOCKED with Object Lock,
// and one $PLAIN without.
func TestScriptsOnS3(t *testing.T) {
	server := storagetest.S3Server(t, true)
	server.Setenv(t)
	caches := t.TempDir()
	testscript.Run(t, testscript.Params{Dir: "testdata/s3", Cmds: scriptCommands, Setup: func(env *testscript.Env) error {
		for name, value := range server.Env() {
			env.Setenv(name, value)
		}
		env.Setenv("XDG_CACHE_HOME", caches)
		env.Setenv("LOCKED", server.Bucket(t, true))
		env.Setenv("PLAIN", server.Bucket(t, false))
		return setup(env)
	}})
}

func setup(env *testscript.Env) error {
	w, err := fetchtest.Sample()
	if err != nil {
		return err
	}
	server := httptest.NewServer(w)
	page := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		rw.Write([]byte("<html><title>Sign in to the proxy</title></html>"))
	}))
	env.Defer(server.Close)
	env.Defer(page.Close)
	one, two := w.Departments()[0], w.Departments()[1]
	env.Setenv("GLASSIX_URL", server.URL)
	env.Setenv("GLASSIX_API_KEY", one.APIKey)
	env.Setenv("GLASSIX_API_SECRET", one.APISecret)
	env.Setenv("GLASSIX_USER_NAME", one.UserName)
	env.Setenv("KEY2", two.APIKey)
	env.Setenv("SECRET2", two.APISecret)
	env.Setenv("HTML_URL", page.URL)
	env.Setenv("GORACE", os.Getenv("GORACE"))
	env.Setenv("ARCHIVER_VERIFY_STATE", filepath.Join(env.WorkDir, "state"))
	production, err := filepath.Abs("../../discovery/check/testdata/good")
	if err != nil {
		return err
	}
	env.Setenv("PRODUCTION", production)
	env.Setenv("TAKEN", page.Listener.Addr().String())
	env.Values["workspace"] = w
	return nil
}

func calls(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: calls N")
	}
	if got := ts.Value("workspace").(*fetchtest.Workspace).Counts().Calls(); strconv.FormatInt(int64(got), 10) != args[0] {
		ts.Fatalf("the service was called %d times", got)
	}
}

func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE COMMAND …")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	got := 0
	if err := ts.Exec(args[1], args[2:]...); err != nil {
		exit, ok := errors.AsType[*exec.ExitError](err)
		if !ok {
			ts.Fatalf("%v", err)
		}
		got = exit.ExitCode()
	}
	if got != want {
		ts.Fatalf("exit code %d, want %d", got, want)
	}
}

func flip(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: flip FILE OFFSET")
	}
	path := ts.MkAbs(args[0])
	data, err := os.ReadFile(path)
	ts.Check(err)
	at, err := strconv.Atoi(args[1])
	ts.Check(err)
	data[at] ^= 1
	ts.Check(os.Remove(path))
	ts.Check(os.WriteFile(path, data, 0o444))
}

func expand(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: expand FILE")
	}
	data := os.Expand(ts.ReadFile(args[0]), ts.Getenv)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), []byte(data), 0o600))
}

// Ctrl-C in the middle of a run, of a service too, ends it within two seconds
// with exit code 130, and leaves whole bundles only.
func TestInterrupt(t *testing.T) {
	t.Run("one run", func(t *testing.T) { interruptRun(t) })
	t.Run("a service", func(t *testing.T) { interruptRun(t, "--every", "1h", "--health", "127.0.0.1:0") })
}

func interruptRun(t *testing.T, flags ...string) {
	w := fetchtest.New("slow", fetchtest.Department{ID: "d", Name: "d", APIKey: "d", APISecret: "s", UserName: "u@example.com"})
	load := fetchtest.Generated{Seed: 1, Tickets: 300, Attachments: 1, AttachmentSize: 50_000, Since: demoSince, Until: demoUntil}
	if err := fetchtest.Generate(w, load); err != nil {
		t.Fatal(err)
	}
	w.Set(func(s *fetchtest.Settings) { s.FileRate = 200_000 }) // a quarter of a second each
	server := httptest.NewServer(w)
	defer server.Close()
	dir := t.TempDir()
	cmd := archiverCommand(t, dir, server.URL, append([]string{"run", "--since", "2026-01-01"}, flags...)...)
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for w.Counts().Requests[fetchtest.Files] < 30 {
		time.Sleep(5 * time.Millisecond)
	}
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	cut := time.Now()
	err := cmd.Wait()
	if exit, ok := errors.AsType[*exec.ExitError](err); !ok || exit.ExitCode() != exitInterrupted {
		t.Errorf("ended with %v", err)
	}
	if took := time.Since(cut); took > 2*time.Second {
		t.Errorf("took %v to end", took)
	}
	if !strings.Contains(stderr.String(), "error: interrupted\nhint: ") {
		t.Errorf("said: %s", &stderr)
	}
	if out, err := archiverCommand(t, dir, server.URL, "verify").CombinedOutput(); err != nil {
		t.Errorf("verify: %v\n%s", err, out)
	}
}

// archiverCommand is this test binary run as the command.
func archiverCommand(t *testing.T, dir, url string, args ...string) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	return &exec.Cmd{Path: self, Args: append([]string{"archiver"}, args...), Dir: dir, Env: append(os.Environ(),
		"GLASSIX_URL="+url, "GLASSIX_API_KEY=d", "GLASSIX_API_SECRET=s", "GLASSIX_USER_NAME=u@example.com", "TMPDIR="+t.TempDir(), "ARCHIVER_VERIFY_STATE="+t.TempDir())}
}

// spoil cuts a ticket's bundles short.
func spoil(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: spoil TICKET")
	}
	bundles, err := filepath.Glob(ts.MkAbs("archive/tickets/*/*/*/" + args[0] + "/*.zip"))
	ts.Check(err)
	for _, file := range bundles {
		data, err := os.ReadFile(file)
		ts.Check(err)
		ts.Check(os.Remove(file))
		ts.Check(os.WriteFile(file, data[:len(data)/2], 0o600))
	}
}

func forget(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: forget TICKET")
	}
	bundles, err := filepath.Glob(ts.MkAbs("archive/tickets/*/*/*/" + args[0]))
	ts.Check(err)
	for _, folder := range bundles {
		ts.Check(os.RemoveAll(folder))
	}
	// The runs go with it: what contradicts itself would be found without a log.
	ts.Check(os.RemoveAll(ts.MkAbs("archive/runs")))
}
