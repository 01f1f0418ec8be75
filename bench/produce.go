package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/check"
	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/discovery/production"
	"github.com/glassix-archiver/archiver/discovery/rsmf"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/render"
)

// runProduce prints what productions take: archived tickets in a directory,
// produced in all formats by a process of its own.
func runProduce(ctx context.Context, args []string) error {
	flags := newFlags("produce")
	tickets := flags.String("tickets", "1000,4000", "tickets of each production")
	files := flags.Int("files", 2, "attachments of a ticket")
	size := flags.Int("size", 20_000, "size of an attachment, in bytes")
	workers := flags.Int("workers", runtime.NumCPU(), "tickets in work at once")
	checks := flags.Bool("check", false, "also read each production back")
	if err := flags.Parse(args); err != nil {
		return err
	}
	counts, err := numbers(*tickets)
	if err != nil {
		return err
	}
	results := newTable("tickets", "documents", "pages", "seconds", "CPU ms a ticket", "peak MB", "MB at ¼, ½, ¾ and the end", "files", "MB written", "to check, s")
	for _, n := range counts {
		load := fetchtest.Generated{Tickets: n, Attachments: *files, AttachmentSize: int64(*size)}
		if err := produceOnce(ctx, results, load, *workers, *checks); err != nil {
			return err
		}
	}
	fmt.Printf("%s, %s/%s, %d cores; each ticket with %d files of %d bytes; rsmf, dat, pdf, native\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), *files, *size)
	return results.print(os.Stdout)
}

// produceOnce archives a load, produces it, and adds a line.
func produceOnce(ctx context.Context, results *table, load fetchtest.Generated, workers int, checks bool) error {
	folder, err := os.MkdirTemp("", "bench-produce-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	store, out := filepath.Join(folder, "archive"), filepath.Join(folder, "out")
	workspace, err := startWorkspace(ctx, load)
	if err != nil {
		return fmt.Errorf("start the workspace: %w", err)
	}
	fmt.Fprintf(os.Stderr, "%d tickets: archiving", load.Tickets)
	_, _, err = archiverOn(8, filepath.Join(folder, "pprof")).archive(ctx, workspace.address, store, nil)
	workspace.stop()
	if err != nil {
		return err
	}
	fmt.Fprintln(os.Stderr, ", producing")
	self, err := os.Executable()
	if err != nil {
		return err
	}
	var said strings.Builder
	cmd := exec.CommandContext(ctx, self, "production", "-store="+store, "-out="+out, fmt.Sprintf("-workers=%d", workers))
	cmd.Stdout = &said
	used, err := spendOn(cmd)
	if err != nil {
		return err
	}
	var made produceResult
	if err := json.Unmarshal([]byte(said.String()), &made); err != nil {
		return fmt.Errorf("read what it says: %w", err)
	}
	if made.Produced != load.Tickets {
		return fmt.Errorf("produced %d of %d tickets", made.Produced, load.Tickets)
	}
	written, bytes, err := weigh(out)
	if err != nil {
		return err
	}
	toCheck := "–"
	if checks {
		began := time.Now()
		found, err := check.Folder(ctx, out, check.Options{})
		if err != nil || found.Found > 0 {
			return fmt.Errorf("check the production: %d problems, %v", found.Found, err)
		}
		toCheck = fmt.Sprintf("%.1f", time.Since(began).Seconds())
	}
	results.add(fmt.Sprint(load.Tickets), fmt.Sprint(made.Documents), fmt.Sprint(made.Pages), fmt.Sprintf("%.1f", used.wall.Seconds()),
		milliseconds(used.cpu/time.Duration(load.Tickets)), fmt.Sprint(used.peak>>20), quarters(made.Memory), fmt.Sprint(written), fmt.Sprint(bytes>>20), toCheck)
	return nil
}

// produceResult is what the producing process says of its production.
type produceResult struct {
	Produced, Documents, Pages int
	Memory                     []int64 // resident, in bytes, at each quarter of the tickets
}

// runProduction is the process that produceOnce starts.
func runProduction(ctx context.Context, args []string) error {
	flags := newFlags("production")
	name := flags.String("store", "", "archive")
	out := flags.String("out", "", "where to")
	workers := flags.Int("workers", 1, "tickets in work at once")
	if err := flags.Parse(args); err != nil {
		return err
	}
	store, err := openStore(ctx, *name)
	if err != nil {
		return err
	}
	o := production.Options{Store: store, Case: "bench", Out: *out, Formats: production.Formats, Bates: production.Bates{Prefix: "ABC", Digits: 7}, Split: 10_000,
		Legend: "CONFIDENTIAL", Render: render.Options{Language: "en"}, Slices: days, Now: time.Now, Random: rand.Reader, Generator: "archiver bench", Workers: *workers, Texts: filetext.New(*workers, "")}
	for k, err := range archive.Keys(ctx, store) {
		if err != nil {
			return err
		}
		o.Keys = append(o.Keys, k)
	}
	var result produceResult
	o.Progress = func(done, all int) {
		for len(result.Memory) < 4*done/all {
			result.Memory = append(result.Memory, residentMemory())
		}
	}
	report, err := production.Run(ctx, o)
	if err != nil {
		return err
	}
	result.Produced, result.Documents, result.Pages = report.Counts.Produced, report.Counts.Documents, report.Counts.Pages
	return json.NewEncoder(os.Stdout).Encode(result)
}

func days(t *render.Transcript, facts []render.NameValue, open func(string) (io.ReadCloser, error)) (list []production.Slice) {
	o := rsmf.Options{Zone: time.UTC, Open: open}
	for _, f := range facts {
		o.Fields = append(o.Fields, rsmf.Fact{Name: f.Name, Value: f.Value})
	}
	for _, day := range rsmf.Days(t, o) {
		list = append(list, production.Slice{Write: day.Write})
	}
	return list
}

// weigh counts the files of a folder and their bytes.
func weigh(folder string) (files int, bytes int64, err error) {
	err = filepath.WalkDir(folder, func(_ string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		if err == nil {
			files, bytes = files+1, bytes+info.Size()
		}
		return err
	})
	return files, bytes, err
}
