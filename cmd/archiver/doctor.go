package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/doctor"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
)

type doctorOptions struct{ json, write bool }

func newDoctor(sys *sys) *cobra.Command {
	var o doctorOptions
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Check that store, settings and service are ready for a run",
		Long: `Check that store, settings and service can do what a run needs, and say how to fix
what is not ready, one line per check. Nothing is changed.

With --write it also tries the store out under a prefix of its own, doctor-…/: it
puts objects, reads them, makes requests that must be refused, and removes what it
put. It locks nothing, and puts nothing into a bucket that locks by default. Missing
permissions on S3 are printed as IAM statements to paste.

Exit codes: 0 nothing failed, 1 a check failed, 10 the only failures are locks that
the policy wants and the store cannot provide, 2 wrong usage.`,
		Example: `  archiver doctor
  archiver doctor --write --store s3://acme-archive/glassix --retention retention.yaml`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDoctor(cmd.Context(), cmd, sys, o) },
	}
	cmd.Flags().BoolVar(&o.json, "json", false, "print one line of JSON")
	cmd.Flags().BoolVar(&o.write, "write", false, "also try the store out, under a prefix that is removed afterwards")
	retentionFlag(cmd)
	keyFlag(cmd)
	return cmd
}

func runDoctor(ctx context.Context, cmd *cobra.Command, sys *sys, o doctorOptions) error {
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return err
	}
	var name [10]byte
	if _, err := io.ReadFull(sys.random, name[:]); err != nil {
		return fmt.Errorf("make a name for the scratch prefix: %w", err)
	}
	x := &examination{cmd: cmd, sys: sys, settings: settings, write: o.write, scratch: fmt.Sprintf("doctor-%x/", name)}
	x.examine(ctx)
	if err := ctx.Err(); err != nil {
		return err
	}
	if o.json {
		err = json.NewEncoder(sys.stdout).Encode(x.document())
	} else {
		x.print(sys.stdout)
	}
	if err != nil {
		return err
	}
	return x.outcome()
}

// An examination gathers what the checks find.
type examination struct {
	cmd      *cobra.Command
	sys      *sys
	settings *config
	write    bool
	wrote    bool   // the store was tried out
	scratch  string // the prefix to try the store out below
	where    string // the store, for people
	grant    func(rights []string) string
	found    []storage.Finding
}

// examine makes all checks that the settings allow. The policy is read first, as
// what it wants is asked of the store.
func (x *examination) examine(ctx context.Context) {
	x.add(x.temporary(ctx))
	policy, f := x.policy()
	x.add(f)
	store, done := x.open(ctx)
	defer done()
	if store != nil {
		options := doctor.Options{Store: store, Retains: policy != nil && policy.Retains(), Scratch: x.scratch}
		if examiner, ok := store.(storage.Examiner); ok {
			x.grant, options.Large = examiner.Grant, inParts
		}
		x.add(asked(policy, doctor.Look(ctx, options))...)
		if x.write {
			x.wrote = true
			x.add(doctor.Try(ctx, options)...)
		}
	}
	x.add(doctor.Run(ctx, x.custody(store), x.lastRun(store))...)
	x.service(ctx)
}

// asked says that nothing was asked for a policy that is none.
func asked(policy *retention.Policy, found []storage.Finding) []storage.Finding {
	for i := range found {
		if policy == nil && found[i].Check == "locks" && found[i].Result == storage.Skipped {
			found[i].Found = "what the policy wants is not known"
		}
	}
	return found
}

func (x *examination) add(found ...storage.Finding) { x.found = append(x.found, found...) }

// outcome is the exit code: a lock that is missing counts as such only if nothing
// else is amiss.
func (x *examination) outcome() error {
	code := exitOK
	for _, f := range x.found {
		switch {
		case f.Result != storage.Fail:
		case !f.NoLock:
			return outcome(exitFailed, "a check failed")
		default:
			code = exitRefused
		}
	}
	if code == exitOK {
		return nil
	}
	return outcome(code, "the store can't lock")
}
