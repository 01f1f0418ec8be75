package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/custody"
)

// runKeep prints the table of what it takes to look after a store that has
// grown: each command as a process of its own, on stores of growing size.
func runKeep(ctx context.Context, args []string) error {
	flags := newFlags("keep")
	sizes := flags.String("bundles", "1000,10000,100000", "sizes of the stores, in bundles of some 1.4 KB")
	signed := flags.Bool("signed", true, "with a custody log")
	only := flags.String("only", "", "measure the command of this `name` only, such as status")
	if err := flags.Parse(args); err != nil {
		return err
	}
	counts, err := numbers(*sizes)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "bench-keep-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	program := filepath.Join(folder, "archiver")
	if out, err := exec.CommandContext(ctx, "go", "build", "-o", program, "./cmd/archiver").CombinedOutput(); err != nil {
		return fmt.Errorf("build the archiver: %w: %s", err, out)
	}
	results := newTable("", "bundles", "seconds", "CPU s", "µs of CPU a bundle", "peak MB")
	for _, count := range counts {
		if err != nil {
			break // what was measured until then is printed
		}
		k := &keeping{program: program, folder: filepath.Join(folder, fmt.Sprint(count)), count: count, only: *only}
		err = k.measure(ctx, *signed, results)
	}
	fmt.Printf("%s, %s/%s, %d cores\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	return errors.Join(err, results.print(os.Stdout))
}

// keeping measures the commands on one store.
type keeping struct {
	program, folder string
	count           int
	only            string
	key             string // to check the log with; "" without one
}

// tending are the commands that look after a store. The last one has what the one
// before it remembers.
var tending = [][]string{{"status"}, {"verify", "--quick"}, {"verify"}, {"verify", "--share=1/30"}}

func (k *keeping) measure(ctx context.Context, signed bool, results *table) error {
	defer os.RemoveAll(k.folder)
	fmt.Fprintf(os.Stderr, "make a store of %d bundles\n", k.count)
	if err := k.fill(ctx, signed); err != nil {
		return fmt.Errorf("make a store: %w", err)
	}
	for _, command := range tending {
		name := strings.Join(command, " ")
		if k.only != "" && k.only != name {
			continue
		}
		fmt.Fprintf(os.Stderr, "%s: %d bundles\n", name, k.count)
		used, err := spendOn(k.command(ctx, command))
		if err != nil {
			return err
		}
		results.add("archiver "+name, fmt.Sprint(k.count), fmt.Sprintf("%.2f", used.wall.Seconds()), fmt.Sprintf("%.2f", used.cpu.Seconds()),
			fmt.Sprintf("%.0f", 1e6*used.cpu.Seconds()/float64(k.count)), fmt.Sprint(used.peak>>20))
	}
	return nil
}

// fill has a process of its own make the store: Linux counts what a parent held
// when it started a child as the child's own.
func (k *keeping) fill(ctx context.Context, signed bool) error {
	store := filepath.Join(k.folder, "archive")
	if err := os.MkdirAll(store, 0o755); err != nil {
		return err
	}
	secret := ""
	if signed {
		var err error
		if secret, k.key, err = custody.GenerateKey(rand.Reader, "bench.example/archive"); err != nil {
			return err
		}
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, "fill", "-store="+store, fmt.Sprintf("-bundles=%d", k.count))
	cmd.Env = append(os.Environ(), "BENCH_KEY="+secret, "BENCH_VERIFIER="+k.key)
	_, err = spendOn(cmd)
	return err
}

// runFill is the process that makes a store.
func runFill(ctx context.Context, args []string) error {
	var store kept
	flags := newFlags("fill")
	flags.StringVar(&store.folder, "store", "", "an empty folder")
	count := flags.Int("bundles", 1000, "how many")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if secret := os.Getenv("BENCH_KEY"); secret != "" {
		var err error
		if store.signer, err = note.NewSigner(secret); err != nil {
			return err
		}
		if store.check, err = note.NewVerifier(os.Getenv("BENCH_VERIFIER")); err != nil {
			return err
		}
	}
	return store.fill(ctx, *count)
}

// command is the archiver on the store, with places of its own for what it
// remembers.
func (k *keeping) command(ctx context.Context, words []string) *exec.Cmd {
	cmd := exec.CommandContext(ctx, k.program, append(words, "--store="+filepath.Join(k.folder, "archive"))...)
	cmd.Dir = k.folder
	cmd.Env = append(os.Environ(), "ARCHIVER_CUSTODY_VERIFIER="+k.key, "ARCHIVER_CUSTODY_SEEN="+filepath.Join(k.folder, "seen"), "XDG_CACHE_HOME="+filepath.Join(k.folder, "cache"))
	return cmd
}
