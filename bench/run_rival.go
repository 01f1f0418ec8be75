package main

import (
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"
)

//go:embed rival.py
var rivalScript []byte

// findRival is what a user would otherwise write: a script on requests,
// WeasyPrint and boto3, with a process for each core.
func findRival(ctx context.Context, folder string) (archiving, error) {
	python, version, err := findWeasyPrint(ctx)
	if err != nil {
		return archiving{}, err
	}
	said, err := exec.CommandContext(ctx, python, "-c", "import requests, boto3; print(requests.__version__, boto3.__version__)").Output()
	if err != nil {
		return archiving{}, errors.New("requests or boto3 is missing (Debian: python3-requests python3-boto3)")
	}
	versions := strings.Fields(string(said))
	script := filepath.Join(folder, "rival.py")
	if err := os.WriteFile(script, rivalScript, 0o600); err != nil {
		return archiving{}, err
	}
	name := fmt.Sprintf("Python: requests %s, WeasyPrint %s, boto3 %s", versions[0], version, versions[1])
	return archiving{name, func(ctx context.Context, service, store string, env []string) (usage, runResult, error) {
		cmd := exec.CommandContext(ctx, python, script, service, store)
		ownGroup(cmd)
		return withMemory(cmd, env)
	}}, nil
}

// withMemory runs a command of several processes. Their peak is the most that
// they held together, memory that they share counted once.
func withMemory(cmd *exec.Cmd, env []string) (usage, runResult, error) {
	var peak int64
	var watching sync.WaitGroup
	end := make(chan struct{})
	used, result, err := archiveBy(cmd, env, func(group int) {
		watching.Go(func() {
			ticker := time.NewTicker(4 * lookEvery)
			defer ticker.Stop()
			for {
				select {
				case <-end:
					return
				case <-ticker.C:
					peak = max(peak, groupMemory(group))
				}
			}
		})
	})
	close(end)
	watching.Wait()
	used.peak = peak
	return used, result, err
}
