//go:build !linux && !darwin

package main

import "errors"

// freeRoom is not known here.
func freeRoom(string) (int64, error) { return 0, errors.ErrUnsupported }
