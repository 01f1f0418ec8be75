//go:build darwin || dragonfly || freebsd || linux || netbsd || openbsd

package dir

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"os/exec"
	"testing"
	"time"
)

// holder names, to a process of its own, the store whose lock it's to hold.
const holder = "TEST_HOLDS_A_LOCK_OF"

// A lock binds other processes, and what a process held when it was killed holds
// nobody up.
func TestLockOfTheDead(t *testing.T) {
	if name := os.Getenv(holder); name != "" {
		hold(t, name)
	}
	s := create(t)
	cmd := exec.Command(os.Args[0], "-test.run", "^TestLockOfTheDead$")
	cmd.Env = append(os.Environ(), holder+"="+s.name)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := cmd.StdinPipe(); err != nil { // it ends with us
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Wait()
	defer cmd.Process.Kill()
	if line, err := bufio.NewReader(out).ReadString('\n'); line != "locked\n" {
		t.Fatalf("the other process says %q, %v", line, err)
	}
	done := make(chan error, 1)
	go func() { done <- s.Put(t.Context(), "a/k", locked("x", governance(s, time.Hour))) }()
	select {
	case err := <-done:
		t.Fatalf("put under another's lock: %v", err)
	case <-time.After(20 * time.Millisecond):
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err != nil {
		t.Error(err)
	}
}

// hold takes the lock, says so, and waits to be killed.
func hold(t *testing.T, name string) {
	s, err := Open(name)
	if err == nil {
		_, err = s.lock(t.Context(), "a/k")
	}
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println("locked")
	_, _ = io.Copy(io.Discard, os.Stdin)
}
