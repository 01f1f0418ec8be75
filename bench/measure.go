package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// sample is what one transcript cost.
type sample struct{ cpu, wall time.Duration }

// stopwatch starts measuring. spent tells the CPU time used until now by what
// is measured.
func stopwatch(spent func() (time.Duration, error)) (stop func() (sample, error), err error) {
	before, err := spent()
	if err != nil {
		return nil, err
	}
	began := time.Now()
	return func() (sample, error) {
		wall := time.Since(began)
		after, err := spent()
		return sample{after - before, wall}, err
	}, nil
}

// spread is the least and the middle of several durations.
func spread(samples []sample, of func(sample) time.Duration) (least, median time.Duration) {
	var all []time.Duration
	for _, s := range samples {
		all = append(all, of(s))
	}
	slices.Sort(all)
	return all[0], all[len(all)/2]
}

func (s sample) ofCPU() time.Duration  { return s.cpu }
func (s sample) ofWall() time.Duration { return s.wall }

// tick is the unit of /proc/PID/stat, the same on all of Linux's machines.
const tick = 10 * time.Millisecond

// groupCPU is the CPU time of all processes of a group, and of those of their
// children that have ended. It is exact to ticks.
func groupCPU(group int) (time.Duration, error) {
	files, err := filepath.Glob("/proc/[0-9]*/stat")
	if err != nil || len(files) == 0 {
		return 0, fmt.Errorf("measure CPU time of others: no /proc here")
	}
	var sum time.Duration
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			continue // ended meanwhile; its parent counts it
		}
		if pgrp, cpu, ok := parseStat(string(text)); ok && pgrp == group {
			sum += cpu
		}
	}
	return sum, nil
}

// parseStat reads a line of /proc/PID/stat, see proc(5): the process group and
// the CPU time, that of waited-for children included.
func parseStat(text string) (group int, cpu time.Duration, ok bool) {
	_, rest, ok := strings.Cut(text[strings.LastIndex(text, ")")+1:], " ")
	fields := strings.Fields(rest) // from the third on: state, parent, group
	if !ok || len(fields) < 15 {
		return 0, 0, false
	}
	group, err := strconv.Atoi(fields[2])
	if err != nil {
		return 0, 0, false
	}
	for _, field := range fields[11:15] { // utime, stime, cutime, cstime
		n, err := strconv.ParseInt(field, 10, 64)
		if err != nil {
			return 0, 0, false
		}
		cpu += time.Duration(n) * tick
	}
	return group, cpu, true
}

// groupMemory is what the processes of a group hold in memory, in bytes, what
// they share counted once. 0 where Linux doesn't tell.
func groupMemory(group int) int64 {
	files, _ := filepath.Glob("/proc/[0-9]*/stat")
	var sum int64
	for _, file := range files {
		text, err := os.ReadFile(file)
		if pgrp, _, ok := parseStat(string(text)); err != nil || !ok || pgrp != group {
			continue
		}
		rollup, _ := os.ReadFile(filepath.Join(filepath.Dir(file), "smaps_rollup"))
		_, after, _ := strings.Cut(string(rollup), "\nPss:")
		var kb int64
		if _, err := fmt.Sscan(after, &kb); err == nil {
			sum += kb << 10
		}
	}
	return sum
}

// keepToOneCore starts this program anew on one core of those it may use, if
// it has several; what it starts inherits that. Without taskset only its own
// Go code is held to one.
func keepToOneCore() error {
	if runtime.NumCPU() == 1 {
		return nil
	}
	taskset, err := exec.LookPath("taskset")
	if err != nil {
		runtime.GOMAXPROCS(1)
		return nil
	}
	self, err := os.Executable()
	if err != nil {
		return err
	}
	last, err := lastCore()
	if err != nil {
		runtime.GOMAXPROCS(1)
		return nil
	}
	return syscall.Exec(taskset, append([]string{taskset, "-c", last, self}, os.Args[1:]...), os.Environ())
}

// lastCore is the highest number of the cores that this process may use.
func lastCore() (string, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return "", err
	}
	_, rest, _ := strings.Cut(string(status), "Cpus_allowed_list:")
	list, _, _ := strings.Cut(rest, "\n")
	last := list[strings.LastIndexAny(list, ",-\t ")+1:]
	if _, err := strconv.Atoi(last); err != nil {
		return "", fmt.Errorf("read the list of cores %q: %w", list, err)
	}
	return last, nil
}
