package production

import (
	"bufio"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
)

// ErrNotEmpty says that there is something in the folder that is to be made.
var ErrNotEmpty = errors.New("it is not empty")

// folder is a production while it is made: beside its place and under another
// name, so that under its own it is never half there.
type folder struct {
	path string
	temp string
	root *os.Root
}

// newFolder begins one. random makes the name that it has meanwhile.
func newFolder(out string, random io.Reader) (*folder, error) {
	if err := free(out); err != nil {
		return nil, err
	}
	var name [8]byte
	if _, err := io.ReadFull(random, name[:]); err != nil {
		return nil, fmt.Errorf("make a folder for the production: %w", err)
	}
	out = filepath.Clean(out)
	if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
		return nil, fmt.Errorf("make a folder for the production: %w", err)
	}
	temp := filepath.Join(filepath.Dir(out), "."+filepath.Base(out)+".partial-"+hex.EncodeToString(name[:]))
	if err := os.Mkdir(temp, 0o750); err != nil {
		return nil, fmt.Errorf("make a folder for the production: %w", err)
	}
	root, err := os.OpenRoot(temp)
	if err != nil {
		os.Remove(temp)
		return nil, fmt.Errorf("make a folder for the production: %w", err)
	}
	return &folder{out, temp, root}, nil
}

// IsFolder tells whether a production lies in a folder.
func IsFolder(path string) bool {
	for _, name := range []string{manifestName, reportName} {
		if fi, err := os.Stat(filepath.Join(path, filepath.FromSlash(name))); err != nil || !fi.Mode().IsRegular() {
			return false
		}
	}
	return true
}

// free tells whether a production can come to lie at a path.
func free(out string) error {
	entries, err := os.ReadDir(out)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil
	case err != nil:
		return fmt.Errorf("open %s: %w", out, err)
	case len(entries) > 0:
		return fmt.Errorf("produce into %s: %w", out, ErrNotEmpty)
	}
	return nil
}

// discard removes what was made. After publish there is nothing left to.
func (f *folder) discard() {
	f.root.Close()
	os.RemoveAll(f.temp)
}

// publish gives the folder its own name.
func (f *folder) publish() error {
	f.root.Close() // some systems rename no folder that is open
	if err := os.Remove(f.path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("put the production in its place: %w", err)
	}
	if err := os.Rename(f.temp, f.path); err != nil {
		return fmt.Errorf("put the production in its place: %w", err)
	}
	return nil
}

// fileSum is a file that was written, by its slash-separated path.
type fileSum struct {
	path        string
	size        int64
	md5, sha256 string // hex
}

// outFile hashes what is written to it. Its first error sticks: err tells a
// disk that fails from all else that can go wrong above.
type outFile struct {
	path   string
	file   *os.File // nil: only hashed
	out    *bufio.Writer
	md5    hash.Hash
	sha256 hash.Hash
	size   int64
	err    error
}

// create begins a file, and its folder if need be. Nothing is written twice.
func (f *folder) create(name string) (*outFile, error) {
	if err := f.root.MkdirAll(path.Dir(name), 0o755); err != nil {
		return nil, fmt.Errorf("write %s: %w", name, err)
	}
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return nil, fmt.Errorf("write %s: %w", name, err)
	}
	o := hashed(name)
	o.file, o.out = file, bufio.NewWriterSize(file, 32<<10)
	return o, nil
}

// hashed is a file that is kept nowhere.
func hashed(name string) *outFile { return &outFile{path: name, md5: md5.New(), sha256: sha256.New()} }

func (o *outFile) Write(p []byte) (int, error) {
	if o.err != nil {
		return 0, o.err
	}
	o.md5.Write(p)
	o.sha256.Write(p)
	o.size += int64(len(p))
	if o.out == nil {
		return len(p), nil
	}
	n, err := o.out.Write(p)
	o.err = err
	return n, err
}

// close ends the file.
func (o *outFile) close() (fileSum, error) {
	if o.file != nil {
		o.err = errors.Join(o.err, o.out.Flush(), o.file.Close())
		o.file = nil
	}
	if o.err != nil {
		return fileSum{}, fmt.Errorf("write %s: %w", o.path, o.err)
	}
	return fileSum{o.path, o.size, hex.EncodeToString(o.md5.Sum(nil)), hex.EncodeToString(o.sha256.Sum(nil))}, nil
}

// write makes a whole file.
func (f *folder) write(name string, fill func(io.Writer) error) (fileSum, error) {
	o, err := f.create(name)
	if err != nil {
		return fileSum{}, err
	}
	err = fill(o)
	sum, closeErr := o.close()
	if err == nil {
		err = closeErr
	}
	return sum, err
}

// move gives a file another name.
func (f *folder) move(sum fileSum, to string) (fileSum, error) {
	err := f.root.MkdirAll(path.Dir(to), 0o755)
	if err == nil {
		err = f.root.Rename(sum.path, to)
	}
	if err != nil {
		return sum, fmt.Errorf("write %s: %w", to, err)
	}
	sum.path = to
	return sum, nil
}
