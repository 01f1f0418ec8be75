package main

import (
	"bytes"
	"context"
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"time"
)

// shares says what each stage took of a run, and which functions took most.
func shares(ctx context.Context, title, profile string, result runResult) (string, error) {
	traces, err := pprofText(ctx, "-traces", profile)
	if err != nil {
		return "", err
	}
	cpu := map[string]time.Duration{}
	all := time.Duration(1) // of a run too short for the profiler too
	for block := range strings.SplitSeq(traces, traceRule) {
		spent, s := parseTrace(block)
		cpu[stageOf(s)] += spent
		all += spent
	}
	results := newTable(title, "CPU ms a ticket", "share", "ms a ticket is in it")
	for _, name := range stageNames() {
		wall := "" // goroutines that only wait for work are in no stage
		if slices.ContainsFunc(stages, func(s struct{ name, call string }) bool { return s.name == name && name != "list" }) {
			wall = fmt.Sprintf("%.1f", 1000*result.Wall[name]/float64(result.Archived))
		}
		results.add(name, milliseconds(cpu[name]/time.Duration(result.Archived)), fmt.Sprintf("%.0f %%", 100*cpu[name].Seconds()/all.Seconds()), wall)
	}
	top, err := pprofText(ctx, "-top", "-nodecount=15", profile)
	if err != nil {
		return "", err
	}
	var b bytes.Buffer
	if err := results.print(&b); err != nil {
		return "", err
	}
	_, top, _ = strings.Cut(top, "\nShowing") // after lines about the file
	fmt.Fprintf(&b, "```\nShowing%s```\n", top)
	return b.String(), nil
}

func stageNames() []string {
	var names []string
	for _, stage := range stages {
		names = append(names, stage.name)
	}
	return append(slices.Compact(names), rest, connections, collecting, scheduling)
}

func pprofText(ctx context.Context, args ...string) (string, error) {
	out, err := exec.CommandContext(ctx, "go", append([]string{"tool", "pprof"}, args...)...).Output()
	if err != nil {
		return "", fmt.Errorf("read a profile by go tool pprof: %w", err)
	}
	return string(out), nil
}

// traceRule parts the stacks that go tool pprof -traces prints.
const traceRule = "-----------+-------------------------------------------------------\n"

// parseTrace reads one of these: labels, then the time with the innermost call,
// then the calls around it.
func parseTrace(block string) (spent time.Duration, s stack) {
	for line := range strings.Lines(block) {
		fields := strings.Fields(line)
		switch {
		case len(fields) == 0:
		case fields[0] == stageLabel+":":
			s.label = true
		case spent > 0:
			s.frames = append(s.frames, fields[0])
		case len(fields) > 1:
			if d, err := time.ParseDuration(fields[0]); err == nil {
				spent, s.frames = d, append(s.frames, fields[1])
			}
		}
	}
	return spent, s
}
