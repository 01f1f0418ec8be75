//go:build unix

package archive

import (
	"os"
	"syscall"
)

// hold opens a lock file and takes its lock, which the system lets go when the
// process ends in whatever way. It fails at once where another process has it.
func hold(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE|syscall.O_NOFOLLOW, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		f.Close()
		return nil, err
	}
	return f, nil
}
