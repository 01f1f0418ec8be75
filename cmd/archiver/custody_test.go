package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/dir"
)

// begun is a directory in which a log is begun with one batch of entries.
type begun struct{ *dir.Store }

func (b begun) Swap(ctx context.Context, key string, old, new []byte) error {
	if old != nil {
		return storage.ErrConflict
	}
	return b.Put(ctx, key, storage.Bytes(new, "text/plain"))
}

// custodian is a user with a key and a log.
type custodian struct {
	*testing.T
	folder, public string
	seen           string
}

func newCustodian(t *testing.T) *custodian {
	c := &custodian{T: t, folder: t.TempDir(), seen: t.TempDir()}
	secret, public, err := custody.GenerateKey(strings.NewReader(strings.Repeat("k", 32)), "acme.example/archive")
	if err != nil {
		t.Fatal(err)
	}
	c.public = public
	signer, verifier, err := custody.ParseSigner(secret)
	if err != nil {
		t.Fatal(err)
	}
	store, err := dir.Create(c.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	now := func() time.Time { return time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC) }
	l, err := custody.Open(t.Context(), begun{store}, signer, verifier, now)
	if err != nil {
		t.Fatal(err)
	}
	var entries []custody.Entry
	for i := range 300 {
		entries = append(entries, custody.Entry{Event: custody.Archived, Ticket: int64(1 + i%150), Key: fmt.Sprintf("tickets/%d.zip", i), By: "שרה \u202e\x1b[2J <b>"})
	}
	if _, err := l.Append(t.Context(), entries); err != nil {
		t.Fatal(err)
	}
	return c
}

// says runs the command and gives what it prints.
func (c *custodian) says(code int, args ...string) string {
	c.Helper()
	var out bytes.Buffer
	s := system()
	s.stdout, s.stderr = &out, &out
	s.env = func(name string) string {
		return map[string]string{"ARCHIVER_STORE": c.folder, "ARCHIVER_CUSTODY_VERIFIER": c.public, "ARCHIVER_CUSTODY_SEEN": c.seen}[name]
	}
	if got := run(args, s); got != code {
		c.Errorf("%v: exit code %d, want %d\n%s", args, got, code, &out)
	}
	return out.String()
}

func (c *custodian) wants(said string, parts ...string) {
	c.Helper()
	for _, p := range parts {
		if !strings.Contains(said, p) {
			c.Errorf("there is no %q in\n%s", p, said)
		}
	}
}

func TestCustodyOfATicket(t *testing.T) {
	c := newCustodian(t)
	said := c.says(exitOK, "custody", "7")
	c.wants(said, "chain of custody of ticket 7\n", "log acme.example/archive, 300 entries", "(entry 6)", "(entry 156)", "2026-03-01T12:00:00Z  archived", "tickets/156.zip", "שרה ··[2J <b>")
	if strings.ContainsAny(said, "\x1b\u202e") {
		t.Errorf("it speaks to the terminal: %q", said)
	}
	lines := strings.Split(strings.TrimSpace(c.says(exitOK, "custody", "7", "--json")), "\n")
	if len(lines) != 3 {
		t.Fatalf("%d lines of JSON", len(lines))
	}
	for _, line := range lines {
		if !json.Valid([]byte(line)) {
			t.Errorf("%s", line)
		}
	}
	c.wants(lines[1], `{"index":156,"entry":{"time":"2026-03-01T12:00:00Z","event":"archived","ticket":7,`, "<b>")
	c.wants(lines[2], `"log":"acme.example/archive","size":300,`)
	c.wants(c.says(exitFailed, "custody", "999"), "has no entry for ticket 999")
}

func TestVerifyProofCommand(t *testing.T) {
	c := newCustodian(t)
	proofs := filepath.Join(t.TempDir(), "proofs")
	c.wants(c.says(exitOK, "custody", "7", "--proofs", proofs), "2 proofs in", "--key "+c.public)
	c.wants(c.says(exitFailed, "custody", "7", "--proofs", proofs), "exists", "hint: name another folder")
	proof, entry := filepath.Join(proofs, "7-156.tlog-proof"), filepath.Join(proofs, "7-156.json")
	c.wants(c.says(exitOK, "verify-proof", proof, "--entry", entry), "proven: this is entry 156 of the 300", "tickets/156.zip")
	c.wants(c.says(exitDifference, "verify-proof", proof, "--entry", filepath.Join(proofs, "7-6.json")), "not proven")
	_, other, err := custody.GenerateKey(strings.NewReader(strings.Repeat("x", 32)), "acme.example/archive")
	if err != nil {
		t.Fatal(err)
	}
	c.wants(c.says(exitDifference, "verify-proof", proof, "--entry", entry, "--key", other), "no signature by the log's key")
}

