package main

import (
	"os"
	"path/filepath"
	"time"
)

// begin takes note that a verification of the whole store begins. To resume, it
// tells when the last one began that did not come to its end, if there is one:
// what was read since need not be read again.
func (b *readBook) begin(resume bool) (since time.Time) {
	if b.path == "" {
		return since
	}
	now := b.now().UTC().Truncate(time.Millisecond)
	if resume {
		text, _ := os.ReadFile(b.begun())
		if at, err := time.Parse(time.RFC3339Nano, string(text)); err == nil && !at.After(now) {
			return at
		}
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	b.err = os.MkdirAll(filepath.Dir(b.path), 0o700)
	if b.err == nil {
		b.err = os.WriteFile(b.begun(), []byte(now.Format(time.RFC3339Nano)), 0o600)
	}
	return since
}

func (b *readBook) begun() string { return b.path + ".begun" }

// finish takes note that it came to its end.
func (b *readBook) finish() {
	if b.path != "" {
		os.Remove(b.begun())
	}
}
