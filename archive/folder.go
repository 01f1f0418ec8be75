package archive

import (
	"fmt"
	"os"
)

// folder is a ticket's place in the spool.
type folder struct {
	*os.Root
	parent *os.Root
	name   string
}

func (r *run) newFolder(key Key) (*folder, error) {
	spool := r.spool.Root
	name := fmt.Sprintf("%s-%d-%d", key.Department, key.Ticket, r.folders.Add(1)) // two departments may answer with one ticket
	if err := spool.Mkdir(name, 0o700); err != nil {
		return nil, inSpool(err)
	}
	root, err := spool.OpenRoot(name)
	if err != nil {
		return nil, inSpool(err)
	}
	return &folder{root, spool, name}, nil
}

func (f *folder) remove() {
	f.Close()
	f.parent.RemoveAll(f.name)
}
