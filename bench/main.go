// Command bench measures transcripts and whole runs, compares them with other
// tools, and prints the tables of docs/transcripts.md and docs/benchmarks.md.
// Run it in the module's folder:
//
//	go run ./bench run        whole runs: speed, memory, stages; compared with a Python script
//	go run ./bench produce    productions: time, memory, size
//	go run ./bench search     a catalogue of invented tickets: the time to build and to search it
//	go run ./bench store      our S3 store, compared with rclone
//	go run ./bench keep       status and verify on a large store
//	go run ./bench speed      time, compared with Chromium, WeasyPrint and plain fpdf
//	go run ./bench memory     peak memory of one transcript
//	go run ./bench words      words found in extracted text, compared with Chromium's print
//	go run ./bench pictures   pages side by side with Chromium's, to compare by eye
//
// Programs that are not installed are reported as missing and left out.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"strconv"
	"strings"
	"syscall"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:])
	stop()
	if err != nil && !errors.Is(err, flag.ErrHelp) {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(ctx context.Context, args []string) error {
	commands := map[string]func(context.Context, []string) error{
		"speed": runSpeed, "memory": runMemory, "words": runWords, "pictures": runPictures, "child": runChild,
		"run": runRun, "workspace": runWorkspace, "archive": runArchive, "produce": runProduce, "production": runProduction,
		"search": runSearch, "catalog": runCatalog,
		"store": runStore, "put": runPut, "keep": runKeep, "fill": runFill,
	}
	if len(args) == 0 || commands[args[0]] == nil {
		return fmt.Errorf("usage: bench run|search|produce|store|keep|speed|memory|words|pictures [flags]")
	}
	return commands[args[0]](ctx, args[1:])
}

// newFlags are the flags of a command.
func newFlags(command string) *flag.FlagSet {
	return flag.NewFlagSet("bench "+command, flag.ContinueOnError)
}

// numbers reads a flag such as 30,2000.
func numbers(list string) ([]int, error) {
	var got []int
	for _, s := range strings.Split(list, ",") {
		n, err := strconv.Atoi(strings.TrimSpace(s))
		if err != nil || n < 1 {
			return nil, fmt.Errorf("%q is no list of numbers such as 30,2000", list)
		}
		got = append(got, n)
	}
	return got, nil
}
