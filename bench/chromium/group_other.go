//go:build !unix

package chromium

import "os/exec"

// There are neither process groups nor inherited pipes here, so that Start
// fails before it comes to these.

func ownGroup(*exec.Cmd) {}

func killGroup(cmd *exec.Cmd) error { return cmd.Process.Kill() }

func groupGone(*exec.Cmd) bool { return true }
