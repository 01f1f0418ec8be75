package main

import (
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/timestamp"

	"github.com/glassix-archiver/archiver/send/sendtest"
	"github.com/glassix-archiver/archiver/tsa/tsatest"
)

// An authority that is down fails no run and is named; the next run has it
// timestamped, and so have the other commands that write to the log.
func TestTimestamps(t *testing.T) {
	a := newArchivist(t, attackPolicy)
	a.says([]int{exitOK}, "init", "--key", a.key)
	a.ticket(4, "2026-02-04T10:00:00Z", "keep", true)
	a.tsa.Answer = func(rw http.ResponseWriter, _ func(func(*timestamp.Timestamp)) []byte) {
		rw.WriteHeader(http.StatusBadGateway)
	}
	archive := func(codes ...int) string {
		return a.says(codes, "run", "--since", "2026-01-01", "--until", "2026-06-01", "--retention", a.policy)
	}
	if out := archive(exitOK); !strings.Contains(out, "is not timestamped; the next run") || !strings.Contains(out, "it answered 502") {
		t.Errorf("said: %s", out)
	}
	if out := a.says([]int{exitOK}, "verify"); strings.Contains(out, "timestamp") {
		t.Errorf("said: %s", out)
	}
	a.tsa.Answer = nil
	if out := archive(exitOK); strings.Contains(out, "timestamped") {
		t.Errorf("said: %s", out)
	}
	for i, args := range [][]string{{"hold", "place", "--case", "c", "--ticket", "4"}, {"verify", "--record"}, {"retention", "apply", "--retention", a.policy}, {"retention", "purge", "--retention", a.policy}} {
		a.says([]int{exitOK}, args...)
		if want := min(i+2, 3); a.tsa.Asked != want+1 { // the last two enter nothing
			t.Errorf("%v: asked %d times, want %d", args, a.tsa.Asked, want+1)
		}
	}
	if out := a.says([]int{exitOK}, "verify"); !strings.Contains(out, "3 timestamps of the custody log, the last of 2026-06-01T00:00:00Z, checked against a root of yours") {
		t.Errorf("said: %s", out)
	}
	a.roots = ""
	if out := a.says([]int{exitOK}, "verify"); !strings.Contains(out, "not checked against a root") {
		t.Errorf("said: %s", out)
	}
	// Entries that claim to be later than the authority knew them.
	a.tsa.Now = func() time.Time { return a.now.AddDate(0, 0, -1).Add(23 * time.Hour) }
	archive(exitOK)
	if out := a.says([]int{exitDifference}, "verify"); !strings.Contains(out, "is from 2026-05-31T23:00:00Z, but covers an entry from 2026-06-01T00:00:00Z") {
		t.Errorf("said: %s", out)
	}
	if out := a.says([]int{exitUsage}, "run", "--tsa", "ftp://x", "--since", "2026-01-01"); !strings.Contains(out, "time-stamping authority") {
		t.Errorf("said: %s", out)
	}
	a.says([]int{exitUsage}, "verify", "--tsa-roots", a.policy)
	asked := a.tsa.Asked
	if a.says([]int{exitOK}, "produce", "--case", "a", "--bates", "A", "--from", "2026-01-01", "--out", filepath.Join(a.TempDir(), "out")); a.tsa.Asked != asked+1 {
		t.Errorf("asked %d times for a production, want 1", a.tsa.Asked-asked)
	}
}

// A mail that was sent is in the log, and so timestamped.
func TestTimestampOfMail(t *testing.T) {
	h, _ := newHouse(t, sendtest.Options{})
	h.archived()
	authority := tsatest.New(t, h.now, nil)
	h.env["ARCHIVER_TSA_URL"] = authority.URL
	if h.run(exitOK, "send", "220689377", "--to", "michal.adler@example.co.il"); authority.Asked != 1 {
		t.Errorf("asked %d times, want 1", authority.Asked)
	}
}

// What the guide says of openssl.
func TestTimestampByHand(t *testing.T) {
	needs(t, "openssl")
	a := newArchivist(t, attackPolicy)
	a.tsa.Now = time.Now
	a.says([]int{exitOK}, "init", "--key", a.key)
	a.ticket(4, "2026-02-04T10:00:00Z", "keep", true)
	a.run("2026-01-01")
	if !strings.Contains(read(t, "../../docs/custody.md"), "openssl ts -verify -data 300-4ab1….checkpoint -in 300-4ab1….tsr -CAfile roots.pem\n") {
		t.Error("the guide says something else")
	}
	answers, err := filepath.Glob(filepath.Join(a.store, "custody", "timestamps", "*.tsr"))
	if err != nil || len(answers) != 1 {
		t.Fatalf("%v, %v", answers, err)
	}
	base := strings.TrimSuffix(answers[0], ".tsr")
	for data, good := range map[string]bool{base + ".checkpoint": true, a.policy: false} {
		out, err := exec.Command("openssl", "ts", "-verify", "-data", data, "-in", answers[0], "-CAfile", a.roots).CombinedOutput()
		if good != (err == nil && strings.Contains(string(out), "Verification: OK")) {
			t.Errorf("%s: %v\n%s", data, err, out)
		}
	}
}

func needs(t *testing.T, programs ...string) {
	t.Helper()
	for _, p := range programs {
		if _, err := exec.LookPath(p); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
}

// A ticket's history in each format, with when an authority knew of it.
func TestCustodyFormats(t *testing.T) {
	a := newArchivist(t, attackPolicy)
	a.says([]int{exitOK}, "init", "--key", a.key)
	a.ticket(4, "2026-02-04T10:00:00Z", "keep", true)
	a.run("2026-01-01")
	folder := t.TempDir()
	file := filepath.Join(folder, "4")
	a.says([]int{exitOK}, "custody", "4", "--format", "pdf", "--lang", "he", "-o", file)
	if pdf := read(t, file); !strings.HasPrefix(pdf, "%PDF-") || !strings.Contains(pdf, "%%EOF") {
		t.Errorf("%d bytes are no PDF", len(pdf))
	}
	a.says([]int{exitOK}, "custody", "4", "-o", file)
	if text := read(t, file); !strings.Contains(text, "\n  known       by 2026-06-01T00:00:00Z, says CN=Test Authority (custody/timestamps/2-") {
		t.Errorf("said %s", text)
	}
	if json := a.says([]int{exitOK}, "custody", "4", "--format", "json"); !strings.Contains(json, `"timestamp":{"time":"2026-06-01T00:00:00Z","by":"CN=Test Authority","policy":"1.2.3.4.1","rooted":true,"key":"custody/timestamps/`) {
		t.Errorf("said %s", json)
	}
	for _, args := range [][]string{{"4", "--format", "pdf"}, {"4", "--format", "docx"}, {"4", "--format", "pdf", "--json", "-o", file}, {"--format", "pdf", "-o", file}, {"4", "--lang", "tlh"}} {
		a.says([]int{exitUsage}, append([]string{"custody"}, args...)...)
	}
}