// What was seen is kept outside the store, and a log that went back is noticed
// by it.
func TestCheckpointSeen(t *testing.T) {
	c := newCustodian(t)
	c.wants(c.says(exitOK, "custody"), "checked 300 of 300 entries", "no earlier checkpoint was seen", "no difference")
	c.wants(c.says(exitOK, "custody"), "against the checkpoint of 300 that was seen on this machine: no difference")
	tile := filepath.Join(c.folder, "custody", "tile", "entries", "000")
	data, err := os.ReadFile(tile)
	if err != nil {
		t.Fatal(err)
	}
	data[500] ^= 1
	if err := os.Remove(tile); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(tile, data, 0o444); err != nil {
		t.Fatal(err)
	}
	c.wants(c.says(exitDifference, "custody"), "custody/tile/entries/000: entry ", "1 difference")
	c.wants(c.says(exitDifference, "custody", "--json"), `{"code":"entries_changed","key":"custody/tile/entries/000"`)
	c.wants(c.says(exitDifference, "custody", "7"), "the custody log is damaged", "hint: archiver custody")
	if err := os.RemoveAll(filepath.Join(c.folder, "custody")); err != nil {
		t.Fatal(err)
	}
	c.wants(c.says(exitDifference, "custody"), "custody/checkpoint: is missing; there were at least 300 entries")
	c.wants(c.says(exitDifference, "custody", "7"), "rolled back")
}

func TestKeyIsForItsOwner(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("files have no such mode there")
	}
	c := newCustodian(t)
	path := filepath.Join(t.TempDir(), "keys", "one")
	c.says(exitOK, "init", "--key", path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v, %v", info, err)
	}
}

// The script of docs/custody.md takes what is proven, and nothing else.
func TestProofByHand(t *testing.T) {
	for _, tool := range []string{"sh", "openssl", "sha256sum", "python3", "awk"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatal(err)
			}
			t.Skip(err)
		}
	}
	script := ""
	for _, block := range fence.FindAllStringSubmatch(read(t, "../../docs/custody.md"), -1) {
		if block[1] == "sh" {
			script += block[2]
		}
	}
	c := newCustodian(t)
	folder := t.TempDir()
	c.says(exitOK, "custody", "7", "--proofs", folder)
	check := func(proof, entry, key string) (string, error) {
		cmd := exec.Command("sh", "-c", script, "check.sh", proof, entry, key)
		cmd.Dir = folder
		out, err := cmd.CombinedOutput()
		return string(out), err
	}
	for _, index := range []string{"6", "156"} {
		if out, err := check("7-"+index+".tlog-proof", "7-"+index+".json", c.public); err != nil || !strings.Contains(out, "proven: the entry is in the log of 300") {
			t.Errorf("%v\n%s", err, out)
		}
	}
	proof := read(t, filepath.Join(folder, "7-6.tlog-proof"))
	for name, text := range map[string]string{
		"size":  strings.Replace(proof, "\n300\n", "\n299\n", 1),
		"index": strings.Replace(proof, "index 6\n", "index 7\n", 1),
	} {
		if err := os.WriteFile(filepath.Join(folder, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		if out, err := check(name, "7-6.json", c.public); err == nil {
			t.Errorf("another %s is taken:\n%s", name, out)
		}
	}
	if out, err := check("7-6.tlog-proof", "7-156.json", c.public); err == nil {
		t.Errorf("another entry is taken:\n%s", out)
	}
	_, other, err := custody.GenerateKey(strings.NewReader(strings.Repeat("x", 32)), "acme.example/archive")
	if err != nil {
		t.Fatal(err)
	}
	if out, err := check("7-6.tlog-proof", "7-6.json", other); err == nil {
		t.Errorf("another key is taken:\n%s", out)
	}
}

// The guide tells what each code means, and each member of an entry.
func TestCustodyGuide(t *testing.T) {
	guide := read(t, "../../docs/custody.md")
	for file, word := range map[string]*regexp.Regexp{
		"../../custody/difference.go": regexp.MustCompile(`Code += "(\w+)"`),
		"../../custody/entry.go":      regexp.MustCompile(`(?:Event += "|json:")(\w+)`),
	} {
		found := word.FindAllStringSubmatch(read(t, file), -1)
		if len(found) < 10 {
			t.Errorf("%s: %d words", file, len(found))
		}
		for _, m := range found {
			if !strings.Contains(guide, "`"+m[1]+"`") {
				t.Errorf("the guide does not tell what %s is", m[1])
			}
		}
	}
}
