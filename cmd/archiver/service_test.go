package main

import (
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// What the README says of a service: it answers, SIGTERM between two runs ends
// it with 0, and each line of its log is a record.
func TestServiceEndsBetweenRuns(t *testing.T) {
	w := fetchtest.New("test", opened)
	server := httptest.NewServer(w)
	defer server.Close()
	dir := t.TempDir()
	log := filepath.Join(dir, "log")
	cmd := archiverCommand(t, dir, server.URL, "run", "--since", "2026-01-01", "--every", "1h", "--health", "127.0.0.1:0", "--log", "json", "--report", "last.json")
	stderr, err := os.Create(log)
	if err != nil {
		t.Fatal(err)
	}
	defer stderr.Close()
	cmd.Stderr = stderr
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	address := waitFor(t, log, "listening for health")
	waitFor(t, log, "next run")
	for path, want := range map[string]string{"/healthz": `"result":"complete"`, "/metrics": `archiver_runs_total{result="complete"} 1`} {
		if status, body := get(t, "http://"+address+path); status != http.StatusOK || !strings.Contains(body, want) {
			t.Errorf("%s: %d %s", path, status, body)
		}
	}
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("ended with %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "last.json")); err != nil {
		t.Error(err)
	}
}

func get(t *testing.T, url string) (status int, body string) {
	t.Helper()
	answer, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil {
		t.Fatal(err)
	}
	return answer.StatusCode, string(data)
}

// waitFor waits until a log holds a record of the given message, and returns
// what it says of where or when. Every line has to be a record.
func waitFor(t *testing.T, log, message string) string {
	t.Helper()
	for t.Context().Err() == nil {
		data, err := os.ReadFile(log)
		if err != nil {
			t.Fatal(err)
		}
		whole := data[:bytes.LastIndexByte(data, '\n')+1]
		for line := range bytes.Lines(whole) {
			var record struct {
				Time           time.Time
				Level, Msg, At string
			}
			if err := json.Unmarshal(line, &record); err != nil || record.Time.IsZero() || record.Level == "" {
				t.Fatalf("the log holds %q: %v", line, err)
			}
			if record.Level == "ERROR" {
				t.Fatalf("it failed: %s", line)
			}
			if record.Msg == message {
				return record.At
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return ""
}
