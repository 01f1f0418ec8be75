package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"time"

	"github.com/glassix-archiver/archiver/bench/talk"
	"github.com/glassix-archiver/archiver/render"
)

// warmUp is how many transcripts a contender makes before it is measured, as
// a program that runs has.
const warmUp = 5

// fastRounds is how many times as often those are measured that take
// milliseconds.
const fastRounds = 10

// runSpeed prints the table of speeds.
func runSpeed(ctx context.Context, args []string) error {
	flags := newFlags("speed")
	sizes := flags.String("messages", "30,2000", "lengths of the transcripts, in messages")
	rounds := flags.Int("rounds", 5, "transcripts of each length for those that are slow; ten times as many for the others")
	if err := flags.Parse(args); err != nil {
		return err
	}
	lengths, err := numbers(*sizes)
	if err != nil {
		return err
	}
	if err := keepToOneCore(); err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "bench-speed-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	results := newTable("", "messages", "rounds", "CPU ms, least", "median", "wall ms, least", "median", "pages", "KB")
	next := newSource(folder)
	for _, start := range contenders {
		if err := compete(ctx, start, next, lengths, *rounds, results); err != nil {
			return err
		}
	}
	fmt.Printf("%s, %s/%s, %d core; each transcript is a new one\n\n", runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.GOMAXPROCS(0))
	return results.print(os.Stdout)
}

// compete lets one contender make its transcripts and adds what it took.
func compete(ctx context.Context, start starter, next *source, lengths []int, rounds int, results *table) error {
	c, err := start(ctx)
	if c.name == "" {
		return fmt.Errorf("a contender without a name: %w", err)
	}
	if err != nil {
		results.add(c.name, fmt.Sprintf("not measured: %v", err))
		return nil
	}
	defer c.close()
	if c.fast {
		rounds *= fastRounds
	}
	for _, length := range lengths {
		fmt.Fprintf(os.Stderr, "%s: %d × %d messages\n", c.name, rounds, length)
		samples, pdf, err := repeat(ctx, c, next, length, rounds)
		if ctx.Err() != nil {
			return context.Cause(ctx)
		}
		if err != nil {
			results.add(c.name, fmt.Sprint(length), fmt.Sprintf("failed: %v", err))
			continue
		}
		leastCPU, cpu := spread(samples, sample.ofCPU)
		leastWall, wall := spread(samples, sample.ofWall)
		results.add(c.name, fmt.Sprint(length), fmt.Sprint(rounds), milliseconds(leastCPU), milliseconds(cpu),
			milliseconds(leastWall), milliseconds(wall), pages(ctx, pdf), fmt.Sprint((len(pdf)+512)/1024))
	}
	return nil
}

// repeat has a contender make transcripts of one length. The last one is
// returned with what each took.
func repeat(ctx context.Context, c contender, next *source, length, rounds int) (samples []sample, pdf []byte, err error) {
	for range warmUp {
		said, err := next.conversation(min(length, 30), c)
		if err == nil {
			_, err = c.print(ctx, said)
		}
		if err != nil {
			return nil, nil, err
		}
	}
	for range rounds {
		said, err := next.conversation(length, c)
		if err != nil {
			return nil, nil, err
		}
		stop, err := stopwatch(c.spent)
		if err != nil {
			return nil, nil, err
		}
		if pdf, err = c.print(ctx, said); err != nil {
			return nil, nil, err
		}
		s, err := stop()
		if err != nil {
			return nil, nil, err
		}
		samples = append(samples, s)
	}
	return samples, pdf, nil
}

// milliseconds says a duration with three digits, more only before the point.
func milliseconds(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case ms < 10:
		return fmt.Sprintf("%.2f", ms)
	case ms < 100:
		return fmt.Sprintf("%.1f", ms)
	}
	return fmt.Sprintf("%.0f", ms)
}

// source gives conversations, never the same one twice.
type source struct {
	seed   uint64
	folder string // for their HTML
}

func newSource(folder string) *source { return &source{folder: folder} }

// conversation is what a contender makes a PDF of, in the forms that they
// want it in.
type conversation struct {
	record     render.Record
	transcript *render.Transcript
	page       string // path of the HTML transcript; empty for those that don't read it
}

// conversation makes one up, and what the contender needs of it beforehand.
func (s *source) conversation(messages int, who contender) (*conversation, error) {
	s.seed++
	c := &conversation{record: render.Record{Ticket: talk.Ticket(messages, s.seed)}}
	transcript, err := render.Build(c.record, render.Options{})
	if err != nil {
		return nil, err
	}
	c.transcript = transcript
	if !who.readsHTML {
		return c, nil
	}
	var b bytes.Buffer
	if err := render.HTML(&b, transcript); err != nil {
		return nil, err
	}
	c.page = fmt.Sprintf("%s/%d.html", s.folder, s.seed)
	return c, os.WriteFile(c.page, b.Bytes(), 0o600)
}
