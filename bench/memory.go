package main

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"runtime/debug"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/bench/talk"
	"github.com/glassix-archiver/archiver/render"
)

// runMemory prints the table of peak memory, each of a process that makes one
// transcript. It must stay small itself: Linux counts what a parent held
// when it started a child as the child's own.
func runMemory(ctx context.Context, args []string) error {
	flags := newFlags("memory")
	sizes := flags.String("messages", "2000,20000", "lengths of the transcripts, in messages")
	if err := flags.Parse(args); err != nil {
		return err
	}
	lengths, err := numbers(*sizes)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "bench-memory-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	self, err := os.Executable()
	if err != nil {
		return err
	}
	archiver := filepath.Join(folder, "archiver")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", archiver, "./cmd/archiver").CombinedOutput(); err != nil {
		return fmt.Errorf("build the archiver: %w: %s", err, out)
	}
	results := newTable("", "messages", "peak MB", "wall s", "pages", "KB")
	for _, length := range lengths {
		ticket, n := filepath.Join(folder, "ticket.json"), fmt.Sprint(length)
		if _, err := spend(ctx, self, "child", "ticket", n, ticket); err != nil {
			return err
		}
		byRender, byArchiver := filepath.Join(folder, "render.pdf"), filepath.Join(folder, "archiver.pdf")
		for _, mode := range []struct{ name, kind string }{{"render.PDF, Go's own settings", "pdf"}, {"render.PDF, garbage collected from 72 MiB on", "lean"}} {
			if err := addMemory(ctx, results, mode.name, n, self, "child", mode.kind, n, byRender); err != nil {
				return err
			}
		}
		if err := addMemory(ctx, results, "archiver transcript FILE.json", n, archiver, "transcript", ticket, "-o", byArchiver); err != nil {
			return err
		}
	}
	fmt.Printf("%s, %s/%s\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH)
	return results.print(os.Stdout)
}

// addMemory runs a command whose last word is the PDF that it makes.
func addMemory(ctx context.Context, results *table, name, length string, command ...string) error {
	used, err := spend(ctx, command...)
	if err != nil {
		return err
	}
	pdf, err := os.ReadFile(command[len(command)-1])
	if err != nil {
		return err
	}
	results.add(name, length, fmt.Sprint(used.peak>>20), fmt.Sprintf("%.2f", used.wall.Seconds()), pages(ctx, pdf), fmt.Sprint(len(pdf)>>10))
	return nil
}

// usage is what a process took from its start to its end.
type usage struct {
	wall, cpu time.Duration
	peak      int64 // of memory, in bytes
}

// spend runs a command to its end.
func spend(ctx context.Context, command ...string) (usage, error) {
	return spendOn(exec.CommandContext(ctx, command[0], command[1:]...))
}

// spendOn runs a command to its end, and tells others that it has started.
func spendOn(cmd *exec.Cmd, started ...func(pid int)) (usage, error) {
	cmd.Stderr = os.Stderr
	began := time.Now()
	err := cmd.Start()
	if err == nil {
		for _, tell := range started {
			tell(cmd.Process.Pid)
		}
		err = cmd.Wait()
	}
	if err != nil {
		return usage{}, fmt.Errorf("run %s: %w", strings.Join(cmd.Args, " "), err)
	}
	used := cmd.ProcessState
	return usage{time.Since(began), used.UserTime() + used.SystemTime(), peakMemory(used)}, nil
}

// runChild does one thing in a process of its own, for runMemory: make a made-up
// ticket's JSON, or its PDF.
func runChild(_ context.Context, args []string) error {
	if len(args) != 3 {
		return fmt.Errorf("usage: bench child ticket|pdf|lean MESSAGES FILE")
	}
	lengths, err := numbers(args[1])
	if err != nil {
		return err
	}
	t := talk.Ticket(lengths[0], 1)
	f, err := os.Create(args[2])
	if err != nil {
		return err
	}
	defer f.Close()
	if args[0] == "ticket" {
		return json.NewEncoder(f).Encode(t)
	}
	if args[0] == "lean" { // as the command does
		debug.SetMemoryLimit(72 << 20)
	}
	transcript, err := render.Build(render.Record{Ticket: t}, render.Options{})
	if err != nil {
		return err
	}
	return render.PDF(f, transcript, render.PDFOptions{})
}
