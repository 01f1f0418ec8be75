package archive

import (
	"fmt"
	"os"
	"sync"
)

// folder is a ticket's place in the spool. It is made when something is put
// there: most tickets have only small files, which memory holds.
type folder struct {
	parent *os.Root
	name   string

	mu   sync.Mutex
	root *os.Root
}

func (r *run) newFolder(key Key) *folder {
	// Two departments may answer with one ticket, so the number tells them apart.
	return &folder{parent: r.spool.Root, name: fmt.Sprintf("%s-%d-%d", key.Department, key.Ticket, r.folders.Add(1))}
}

// open returns the folder, made if need be.
func (f *folder) open() (*os.Root, error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.root != nil {
		return f.root, nil
	}
	if err := f.parent.Mkdir(f.name, 0o700); err != nil {
		return nil, inSpool(err)
	}
	root, err := f.parent.OpenRoot(f.name)
	if err != nil {
		return nil, inSpool(err)
	}
	f.root = root
	return root, nil
}

// create makes an empty file.
func (f *folder) create(name string) (*os.File, error) {
	root, err := f.open()
	if err != nil {
		return nil, err
	}
	file, err := root.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	return file, inSpool(err)
}

func (f *folder) remove() {
	if f.root != nil {
		f.root.Close()
		f.parent.RemoveAll(f.name)
	}
}
