package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strconv"
	"time"

	"github.com/glassix-archiver/archiver/discovery/catalog"
	"github.com/glassix-archiver/archiver/discovery/query"
)

// runSearch prints the tables of docs/search.md: what a catalogue of invented
// tickets costs, and how soon a search has its first hits.
func runSearch(ctx context.Context, args []string) error {
	flags := newFlags("search")
	messages := flags.Int("messages", 100_000, "`number` of messages, eight to a ticket")
	only := flags.Bool("times", false, "only search a catalogue that -o has")
	folder := flags.String("o", "", "`folder` to keep the catalogue in; one that is there already is used")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *folder == "" {
		temp, err := os.MkdirTemp("", "bench-search-")
		if err != nil {
			return err
		}
		defer os.RemoveAll(temp)
		*folder = temp
	}
	if err := os.MkdirAll(*folder, 0o700); err != nil {
		return err
	}
	n := strconv.Itoa(*messages)
	steps := []string{"make", "idle", "bundles"}
	if *only {
		steps = nil
	}
	for _, step := range steps {
		if err := searchStep(ctx, step, n, *folder); err != nil {
			return err
		}
	}
	return searchTimes(ctx, *messages, *folder)
}

// searchStep does a thing in a process of its own, and says what it took.
func searchStep(ctx context.Context, step, messages, folder string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, "catalog", step, messages, folder)
	cmd.Stdout = os.Stdout
	used, err := spendOn(cmd)
	if err != nil {
		return err
	}
	fmt.Printf("%s: %.1f s, %.1f s of CPU, peak %d MB\n", step, used.wall.Seconds(), used.cpu.Seconds(), used.peak>>20)
	return nil
}

// runCatalog is a step of runSearch in its own process: make brings a catalogue
// up to date, idle does so when there is nothing to do, bundles makes up all
// bundles and throws them away, and find searches.
func runCatalog(ctx context.Context, args []string) error {
	if len(args) < 3 {
		return fmt.Errorf("usage: bench catalog make|idle|bundles|find MESSAGES FOLDER [QUERY]")
	}
	messages, err := strconv.Atoi(args[1])
	if err != nil {
		return err
	}
	if args[0] == "find" {
		return findOnce(ctx, messages, args[2], args[3])
	}
	store := newInvented(messages)
	if args[0] == "bundles" {
		for i := range store.tickets {
			if _, err := store.Open(ctx, store.key(i).String()); err != nil {
				return err
			}
		}
		return nil
	}
	c, err := catalog.Open(ctx, store, catalog.Options{Folder: args[2]})
	if err != nil {
		return err
	}
	defer c.Close()
	s, err := c.Update(ctx, nil)
	if err == nil {
		fmt.Printf("%d bundles, %d added, %.1f MB on disk, %d unread\n", s.Bundles, s.Added, float64(s.Bytes)/1e6, len(s.Unread))
	}
	return err
}

// findOnce searches in a process that has done nothing else.
func findOnce(ctx context.Context, messages int, folder, text string) error {
	began := time.Now()
	c, err := catalog.Open(ctx, &invented{tickets: max(1, messages/messagesATicket)}, catalog.Options{Folder: folder})
	if err != nil {
		return err
	}
	defer c.Close()
	opened := time.Since(began)
	q, err := query.Parse(text)
	if err != nil {
		return err
	}
	n, err := firstHits(ctx, c, query.Search{Query: q}, 20)
	fmt.Printf("%s, cold: opened in %.1f ms, %d hits after %.1f ms\n", text, inMS(opened), n, inMS(time.Since(began)))
	return err
}

func inMS(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }

// firstHits goes through hits as the command does: with the piece of text that
// it shows. limit 0 goes through all, without.
func firstHits(ctx context.Context, c *catalog.Catalog, s query.Search, limit int) (n int, err error) {
	for hit, err := range c.Each(ctx, s) {
		if err != nil {
			return n, err
		}
		n++
		if limit == 0 {
			continue
		}
		d, err := c.Document(ctx, hit.Key)
		if err != nil {
			return n, err
		}
		s.Excerpt(d, 240)
		if n == limit {
			break
		}
	}
	return n, nil
}

func searchTimes(ctx context.Context, messages int, folder string) error {
	store := newInvented(messages)
	c, err := catalog.Open(ctx, store, catalog.Options{Folder: folder})
	if err != nil {
		return err
	}
	defer c.Close()
	results := newTable("search", "ms to 20 hits, least", "median", "CPU ms", "hits", "ms to all of them")
	for _, row := range searches(store) {
		if err := addSearch(ctx, results, c, row.name, row.search); err != nil {
			return err
		}
	}
	fmt.Printf("\n%s, %s/%s, %d messages in %d tickets\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, messages, store.tickets)
	if err := results.print(os.Stdout); err != nil {
		return err
	}
	for _, text := range []string{store.words[0], store.words[inventedWords*3/4]} {
		if err := coldSearch(ctx, messages, folder, text); err != nil {
			return err
		}
	}
	return nil
}

func coldSearch(ctx context.Context, messages int, folder, text string) error {
	self, err := os.Executable()
	if err != nil {
		return err
	}
	cmd := exec.CommandContext(ctx, self, "catalog", "find", strconv.Itoa(messages), folder, text)
	cmd.Stdout = os.Stdout
	_, err = spendOn(cmd)
	return err
}

func addSearch(ctx context.Context, results *table, c *catalog.Catalog, name string, s query.Search) error {
	const rounds = 15
	var samples []sample
	for range rounds {
		stop, err := stopwatch(ownCPU)
		if err != nil {
			return err
		}
		if _, err := firstHits(ctx, c, s, 20); err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
		took, err := stop()
		if err != nil {
			return err
		}
		samples = append(samples, took)
	}
	began := time.Now()
	hits, err := firstHits(ctx, c, s, 0)
	all := time.Since(began)
	least, median := spread(samples, sample.ofWall)
	_, cpu := spread(samples, sample.ofCPU)
	results.add(name, fmt.Sprintf("%.1f", inMS(least)), fmt.Sprintf("%.1f", inMS(median)), fmt.Sprintf("%.1f", inMS(cpu)), strconv.Itoa(hits), fmt.Sprintf("%.0f", inMS(all)))
	return err
}
