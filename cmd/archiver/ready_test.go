package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// ready has archives that several tests begin with. Each is made once, and
// copied from then on: what takes the time is to render the same tickets.
var ready larder

type larder struct {
	mu     sync.Mutex
	folder string
	made   map[string]bool
}

// fill gives an empty folder what make puts there, which is the same for all of
// that name.
func (l *larder) fill(name, folder string, make func() error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	kept := filepath.Join(l.folder, name)
	if l.made[name] {
		return copyFolder(kept, folder)
	}
	if err := make(); err != nil {
		return err
	}
	l.made[name] = true
	return copyFolder(folder, kept)
}

// copyFolder copies with times and permissions.
func copyFolder(from, to string) error {
	if err := os.MkdirAll(to, 0o750); err != nil {
		return err
	}
	return exec.Command("cp", "-a", from+"/.", to).Run()
}

// tidied is a test's main that makes the larder, and clears it away.
type tidied struct{ *testing.M }

func (m tidied) Run() int {
	folder, err := os.MkdirTemp("", "archiver-test-")
	if err != nil {
		panic(err)
	}
	defer os.RemoveAll(folder)
	ready.folder, ready.made = folder, map[string]bool{}
	return m.M.Run()
}

// archived is "archived demo DIR" or "archived run DIR" in a script: DIR is what
// that command makes of the sample workspace, without a custody key.
func archived(ts *testscript.TestScript, neg bool, args []string) {
	commands := map[string][]string{"demo": {"demo", "--out"}, "run": {"run", "--since", "2026-01-01", "--until", "2026-07-01", "--store"}}
	if neg || len(args) != 2 || commands[args[0]] == nil {
		ts.Fatalf("usage: archived demo|run DIR")
	}
	ts.Check(ready.fill(args[0], ts.MkAbs(args[1]), func() error {
		return ts.Exec("archiver", append(commands[args[0]], args[1])...)
	}))
}
