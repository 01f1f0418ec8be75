package main

import (
	"errors"
	"slices"
	"strconv"
	"strings"

	"github.com/glassix-archiver/archiver/redact"
)

// redactConfig says in archiver.yaml what is taken out of transcripts that are
// made, sent or produced. What is archived is whole.
type redactConfig struct {
	// Detectors are built-in ones: card, iban, il_id, ssn, email, phone.
	Detectors []string `yaml:"detectors"`
	// Patterns are your own.
	Patterns []patternConfig `yaml:"patterns"`
}

type patternConfig struct {
	// Name is shown in the place of what is found.
	Name string `yaml:"name"`
	// Pattern is a regular expression (RE2).
	Pattern string `yaml:"pattern"`
	// KeepLast is how many of the last letters and digits are left to be seen.
	KeepLast int `yaml:"keep_last"`
}

func (c redactConfig) options() redact.Options {
	o := redact.Options{Detectors: c.Detectors}
	for _, p := range c.Patterns {
		o.Patterns = append(o.Patterns, p.rule())
	}
	return o
}

func (p patternConfig) rule() redact.Pattern {
	return redact.Pattern{Name: p.Name, Expr: p.Pattern, KeepLast: p.KeepLast}
}

// checkRedact looks at the rules in the settings, and points at one that could
// not be used.
func (c *config) checkRedact() error {
	var seen []string
	for i, name := range c.Redact.Detectors {
		if !slices.Contains(redact.Detectors(), name) {
			return c.file.at(item("$.redact.detectors", i), "unknown detector %q: there are %s", name, strings.Join(redact.Detectors(), ", "))
		}
		if slices.Contains(seen, name) {
			return c.file.at(item("$.redact.detectors", i), "is listed twice")
		}
		seen = append(seen, name)
	}
	for i, p := range c.Redact.Patterns {
		place := item("$.redact.patterns", i)
		if err := p.rule().Check(); err != nil {
			return c.file.at(place+memberOfPattern(p, err), "%w", err)
		}
		if slices.Contains(seen, p.Name) {
			return c.file.at(place+".name", "there is already a pattern called %s", p.Name)
		}
		seen = append(seen, p.Name)
	}
	return nil
}

// memberOfPattern is the member that an error is about; the pattern itself
// where the member is missing.
func memberOfPattern(p patternConfig, err error) string {
	switch {
	case errors.Is(err, redact.ErrName) && p.Name != "":
		return ".name"
	case errors.Is(err, redact.ErrKeep):
		return ".keep_last"
	case !errors.Is(err, redact.ErrName) && p.Pattern != "":
		return ".pattern"
	}
	return ""
}

func item(list string, i int) string { return list + "[" + strconv.Itoa(i) + "]" }
