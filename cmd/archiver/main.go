// Command archiver archives the closed tickets of Glassix workspaces: see the
// README, or run "archiver demo".
package main

import (
	"cmp"
	"context"
	"fmt"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // zones also where the system has none, as in a bare container
)

func main() {
	os.Exit(run(os.Args[1:], system()))
}

// run is the command as tests call it: it returns the exit code.
func run(args []string, sys *sys) int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // a second Ctrl-C ends at once
	out := &output{Writer: sys.stdout}
	sys.stdout = out
	root := newRoot(sys)
	root.SetArgs(args)
	root.SetOut(sys.stdout)
	root.SetErr(sys.stderr)
	cmd, err := root.ExecuteContextC(ctx)
	if ctx.Err() != nil && err != nil {
		err = interrupted(err)
	} else if err == nil {
		err = cmp.Or(out.failed(), sys.odd.outcome())
	}
	if err != nil {
		sayError(cmd, sys, err)
	}
	return exitCode(err)
}

// version is "v1.2.3", or what the build knows of the source it was made from.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "devel"
	}
	if v := info.Main.Version; v != "" && v != "(devel)" {
		return v
	}
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			return "devel-" + s.Value[:min(12, len(s.Value))]
		}
	}
	return "devel"
}

func generator() string { return fmt.Sprintf("archiver %s", version()) }
