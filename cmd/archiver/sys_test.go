package main

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
)

// full is a disk without room.
type full struct{ io.Writer }

var errFull = errors.New("no space left")

func (full) Write([]byte) (int, error) { return 0, errFull }

// What could not be printed is no success.
func TestFullOutput(t *testing.T) {
	for _, args := range [][]string{{"retention", "lint"}, {"--version"}, {"--help"}} {
		var stderr bytes.Buffer
		s := system()
		s.stdout, s.stderr, s.env = full{}, &stderr, func(string) string { return "" }
		if got := run(args, s); got != exitFailed || !strings.Contains(stderr.String(), errFull.Error()) {
			t.Errorf("%v: exit code %d, %s", args, got, &stderr)
		}
	}
}
