package main

import (
	"bytes"
	"fmt"
	"os"
	"runtime/pprof"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/archive"
)

// lookEvery is often enough to see each stage in a run of seconds, and costs
// some percent of a core.
const lookEvery = 50 * time.Millisecond

// watchRun looks at a run from within its process, until stop is called.
func watchRun(progress *archive.Progress) (stop func() runResult) {
	w := &runWatch{progress: progress, result: runResult{Wall: map[string]float64{}}}
	end, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		last := time.Now()
		for {
			select {
			case <-end:
				return
			case now := <-ticker.C:
				w.look(now.Sub(last))
				last = now
			}
		}
	}()
	return func() runResult {
		close(end)
		<-ended
		w.remember(4) // the end
		return w.result
	}
}

type runWatch struct {
	progress *archive.Progress
	result   runResult
}

// look gives the time since the last look to the stages that goroutines are
// in now.
func (w *runWatch) look(since time.Duration) {
	if total := w.progress.Closed.Load(); w.progress.ListingDone.Load() && total > 0 {
		w.remember(int(4 * w.progress.Done() / total))
	}
	var text bytes.Buffer
	if err := pprof.Lookup("goroutine").WriteTo(&text, 1); err != nil {
		return // a buffer takes everything
	}
	for block := range strings.SplitSeq(text.String(), "\n\n") {
		count, stack := parseGoroutines(block)
		w.result.Wall[stageOf(stack)] += float64(count) * since.Seconds()
	}
}

// remember notes the memory at the quarters until this one.
func (w *runWatch) remember(quarter int) {
	for len(w.result.Memory) < quarter {
		w.result.Memory = append(w.result.Memory, residentMemory())
	}
}

// parseGoroutines reads what a goroutine profile says of those that stand in
// one place.
func parseGoroutines(block string) (count int, s stack) {
	lines := strings.Split(block, "\n")
	for _, line := range lines {
		fields := strings.Fields(line)
		switch {
		case len(fields) > 1 && fields[1] == "@":
			fmt.Sscan(fields[0], &count)
		case strings.HasPrefix(line, "# labels:"):
			s.label = strings.Contains(line, `"`+stageLabel+`":"store"`)
		case len(fields) > 2 && fields[0] == "#":
			name, _, _ := strings.Cut(fields[2], "+0x")
			s.frames = append(s.frames, name)
		}
	}
	return count, s
}

// residentMemory is what this process holds in memory now, in bytes; 0 where
// there is no /proc.
func residentMemory() int64 {
	text, err := os.ReadFile("/proc/self/statm")
	var size, resident int64
	if _, scanErr := fmt.Sscan(string(text), &size, &resident); err != nil || scanErr != nil {
		return 0
	}
	return resident * int64(os.Getpagesize())
}
