package main

import (
	"fmt"
	"strings"
	"testing"
	"time"
)

// Each line begins with the time, however it is written, and once.
func TestLines(t *testing.T) {
	now := time.Date(2026, 2, 3, 10, 0, 0, 0, time.UTC)
	var out strings.Builder
	w := &lines{out: &out, now: func() time.Time { return now }}
	for _, part := range []string{"one\ntw", "o", "\n", "", "\nthree"} {
		if n, err := fmt.Fprint(w, part); n != len(part) || err != nil {
			t.Errorf("%q: wrote %d, %v", part, n, err)
		}
	}
	const at = "2026-02-03T10:00:00Z "
	if got, want := out.String(), at+"one\n"+at+"two\n"+at+"\n"+at+"three"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
