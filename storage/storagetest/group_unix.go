//go:build unix

package storagetest

import (
	"os/exec"
	"syscall"
)

// ownGroup gives a command its own process group, to be killed as one.
func ownGroup(cmd *exec.Cmd) { cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true} }
