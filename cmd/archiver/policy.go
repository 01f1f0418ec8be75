package main

import (
	"cmp"
	"errors"
	"fmt"
	"os"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/yamlfile"
)

// retentionFlag names the policy, for a command and those below it.
func retentionFlag(cmd *cobra.Command) {
	cmd.PersistentFlags().String("retention", "", "retention policy's `file` (default: keep all, lock nothing; ARCHIVER_RETENTION)")
}

// policy reads the policy that flag, environment or settings name, else it is
// the built-in one; policyText says which. None is picked up by its name alone:
// what it locks cannot be undone.
func (c *config) policy(cmd *cobra.Command, sys *sys) (*retention.Policy, error) {
	if path := cmp.Or(setting(cmd, sys, "retention", "ARCHIVER_RETENTION"), c.Retention); path != "" {
		return loadPolicy(path)
	}
	return retention.Default(), nil
}

// loadPolicied reads the settings, and the policy that is in force by them.
func loadPolicied(cmd *cobra.Command, sys *sys) (*config, *retention.Policy, error) {
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return nil, nil, err
	}
	policy, err := settings.policy(cmd, sys)
	return settings, policy, err
}

func loadPolicy(path string) (*retention.Policy, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return nil, usage("name another file with --retention", "read retention policy: %w", err)
	}
	p, err := retention.Parse(path, data)
	if refused, ok := errors.AsType[*yamlfile.Error](err); ok {
		return nil, &coded{code: exitUsage, err: refused, hint: "docs/retention.md explains every key; retention.yaml in the sources is an example"}
	}
	return p, err
}

// policyText says which policy it is.
func policyText(p *retention.Policy) string {
	if p == nil || p.Name == "" {
		return "keep, no lock (the built-in policy)"
	}
	return fmt.Sprintf("%s (%s)", visible(p.Name), count(len(p.Rules), "rule"))
}
