package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"runtime/debug"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/dir"
	"github.com/glassix-archiver/archiver/storage/s3"
)

// archiving is a program that archives a workspace into a store, with the
// environment given beside its own.
type archiving struct {
	name    string
	archive func(ctx context.Context, service, store string, env []string) (usage, runResult, error)
}

// runResult is what the archiving process says of its run.
type runResult struct {
	Archived int
	Memory   []int64            // resident, in bytes, at each quarter of the tickets; nil if nobody looked
	Wall     map[string]float64 // seconds that goroutines were in each stage, all added up
}

// archiverOn is this program's own archiver, in a process of its own that
// writes its CPU profile to a file, if one is named.
func archiverOn(workers int, profile string) archiving {
	return archiving{"this", func(ctx context.Context, service, store string, env []string) (usage, runResult, error) {
		self, err := os.Executable()
		if err != nil {
			return usage{}, runResult{}, err
		}
		cmd := exec.CommandContext(ctx, self, "archive", "-service="+service, "-store="+store, "-profile="+profile, fmt.Sprintf("-workers=%d", workers))
		return archiveBy(cmd, env)
	}}
}

// archiveBy runs a command that prints a runResult.
func archiveBy(cmd *exec.Cmd, env []string, started ...func(pid int)) (usage, runResult, error) {
	var out strings.Builder
	cmd.Env, cmd.Stdout = append(os.Environ(), env...), &out
	used, err := spendOn(cmd, started...)
	if err != nil {
		return usage{}, runResult{}, err
	}
	var result runResult
	if err := json.Unmarshal([]byte(out.String()), &result); err != nil {
		return usage{}, runResult{}, fmt.Errorf("read what it says: %w", err)
	}
	return used, result, nil
}

// runArchive is the process that archiverOn starts. It archives as the command
// does.
func runArchive(ctx context.Context, args []string) error {
	flags := newFlags("archive")
	service := flags.String("service", "", "address of the workspace")
	name := flags.String("store", "", "where to")
	profile := flags.String("profile", "", "`file` for the CPU profile")
	workers := flags.Int("workers", 12, "tickets in work at once")
	if err := flags.Parse(args); err != nil {
		return err
	}
	store, err := openStore(ctx, *name)
	if err != nil {
		return err
	}
	client, err := fetch.New(fetch.Credentials{URL: *service, APIKey: department.APIKey, APISecret: department.APISecret, UserName: department.UserName}, clientOptions)
	if err != nil {
		return err
	}
	options := archive.Options{Store: store, Departments: []archive.Department{{Name: department.Name, Client: client}}, Since: loadSince, Until: loadUntil,
		Workers: *workers, Generator: "archiver bench", Now: time.Now, Random: rand.Reader, Progress: new(archive.Progress)}
	debug.SetGCPercent(300) // these two as the command does
	debug.SetMemoryLimit(200 << 20)
	runtime.MemProfileRate = 0 // the command has no profiler in it
	stop := watchRun(options.Progress)
	var report *archive.Report
	err = profiled(*profile, func() (err error) {
		report, err = archive.Run(ctx, options)
		return err
	})
	if err != nil {
		return err
	}
	if !report.Complete {
		return fmt.Errorf("the run has exceptions: %v", report.Exceptions)
	}
	result := stop()
	result.Archived = report.Archived
	return json.NewEncoder(os.Stdout).Encode(result)
}

// profiled writes the CPU profile of what it does to a file; with no name it
// just does it.
func profiled(name string, do func() error) error {
	if name == "" {
		return do()
	}
	f, err := os.Create(name)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := pprof.StartCPUProfile(f); err != nil {
		return err
	}
	defer pprof.StopCPUProfile()
	return do()
}

// clientOptions are those of the service's client in a run: the workspace has
// no limit, so none is kept here.
var clientOptions = fetch.Options{FirstRate: 1000}

func openStore(ctx context.Context, name string) (storage.Store, error) {
	if strings.HasPrefix(name, "s3://") {
		store, err := s3.Open(ctx, name, s3.Options{})
		return labelled{store}, err
	}
	return dir.Create(name)
}

// labelled marks what is done for a store: the SDK's stacks are too deep for
// the profiler to see who called it.
type labelled struct{ storage.Store }

func (s labelled) Put(ctx context.Context, key string, o storage.Object) (err error) {
	pprof.Do(ctx, pprof.Labels(stageLabel, "store"), func(ctx context.Context) { err = s.Store.Put(ctx, key, o) })
	return err
}
