package main

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/redact"
	"github.com/glassix-archiver/archiver/render"
)

// redactFlags are those of a command whose output may be redacted.
func redactFlags(cmd *cobra.Command) {
	redactRule(cmd)
	cmd.Flags().String("redaction-log", "", "`file` for a list of what was removed, as JSON lines: where, by which rule and how long, never what")
}

// redactRule is the flag of a command that has a log of its own for what it
// takes out.
func redactRule(cmd *cobra.Command) {
	cmd.Flags().StringSlice("redact", nil, "remove what these `rules` find: "+strings.Join(redact.Detectors(), ", ")+", your own patterns by name, all, or none (default: what archiver.yaml says)")
}

// redactText names the rules that are asked for; "" for none.
func (c *config) redactText(cmd *cobra.Command, sys *sys) (string, error) {
	o, err := c.redactOptions(cmd, sys)
	names := o.Detectors
	for _, p := range o.Patterns {
		names = append(slices.Clip(names), p.Name)
	}
	return strings.Join(names, ", "), err
}

// minKey is how many characters the key of the log's hashes has at least: with
// a short one, whoever has the log could try all numbers.
const minKey = 16

// redactor makes the redactor that flag or settings ask for; nil for none.
func (c *config) redactor(cmd *cobra.Command, sys *sys) (*redact.Redactor, error) {
	o, err := c.redactOptions(cmd, sys)
	if err != nil {
		return nil, err
	}
	path, _ := cmd.Flags().GetString("redaction-log")
	if len(o.Detectors)+len(o.Patterns) == 0 {
		if path != "" {
			return nil, usage("--redact all, or some rules", "there is nothing to log: no redaction rule is set")
		}
		return nil, nil
	}
	key, err := secret(sys, "ARCHIVER_REDACTION_KEY")
	if err != nil {
		return nil, err
	}
	if key != "" && len(key) < minKey {
		return nil, usage("make one with: openssl rand -hex 32", "the key in ARCHIVER_REDACTION_KEY is too short: it has %d characters, and needs %d", len(key), minKey)
	}
	o.Key = []byte(key)
	r, err := redact.New(o)
	if err != nil {
		return nil, usage("", "redact: %w", err)
	}
	return r, nil
}

// redactOptions are the rules of the flag, of the settings, or else of the
// retention policy.
func (c *config) redactOptions(cmd *cobra.Command, sys *sys) (redact.Options, error) {
	said := c.Redact.options()
	if len(said.Detectors)+len(said.Patterns) == 0 {
		policy, err := c.policy(cmd, sys)
		if err != nil {
			return said, err
		}
		said = policy.Redact
	}
	if !cmd.Flags().Changed("redact") {
		return said, nil
	}
	asked, err := cmd.Flags().GetStringSlice("redact")
	if err != nil {
		return redact.Options{}, err
	}
	if len(asked) == 1 {
		switch asked[0] {
		case "all":
			return redact.Options{Detectors: redact.Detectors(), Patterns: said.Patterns}, nil
		case "none":
			return redact.Options{}, nil
		}
	}
	return chosenRules(asked, said.Patterns)
}

func chosenRules(asked []string, own []redact.Pattern) (o redact.Options, err error) {
	if len(asked) == 0 {
		return o, usage("--redact none removes nothing", "--redact names no rule")
	}
	for i, name := range asked {
		name = strings.TrimSpace(name)
		at := slices.IndexFunc(own, func(p redact.Pattern) bool { return p.Name == name })
		switch {
		case slices.Contains(asked[:i], name):
		case slices.Contains(redact.Detectors(), name):
			o.Detectors = append(o.Detectors, name)
		case at >= 0:
			o.Patterns = append(o.Patterns, own[at])
		default:
			return o, usage("--redact all, none, or some of "+oneOf(ruleNames(own)), "unknown redaction rule %q", name)
		}
	}
	return o, nil
}

func ruleNames(own []redact.Pattern) []string {
	names := redact.Detectors()
	for _, p := range own {
		names = append(names, p.Name)
	}
	return names
}

// writeRedactionLog writes what was taken out of the transcripts where
// --redaction-log says, whole or not at all, and not over one of the other
// files of the command.
func writeRedactionLog(cmd *cobra.Command, others []string, transcripts ...*render.Transcript) error {
	path, _ := cmd.Flags().GetString("redaction-log")
	if path == "" {
		return nil
	}
	for _, other := range others {
		if path == other || sameFile(path, other) {
			return usage("give another --redaction-log", "%s is what the transcript is made from, or where it goes", visible(path))
		}
	}
	err := writeWhole(path, func(w io.Writer) error {
		for _, t := range transcripts {
			if err := render.WriteRedactionLog(w, t); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return fmt.Errorf("write redaction log: %w", err)
	}
	return nil
}
