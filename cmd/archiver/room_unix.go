//go:build linux || darwin

package main

import "syscall"

// freeRoom is how many bytes a user may still write into a folder.
func freeRoom(folder string) (int64, error) {
	var st syscall.Statfs_t
	err := syscall.Statfs(folder, &st)
	return int64(st.Bavail) * int64(st.Bsize), err
}
