package main

import (
	"bufio"
	"cmp"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// readBook remembers which bundles' bytes this user has read on this machine,
// and when: a line each, of what tells key and SHA-256 and of the time. It is
// kept in the user's cache, outside the store; whatever is lost of it is read
// again.
type readBook struct {
	path string // "": nothing is remembered
	now  func() time.Time

	mu    sync.Mutex
	times map[readID]int64 // milliseconds since 1970
	out   *os.File         // nil until something is noted
	lines []byte           // noted and not written yet, whole ones
	err   error            // why something could not be written
}

// readID tells a bundle's bytes from others, by its key and SHA-256.
type readID [16]byte

func readIDOf(key string, sum [sha256.Size]byte) readID {
	h := sha256.New()
	io.WriteString(h, key)
	h.Write([]byte{0}) // no key has one
	h.Write(sum[:])
	return readID(h.Sum(nil)[:16])
}

// openReadBook opens the book of a store, given by its absolute name. Without a
// place to keep it nothing is remembered, unless it must be.
func openReadBook(sys *sys, store string, must bool) (*readBook, error) {
	b := &readBook{now: sys.now, times: map[readID]int64{}}
	folder := sys.env("ARCHIVER_VERIFY_STATE")
	if folder == "" {
		cache, err := os.UserCacheDir()
		if err != nil && must {
			return nil, usage("name a folder that outlasts this run with ARCHIVER_VERIFY_STATE", "there is no place to remember what was read: %w", err)
		}
		if err != nil {
			return b, nil
		}
		folder = filepath.Join(cache, "archiver", "read")
	}
	name := sha256.Sum256([]byte(store))
	b.path = filepath.Join(folder, hex.EncodeToString(name[:8]))
	if err := b.load(); err != nil && must {
		return nil, &coded{code: exitFailed, err: fmt.Errorf("look up what was read earlier: %w", err), hint: "without " + b.path + " everything is read again"}
	}
	return b, nil
}

// absolute names a store so that no other has that name on this machine.
func absolute(sys *sys, store storage.Store) string {
	name := store.String()
	if strings.HasPrefix(name, "s3://") {
		return cmp.Or(sys.env("AWS_ENDPOINT_URL_S3"), sys.env("AWS_ENDPOINT_URL")) + " " + name
	}
	if path, err := filepath.Abs(name); err == nil {
		return path
	}
	return name
}

// load reads the book. What is no line of it, such as one that was cut off, is
// passed over, and so is what claims to be of a time to come.
func (b *readBook) load() error {
	f, err := os.Open(b.path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	defer f.Close()
	lines, now := 0, b.now().UnixMilli()
	scanner := bufio.NewScanner(f)
	for scanner.Scan() {
		if id, at, ok := parseReadLine(scanner.Text()); ok && at <= now {
			b.times[id] = max(at, b.times[id])
		}
		lines++
	}
	if lines > 2*len(b.times)+1000 {
		b.rewrite()
	}
	return scanner.Err()
}

func parseReadLine(line string) (id readID, at int64, ok bool) {
	word, number, _ := strings.Cut(line, " ")
	n, err := hex.DecodeString(word)
	if err != nil || len(n) != len(id) {
		return id, 0, false
	}
	at, err = strconv.ParseInt(number, 10, 64)
	return readID(n), at, err == nil && at > 0
}

func appendReadLine(lines []byte, id readID, at int64) []byte {
	lines = append(hex.AppendEncode(lines, id[:]), ' ')
	return append(strconv.AppendInt(lines, at, 10), '\n')
}

// rewrite leaves out what is known of later times. That it fails costs room.
func (b *readBook) rewrite() {
	f, err := os.CreateTemp(filepath.Dir(b.path), ".read-*")
	if err != nil {
		return
	}
	defer os.Remove(f.Name()) // gone already if all went well
	w := bufio.NewWriter(f)
	for id, at := range b.times {
		w.Write(appendReadLine(nil, id, at))
	}
	if errors.Join(w.Flush(), f.Close()) == nil {
		os.Rename(f.Name(), b.path)
	}
}

// Last is archive.ReadBook's.
func (b *readBook) Last(key string, sum [sha256.Size]byte) time.Time {
	b.mu.Lock()
	defer b.mu.Unlock()
	if at := b.times[readIDOf(key, sum)]; at > 0 {
		return time.UnixMilli(at).UTC()
	}
	return time.Time{}
}

// flushAt is how many bytes of lines are written at once: what a kill may cost.
const flushAt = 4 << 10

// Note is archive.ReadBook's.
func (b *readBook) Note(key string, sum [sha256.Size]byte) {
	id, at := readIDOf(key, sum), b.now().UnixMilli()
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.path == "" || b.err != nil {
		return
	}
	if b.lines = appendReadLine(b.lines, id, at); len(b.lines) >= flushAt {
		b.flush()
	}
}

// flush writes whole lines at once, so that several processes can.
func (b *readBook) flush() {
	if b.out == nil && len(b.lines) > 0 {
		b.err = os.MkdirAll(filepath.Dir(b.path), 0o700)
		if b.err == nil {
			b.out, b.err = os.OpenFile(b.path, os.O_WRONLY|os.O_APPEND|os.O_CREATE, 0o600)
		}
	}
	if b.err == nil && len(b.lines) > 0 {
		_, b.err = b.out.Write(b.lines)
	}
	b.lines = b.lines[:0]
}

// close writes what is left, and tells whether all could be.
func (b *readBook) close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.flush()
	if b.out != nil {
		b.err = errors.Join(b.err, b.out.Close())
		b.out = nil
	}
	return b.err
}
