package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/archive"
)

// verifying is the command on the demo's archive, with a clock of its own.
type verifying struct {
	*testing.T
	dir string
	now time.Time
}

func newVerifying(t *testing.T) *verifying {
	v := &verifying{t, t.TempDir(), time.Now().Add(time.Hour)}
	folder := filepath.Join(v.dir, "archive")
	err := ready.fill("demo", folder, func() error {
		if code, out := v.archiver("demo", "--out", folder); code != exitOK {
			return errors.New(out)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func (v *verifying) archiver(args ...string) (code int, out string) {
	var b bytes.Buffer
	code = run(args, v.sys(&b))
	return code, b.String()
}

func (v *verifying) sys(out io.Writer) *sys {
	s := system()
	s.stdout, s.stderr, s.now = out, out, func() time.Time { return v.now }
	s.env = func(name string) string {
		return map[string]string{"ARCHIVER_VERIFY_STATE": filepath.Join(v.dir, "state"), "ARCHIVER_STORE": filepath.Join(v.dir, "archive")}[name]
	}
	return s
}

// json runs verify, and reads what it says of the whole.
func (v *verifying) json(want int, args ...string) (found archive.Verification) {
	v.Helper()
	code, out := v.archiver(append([]string{"verify", "--json"}, args...)...)
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if err := json.Unmarshal([]byte(lines[len(lines)-1]), &found); err != nil || code != want {
		v.Errorf("%q: exit code %d, want %d; %v: %s", args, code, want, err, out)
	}
	if r := found.Read; r.Now+r.Earlier+r.Never != found.Bundles {
		v.Errorf("%q: of %d bundles read %+v", args, found.Bundles, r)
	}
	return found
}

// A share a day: by the end all were read once, the books agree, and a bundle
// that is damaged is found in its turn.
func TestVerifyShareADay(t *testing.T) {
	v := newVerifying(t)
	const shares = 4
	all, read := 0, 0
	for range shares {
		found := v.json(exitOK, "--share", "1/4")
		if found.Read.Earlier != read || found.Share == nil || found.Share.Of != shares {
			t.Errorf("%d were read before: %+v", read, found)
		}
		all, read = found.Bundles, read+found.Read.Now
		v.now = v.now.AddDate(0, 0, 1)
	}
	if read != all || all < 10 {
		t.Errorf("%d of %d were read", read, all)
	}
	code, out := v.archiver("verify", "--share", "1/4")
	if code != exitOK || strings.Contains(out, "verified") || !strings.Contains(out, "not read now were valid when this user last read them on this machine") || strings.Contains(out, "never read") {
		t.Errorf("exit code %d: %s", code, out)
	}
	path := v.damage()
	found := 0
	for range shares {
		code, out := v.archiver("verify", "--share", "1/4")
		if (code == exitDifference) != strings.Contains(out, filepath.Base(path)) || code != exitDifference && code != exitOK {
			t.Errorf("exit code %d: %s", code, out)
		}
		if code == exitDifference {
			found++
		}
		v.now = v.now.AddDate(0, 0, 1)
	}
	if found != 1 {
		t.Errorf("the damaged bundle was found on %d of %d days", found, shares)
	}
}

// damage changes a bit of a bundle, and puts its file's time back.
func (v *verifying) damage() string {
	v.Helper()
	paths, err := filepath.Glob(filepath.Join(v.dir, "archive/tickets/*/*/*/*/*.zip"))
	if err != nil || len(paths) == 0 {
		v.Fatal(paths, err)
	}
	path := paths[len(paths)/2]
	st, err := os.Stat(path)
	if err != nil {
		v.Fatal(err)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		v.Fatal(err)
	}
	data[len(data)/2] ^= 1
	os.Remove(path)
	if err := os.WriteFile(path, data, 0o444); err != nil {
		v.Fatal(err)
	}
	if err := os.Chtimes(path, st.ModTime(), st.ModTime()); err != nil {
		v.Fatal(err)
	}
	return path
}

// What an interrupted verify had read is not read again by --resume, which
// says so; and a plain one reads all.
func TestVerifyResume(t *testing.T) {
	v := newVerifying(t)
	all := v.json(exitOK, "--resume") // nothing to resume: all is read
	if all.Read.Now != all.Bundles {
		t.Errorf("first: %+v", all.Read)
	}
	if again := v.json(exitOK, "--resume"); again.Read.Now != again.Bundles {
		t.Errorf("after one that came to its end: %+v", again.Read)
	}
	// As one leaves it that was killed: its beginning, half a book, half a line.
	books, err := filepath.Glob(filepath.Join(v.dir, "state", "????????????????"))
	if err != nil || len(books) != 1 {
		t.Fatal(books, err)
	}
	book, err := os.ReadFile(books[0])
	if err != nil {
		t.Fatal(err)
	}
	lines := bytes.SplitAfter(book, []byte("\n"))
	half := append(bytes.Join(lines[:5], nil), lines[5][:20]...)
	v.write(books[0], half)
	v.write(books[0]+".begun", []byte(v.now.UTC().Truncate(time.Millisecond).Format(time.RFC3339Nano)))
	v.now = v.now.Add(time.Minute)
	v.damage()
	found := v.json(exitDifference, "--resume")
	if found.Read.Earlier != 5 || found.Read.Now != found.Bundles-5 || !found.Read.Last.Before(v.now) {
		t.Errorf("resumed: %+v", found.Read)
	}
	if plain := v.json(exitDifference); plain.Read.Now != plain.Bundles {
		t.Errorf("plain: %+v", plain.Read)
	}
	// A book that lies about the future, or is none, is of no use and no harm.
	v.write(books[0], append([]byte("\x00\xff nonsense\n"), bytes.ReplaceAll(book, []byte(" 1"), []byte(" 91"))...))
	if quick := v.json(exitOK, "--quick"); quick.Read.Never != quick.Bundles || quick.Read.Earlier != 0 {
		t.Errorf("by a book of nonsense: %+v", quick.Read)
	}
}

// One that is interrupted says how to go on; what it had not read is not claimed
// afterwards.
func TestVerifyInterrupted(t *testing.T) {
	v := newVerifying(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	root := newRoot(v.sys(io.Discard))
	root.SetArgs([]string{"verify"})
	err := root.ExecuteContext(ctx)
	if exitCode(err) != exitInterrupted || !strings.Contains(hintOf(err), "--resume") {
		t.Errorf("got %v, hint %q", err, hintOf(err))
	}
	if quick := v.json(exitOK, "--quick"); quick.Read.Never != quick.Bundles {
		t.Errorf("afterwards: %+v", quick.Read)
	}
	if resumed := v.json(exitOK, "--resume"); resumed.Read.Now != resumed.Bundles {
		t.Errorf("resumed: %+v", resumed.Read)
	}
}

func (v *verifying) write(path string, data []byte) {
	v.Helper()
	if err := os.WriteFile(path, data, 0o600); err != nil {
		v.Fatal(err)
	}
}

func TestVerifyUsage(t *testing.T) {
	v := newVerifying(t)
	for _, args := range [][]string{{"--share", "2/30"}, {"--share", "1/0"}, {"--share", "30"}, {"--share", "1/99999"}, {"--share", "1/x"},
		{"--share", "1/30", "--quick"}, {"--share", "1/30", "--resume"}, {"--resume", "--quick"}, {"--resume", "tickets/d/2026/01/1/x.zip"}} {
		if code, out := v.archiver(append([]string{"verify"}, args...)...); code != exitUsage || !strings.Contains(out, "\nhint: ") {
			t.Errorf("%q: exit code %d: %s", args, code, out)
		}
	}
}

func FuzzReadLine(f *testing.F) {
	f.Add("00112233445566778899aabbccddeeff 1750000000000")
	f.Add("00112233445566778899AABBCCDDEEFF -1")
	f.Fuzz(func(t *testing.T, line string) {
		id, at, ok := parseReadLine(line)
		if !ok {
			return
		}
		again, atAgain, ok := parseReadLine(strings.TrimSuffix(string(appendReadLine(nil, id, at)), "\n"))
		if !ok || again != id || atAgain != at {
			t.Errorf("%q is read as %x %d, and written as %x %d", line, id, at, again, atAgain)
		}
	})
}

// A book that can't be read keeps nobody from verifying; only going on by it
// is refused, with what to do.
func TestUnreadableReadBook(t *testing.T) {
	v := newVerifying(t)
	v.json(exitOK)
	books, err := filepath.Glob(filepath.Join(v.dir, "state", "????????????????"))
	if err != nil || len(books) != 1 {
		t.Fatal(books, err)
	}
	v.write(books[0], bytes.Repeat([]byte("0"), 100_000)) // one endless line
	if code, out := v.archiver("verify", "--resume"); code != exitFailed || !strings.Contains(out, "\nhint: ") {
		t.Errorf("exit code %d: %s", code, out)
	}
	if found := v.json(exitOK); found.Read.Now != found.Bundles {
		t.Errorf("%+v", found.Read)
	}
}
