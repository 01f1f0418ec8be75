//go:build !unix

package archive

import "os"

// hold creates the lock file. Where the system has no locks that end with
// their process, nothing is ever swept: the file being there is taken for a
// run that lives.
func hold(path string) (*os.File, error) {
	return os.OpenFile(path, os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
}
