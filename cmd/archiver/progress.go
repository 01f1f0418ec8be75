package main

import (
	"fmt"
	"io"
	"log/slog"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/archive"
)

// How often the display is drawn anew on a terminal, and a line is written to
// a pipe.
const (
	drawEvery = 100 * time.Millisecond
	lineEvery = 10 * time.Second
)

// showProgress displays a run until the returned function is called: one line
// that is drawn over on a terminal, plain lines or records now and then
// elsewhere.
func showProgress(v voice, p *archive.Progress) (stop func()) {
	width, tty := v.tty()
	every := lineEvery
	if tty {
		every = drawEvery
	}
	d := &display{out: v.stderr, records: v.records, progress: p, tty: tty, width: width, now: v.now, started: v.now()}
	ticker := time.NewTicker(every)
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			select {
			case <-ticker.C:
				d.draw()
			case <-done:
				d.erase()
				return
			}
		}
	}()
	return func() {
		ticker.Stop()
		close(done)
		<-ended
	}
}

type display struct {
	out      io.Writer
	records  *slog.Logger // nil: lines
	progress *archive.Progress
	tty      bool
	width    int
	now      func() time.Time
	started  time.Time
	seen     int64
}

func (d *display) draw() {
	line := d.line(d.now().Sub(d.started))
	if !d.tty {
		if seen := d.progress.Listed.Load() + d.progress.Fetched.Load() + d.progress.Bytes.Load(); seen != d.seen { // say nothing where nothing moves
			d.seen = seen
			d.say(line)
		}
		return
	}
	if r := []rune(line); len(r) >= d.width {
		line = string(r[:max(0, d.width-1)])
	}
	fmt.Fprintf(d.out, "\r%s\x1b[K", line)
}

func (d *display) say(line string) {
	p := d.progress
	if d.records == nil {
		fmt.Fprintln(d.out, line)
		return
	}
	d.records.Info("progress", "listed", p.Listed.Load(), "closed", p.Closed.Load(), "listing_done", p.ListingDone.Load(), "fetched", p.Fetched.Load(), "stored", p.Stored.Load(),
		"unchanged", p.Unchanged.Load(), "failed", p.Failed.Load(), "files", p.Files.Load(), "exceptions", p.Exceptions.Load(), "bytes", p.Bytes.Load())
}

func (d *display) erase() {
	if d.tty {
		fmt.Fprint(d.out, "\r\x1b[K")
	}
}

// line says how far it is, what came of it, how fast, and how long it will
// take yet: the most telling first, for a narrow terminal cuts off the end.
func (d *display) line(elapsed time.Duration) string {
	p := d.progress
	done, closed := p.Done(), p.Closed.Load()
	rate := float64(done) / max(elapsed.Seconds(), 0.001)
	parts := []string{fmt.Sprintf("stored %d", p.Stored.Load()), count(int(p.Files.Load()), "file") + " " + bytesText(p.Bytes.Load()), fmt.Sprintf("%.1f/s", rate)}
	if left := closed - done; p.ListingDone.Load() && rate > 0 && left > 0 {
		parts = append(parts, durationText(time.Duration(float64(left)/rate*float64(time.Second)))+" left")
	}
	if n := p.Failed.Load() + p.Exceptions.Load(); n > 0 {
		parts = append(parts, count(int(n), "exception"))
	}
	if n := p.Unchanged.Load(); n > 0 {
		parts = append(parts, fmt.Sprintf("unchanged %d", n))
	}
	parts = append(parts, fmt.Sprintf("fetched %d", p.Fetched.Load()), fmt.Sprintf("listed %d", p.Listed.Load()))
	line := strings.Join(parts, " · ")
	if d.tty {
		return bar(done, closed, p.ListingDone.Load()) + " " + line
	}
	return line
}

// bar is a share as ten characters; while the listing goes on nobody knows
// the whole yet.
func bar(done, all int64, known bool) string {
	const cells = 10
	if !known || all == 0 {
		return "[" + strings.Repeat("·", cells) + "]"
	}
	full := int(done * cells / all)
	return "[" + strings.Repeat("█", full) + strings.Repeat("·", cells-full) + "]"
}
