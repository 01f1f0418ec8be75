package archive

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"syscall"

	"github.com/glassix-archiver/archiver/bundle"
)

const (
	smallFile  = 1 << 20  // bytes; larger ones go to disk
	memoryRoom = 32 << 20 // for the small ones, over all tickets
	hugeFile   = 64 << 20 // one that a full disk may be put down to
)

// room is what the small files of work in progress may take of memory. On disk
// each would cost several times the work of writing it: a file to make, to
// journal and to remove.
type room struct{ left atomic.Int64 }

func (r *room) take(n int) bool {
	if r.left.Add(int64(-n)) >= 0 {
		return true
	}
	r.left.Add(int64(n))
	return false
}

func (r *room) give(n int) { r.left.Add(int64(n)) }

// spooled is a file of work in progress: in memory while it is small and there
// is room, in the ticket's folder else. It is written by one goroutine, and
// then only read.
type spooled struct {
	room   *room
	folder *folder
	name   string // in the folder

	memory []byte
	at     int // bytes written
	disk   *os.File

	sums *bundle.Sums // as written; nil if they are not known
}

// newSpooled begins a file of the ticket. Its name in the folder is a number:
// the one from outside stays outside.
func (j *job) newSpooled(number int) *spooled {
	return &spooled{room: &j.run.room, folder: j.folder, name: strconv.Itoa(number)}
}

func (s *spooled) Write(p []byte) (int, error) {
	if s.disk == nil && (s.at+len(p) > smallFile || !s.room.take(len(p))) {
		if err := s.spill(); err != nil {
			return 0, err
		}
	}
	if s.disk != nil {
		return s.toDisk(p)
	}
	if s.memory == nil {
		s.memory = *spare.Get().(*[]byte)
	}
	s.memory = append(s.memory[:s.at], p...)
	s.at += len(p)
	return len(p), nil
}

// spare is memory of files that went. A ticket's files would else be most of
// what is there to clear and to collect.
var spare = sync.Pool{New: func() any { return new([]byte) }}

// errNoRoom says that the disk is full of one file, which is that file's
// trouble and not the run's.
var errNoRoom = errors.New("the spool has no room for it")

func (s *spooled) toDisk(p []byte) (int, error) {
	n, err := s.disk.Write(p)
	s.at += n
	if errors.Is(err, syscall.ENOSPC) && s.at >= hugeFile {
		return n, fmt.Errorf("%w, though %d MB had come", errNoRoom, s.at/1_000_000)
	}
	return n, inSpool(err)
}

// spill moves what was written to disk.
func (s *spooled) spill() error {
	f, err := s.folder.create(s.name)
	if err != nil {
		return err
	}
	s.disk = f
	if _, err := f.Write(s.memory[:s.at]); err != nil {
		return inSpool(err)
	}
	s.release()
	return nil
}

// release gives back what the file takes of memory.
func (s *spooled) release() {
	s.room.give(s.at)
	if memory := s.memory; memory != nil {
		spare.Put(&memory)
	}
	s.memory = nil
}

// Truncate empties the file: nothing else is asked of it.
func (s *spooled) Truncate(size int64) error {
	switch {
	case size != 0:
		return errors.ErrUnsupported
	case s.disk != nil:
		s.at = 0
		return inSpool(s.disk.Truncate(0))
	}
	s.room.give(s.at)
	s.at = 0
	return nil
}

// Seek goes back to the start, before writing anew.
func (s *spooled) Seek(offset int64, whence int) (int64, error) {
	switch {
	case offset != 0 || whence != io.SeekStart:
		return 0, errors.ErrUnsupported
	case s.disk != nil:
		_, err := s.disk.Seek(0, io.SeekStart)
		return 0, inSpool(err)
	}
	return 0, nil // what is written stands from 0 on: it was truncated
}

// Open reads the file from its start. Many may do so at a time.
func (s *spooled) Open() (io.ReadSeekCloser, error) {
	if s.disk == nil {
		return nopCloser{bytes.NewReader(s.memory[:s.at])}, nil
	}
	root, err := s.folder.open()
	if err != nil {
		return nil, err
	}
	f, err := root.Open(s.name)
	return f, inSpool(err)
}

// remove gives back what the file takes. What is on disk goes with the folder.
func (s *spooled) remove() {
	if s.disk != nil {
		s.disk.Close()
		return
	}
	s.release()
	s.at = 0
}

// spooledFiles are those of a ticket, by the path that they get in the bundle.
type spooledFiles struct {
	mu    sync.Mutex
	files map[string]*spooled
}

func (f *spooledFiles) add(path string, s *spooled) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.files == nil {
		f.files = map[string]*spooled{}
	}
	f.files[path] = s
}

func (f *spooledFiles) get(path string) *spooled {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.files[path]
}

func (f *spooledFiles) remove() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.files {
		s.remove()
	}
}
