package main

import (
	"slices"
	"strings"
)

// stageLabel is the profiler's label of what is done for the store.
const stageLabel = "stage"

// stack is where a goroutine is, the innermost call first.
type stack struct {
	label  bool // it works for the store
	frames []string
}

// stages are told by the outermost of these calls. Only names that the rooms
// export count, so that a run may be conducted in another way.
var stages = []struct{ name, call string }{
	{"list", "fetch.(*Client).List"},
	{"get", "fetch.(*Client).Ticket"},
	{"decode", "ticket.Decode"},
	{"download", "fetch.(*Client).Download"},
	{"build the transcript", "render.Build"},
	{"PDF", "render.PDF"},
	{"HTML", "render.HTML"},
	{"JSON", "render.JSON"},
	{"pack", "bundle.Write"},
	{"store", "storage/dir.(*Store).Put"},
	{"store", "storage/dir.(*draft).Put"},
}

// What is nobody's stage.
const (
	connections = "HTTP connections"
	collecting  = "garbage collection"
	scheduling  = "Go's scheduler"
	rest        = "the rest"
)

const module = "github.com/glassix-archiver/archiver/"

// stageOf tells what a goroutine is at work for.
func stageOf(s stack) string {
	if len(s.frames) == 0 {
		return rest
	}
	root := s.frames[len(s.frames)-1]
	if strings.HasPrefix(root, "net/http.(*persistConn).") || strings.HasPrefix(root, "net/http.(*Transport).") {
		return connections
	}
	if s.label {
		return "store"
	}
	for _, frame := range slices.Backward(s.frames) {
		frame = strings.TrimPrefix(frame, module)
		for _, stage := range stages {
			if after, found := strings.CutPrefix(frame, stage.call); found && (after == "" || after[0] == '.' || after[0] == '-') {
				return stage.name
			}
		}
	}
	switch {
	case root == "runtime.gcBgMarkWorker", strings.HasPrefix(root, "runtime.bg"):
		return collecting
	case strings.HasPrefix(root, "runtime.") && root != "runtime.main":
		return scheduling
	}
	return rest
}
