package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"time"
)

// startWeasyPrint starts one Python that prints one page after another.
func startWeasyPrint(ctx context.Context) (contender, error) {
	c := contender{name: "WeasyPrint, warm, prints the same ticket's HTML", readsHTML: true}
	python, version, err := findWeasyPrint(ctx)
	if err != nil {
		return c, err
	}
	c.name = fmt.Sprintf("WeasyPrint %s, warm, prints the same ticket's HTML", version)
	cmd := exec.CommandContext(ctx, python, "-c", `
import sys, weasyprint
for path in map(str.strip, sys.stdin):
    weasyprint.HTML(path).write_pdf(path + ".pdf")
    print("done", flush=True)`)
	ownGroup(cmd)
	in, err := cmd.StdinPipe()
	if err != nil {
		return c, err
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		return c, err
	}
	if err := cmd.Start(); err != nil {
		return c, err
	}
	answers := bufio.NewReader(out)
	c.spent = func() (time.Duration, error) { return groupCPU(cmd.Process.Pid) }
	c.print = func(_ context.Context, said *conversation) ([]byte, error) {
		if _, err := io.WriteString(in, said.page+"\n"); err != nil {
			return nil, err
		}
		if _, err := answers.ReadString('\n'); err != nil {
			return nil, fmt.Errorf("it ended: %w", err)
		}
		return os.ReadFile(said.page + ".pdf")
	}
	c.close = func() error {
		in.Close() // ends the loop
		return cmd.Wait()
	}
	return c, nil
}

// startWeasyPrintProcess starts a Python for each page.
func startWeasyPrintProcess(ctx context.Context) (contender, error) {
	c := contender{name: "WeasyPrint, a process each", readsHTML: true}
	_, version, err := findWeasyPrint(ctx)
	if err != nil {
		return c, err
	}
	c.name = fmt.Sprintf("WeasyPrint %s, a process each", version)
	var spent time.Duration
	c.spent = func() (time.Duration, error) { return spent, nil }
	c.close = func() error { return nil }
	c.print = func(ctx context.Context, said *conversation) ([]byte, error) {
		cmd := exec.CommandContext(ctx, "weasyprint", "--quiet", said.page, said.page+".pdf")
		if err := cmd.Run(); err != nil {
			return nil, err
		}
		spent += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		return os.ReadFile(said.page + ".pdf")
	}
	return c, nil
}

// findWeasyPrint finds the Python that the installed WeasyPrint runs on, and
// its version.
func findWeasyPrint(ctx context.Context) (python, version string, err error) {
	program, err := exec.LookPath("weasyprint")
	if err != nil {
		return "", "", fmt.Errorf("weasyprint is not in PATH")
	}
	script, err := os.ReadFile(program)
	if err != nil {
		return "", "", err
	}
	first, _, _ := strings.Cut(string(script), "\n")
	python = strings.TrimSpace(strings.TrimPrefix(first, "#!"))
	said, err := exec.CommandContext(ctx, python, "-c", "import weasyprint; print(weasyprint.__version__)").Output()
	if err != nil {
		return "", "", fmt.Errorf("ask %s for its weasyprint: %w", python, err)
	}
	return python, strings.TrimSpace(string(said)), nil
}
