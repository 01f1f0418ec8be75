package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
)

// storeOptions are the flags of bench store.
type storeOptions struct {
	loads           string
	workers, rounds int
	tries           string
}

// runStore prints the table of stores: our S3 store and rclone put the same
// files into the same server, in turns, so that what else the machine does
// meets both.
func runStore(ctx context.Context, args []string) error {
	var o storeOptions
	flags := newFlags("store")
	flags.StringVar(&o.loads, "objects", "2000x200000,20x64000000", "loads: how many objects of how many bytes")
	flags.IntVar(&o.workers, "workers", 8, "objects in work at once, for both")
	flags.StringVar(&o.tries, "transfers", "16,32", "what else rclone may try for its own best, in objects at once")
	flags.IntVar(&o.rounds, "rounds", 3, "how often each puts each load; the fastest one counts")
	if err := flags.Parse(args); err != nil {
		return err
	}
	loads, err := parseLoads(o.loads)
	if err != nil {
		return err
	}
	transfers, err := numbers(o.tries)
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "bench-store-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	to, err := openTarget(ctx, "s3", folder)
	if err != nil {
		return err
	}
	defer to.close()
	results := newTable("", "objects", "seconds", "objects/s", "MB/s", "CPU ms an object", "S3 server's", "peak MB")
	for _, l := range loads {
		if err != nil {
			break // what was measured until then is printed
		}
		if err = l.generate(ctx, filepath.Join(folder, "files")); err == nil {
			err = l.compare(ctx, to, putters(ctx, o.workers, transfers), o.rounds, results)
		}
		err = errors.Join(err, os.RemoveAll(l.folder))
	}
	fmt.Printf("%s, %s/%s, %d cores, which the S3 server shares; the fastest of %d rounds in turns\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU(), o.rounds)
	return errors.Join(err, results.print(os.Stdout))
}

// load is a folder of files to be put.
type load struct {
	count, size int
	folder      string
}

// parseLoads reads a flag such as 2000x200000,20x64000000.
func parseLoads(list string) ([]*load, error) {
	var loads []*load
	for word := range strings.SplitSeq(list, ",") {
		var l load
		if n, err := fmt.Sscanf(word, "%dx%d", &l.count, &l.size); n != 2 || err != nil || l.count < 1 || l.size < 0 {
			return nil, fmt.Errorf("%q is no load such as 2000x200000", word)
		}
		loads = append(loads, &l)
	}
	return loads, nil
}

// compare lets each contender put the load, round by round, and adds a line for
// each one's fastest.
func (l *load) compare(ctx context.Context, to *target, all []putter, rounds int, results *table) error {
	best := make([]put, len(all))
	err := l.rounds(ctx, to, all, rounds, best)
	for i, c := range all {
		switch {
		case c.missing != nil:
			results.add(c.name, fmt.Sprint(l.count), "not measured: "+c.missing.Error())
		case best[i].wall > 0:
			l.add(results, c.name, best[i])
		}
	}
	return err
}

// rounds notes each contender's fastest round in best.
func (l *load) rounds(ctx context.Context, to *target, all []putter, rounds int, best []put) error {
	for range rounds {
		for i, c := range all {
			if c.missing != nil {
				continue
			}
			fmt.Fprintf(os.Stderr, "%s: %d × %d bytes\n", c.name, l.count, l.size)
			p, err := l.put(ctx, to, c)
			if err != nil {
				return fmt.Errorf("%s: %w", c.name, err)
			}
			if best[i].wall == 0 || p.wall < best[i].wall {
				best[i] = p
			}
		}
	}
	return nil
}

func (l *load) add(results *table, name string, p put) {
	n, seconds := float64(l.count), p.wall.Seconds()
	results.add(name, fmt.Sprintf("%d × %s", l.count, sizeText(l.size)), fmt.Sprintf("%.2f", seconds), fmt.Sprintf("%.1f", n/seconds),
		fmt.Sprintf("%.0f", n*float64(l.size)/1e6/seconds), fmt.Sprintf("%.2f", 1000*p.cpu.Seconds()/n),
		fmt.Sprintf("%.2f", 1000*p.server.Seconds()/n), fmt.Sprint(p.peak>>20))
}

func sizeText(bytes int) string {
	if bytes >= 1e6 {
		return fmt.Sprintf("%.3g MB", float64(bytes)/1e6)
	}
	return fmt.Sprintf("%.3g KB", float64(bytes)/1e3)
}
