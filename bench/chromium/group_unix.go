//go:build unix

package chromium

import (
	"os/exec"
	"syscall"
)

// ownGroup makes a command and the helpers that it starts one process group,
// to be killed together.
func ownGroup(cmd *exec.Cmd) {
	cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}
}

// killGroup fails only where the group is gone.
func killGroup(cmd *exec.Cmd) error { return syscall.Kill(-cmd.Process.Pid, syscall.SIGKILL) }

// groupGone tells whether no process of the group is left.
func groupGone(cmd *exec.Cmd) bool { return syscall.Kill(-cmd.Process.Pid, 0) == syscall.ESRCH }
