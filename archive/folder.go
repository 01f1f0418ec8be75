package archive

import (
	"os"
	"strconv"
)

// folder is a ticket's place in the spool.
type folder struct {
	*os.Root
	parent *os.Root
	name   string
}

func newFolder(spool *os.Root, key Key) (*folder, error) {
	name := key.Department + "-" + strconv.FormatInt(key.Ticket, 10) // two workspaces may use one number
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
