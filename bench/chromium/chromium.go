// Package chromium drives a headless Chromium on this machine, to print pages
// and to look at them as a browser shows them. It speaks the DevTools protocol
// (https://chromedevtools.github.io/devtools-protocol) over a pair of pipes, so
// no port is open to others. It works on Unix systems only.
package chromium

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// ErrMissing is returned by Start where no Chromium is installed.
var ErrMissing = errors.New("no chromium, chromium-browser or google-chrome in PATH")

// Find returns the path of the installed browser, or ErrMissing.
func Find() (string, error) {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", ErrMissing
}

// Browser is a running Chromium with a profile of its own, which Close
// removes. Its pages may be used at the same time, each by one goroutine.
type Browser struct {
	cmd    *exec.Cmd
	folder string // its profile, what it says on standard error, and the pages given to Load
	conn   *conn
	ended  chan struct{} // closed when the process is gone
}

// Start starts a browser and waits until it answers. When ctx ends, the
// browser and all its helper processes are killed, as they are by Close,
// which has to be called in any case.
func Start(ctx context.Context) (*Browser, error) {
	path, err := Find()
	if err != nil {
		return nil, fmt.Errorf("start chromium: %w", err)
	}
	folder, err := os.MkdirTemp("", "chromium-")
	if err != nil {
		return nil, fmt.Errorf("start chromium: %w", err)
	}
	b := &Browser{folder: folder, ended: make(chan struct{})}
	if err := b.start(ctx, path); err != nil {
		os.RemoveAll(folder)
		return nil, fmt.Errorf("start chromium: %w", err)
	}
	if err := b.conn.call(ctx, "", "Browser.getVersion", nil, nil); err != nil {
		err = fmt.Errorf("start chromium: %w%s", err, b.lastWords())
		return nil, errors.Join(err, b.Close())
	}
	return b, nil
}

func (b *Browser) start(ctx context.Context, path string) error {
	b.cmd = exec.CommandContext(ctx, path, "--headless", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu",
		"--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
		"--disable-sync", "--disable-breakpad", "--user-data-dir="+filepath.Join(b.folder, "profile"))
	ownGroup(b.cmd)
	b.cmd.Cancel = func() error { return killGroup(b.cmd) }
	log, err := os.Create(filepath.Join(b.folder, "stderr"))
	if err != nil {
		return err
	}
	defer log.Close()
	b.cmd.Stderr = log
	theirIn, ourOut, err := os.Pipe()
	if err != nil {
		return err
	}
	defer theirIn.Close()
	ourIn, theirOut, err := os.Pipe()
	if err != nil {
		ourOut.Close()
		return err
	}
	defer theirOut.Close()
	b.cmd.ExtraFiles = []*os.File{theirIn, theirOut} // file descriptors 3 and 4
	if err := b.cmd.Start(); err != nil {
		ourOut.Close()
		ourIn.Close()
		return err
	}
	b.conn = newConn(ourIn, ourOut)
	go func() {
		b.cmd.Wait() // it is killed in the end; its exit status says nothing
		close(b.ended)
	}()
	return nil
}

// PID is the id of the browser's process and of the process group that its
// helpers are in, for measuring.
func (b *Browser) PID() int { return b.cmd.Process.Pid }

// Version is the browser's name and version, such as Chrome/156.0.7000.1.
func (b *Browser) Version(ctx context.Context) (string, error) {
	var v struct {
		Product string `json:"product"`
	}
	err := b.conn.call(ctx, "", "Browser.getVersion", nil, &v)
	return v.Product, err
}

// Close kills the browser with its helpers, waits for its end and removes its
// folder.
func (b *Browser) Close() error {
	killGroup(b.cmd) // it may be gone already
	<-b.ended
	b.conn.close()
	var err error
	for range 20 { // a helper that is just dying may still write into the profile
		if err = os.RemoveAll(b.folder); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return fmt.Errorf("close chromium: %w", err)
}

// lastWords is the end of what the browser said, for an error.
func (b *Browser) lastWords() string {
	said, err := os.ReadFile(filepath.Join(b.folder, "stderr"))
	if err != nil || len(bytes.TrimSpace(said)) == 0 {
		return ""
	}
	lines := bytes.Split(bytes.TrimSpace(said), []byte("\n"))
	return fmt.Sprintf(" (it said %q)", lines[len(lines)-1])
}
