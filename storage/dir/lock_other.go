//go:build !(darwin || dragonfly || freebsd || linux || netbsd || openbsd)

package dir

import (
	"errors"
	"os"
)

// flock has no counterpart here that Go's own library calls.
func flock(*os.File) (taken bool, err error) { return false, errors.ErrUnsupported }
