package main

import (
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/discovery/production"
	"github.com/glassix-archiver/archiver/render"
)

// check refuses what can't be, before anything is looked at. given tells which
// flags were: an empty one, as of a variable that is not set, is no default.
func (o *produceOptions) check(given func(flag string) bool) error {
	switch {
	case o.name == "":
		return usage("--case case-2026-017", "name the case")
	case len(o.name) > maxCase || visible(o.name) != o.name:
		return usage("--case case-2026-017", "%.40q is not a valid name for a case", o.name)
	case o.out == "" && !o.dryRun:
		return usage("--out production-1", "name a folder to produce into")
	case o.split < 1 || o.workers < 1:
		return usage("", "--split and --workers have to be at least 1")
	case o.start < 0 || o.start == 0 && given("bates-start"):
		return usage("", "--bates-start has to be at least 1")
	case strings.TrimSpace(o.withhold) == "" && given("withhold-attachments"):
		return usage("--withhold-attachments 'privileged'", "--withhold-attachments needs a reason")
	case len(o.formats) == 0:
		return usage("--formats rsmf,dat,pdf,native", "no format is given")
	case o.optLines != "page" && o.optLines != "document":
		return usage("--opt-lines page, or document", "unknown --opt-lines %q", o.optLines)
	}
	if o.bates.Prefix == "" {
		if o.bates.Prefix = prefixOf(o.name); o.bates.Prefix == "" {
			return usage("--bates ABC", "the case's name cannot become a prefix for numbers: it has no A-Z, a-z or 0-9")
		}
	}
	if err := o.bates.Check(); err != nil {
		return usage("--bates ABC --bates-digits 7", "%w", err)
	}
	for _, name := range o.formats {
		if !slices.Contains(production.Formats, production.Format(strings.TrimSpace(name))) {
			return usage("--formats rsmf,dat,pdf,native", "unknown format %q", name)
		}
	}
	if _, ok := render.FindLanguage(nil, o.language); o.language != "" && !ok {
		return usage("--lang "+oneOf(render.Languages(nil)), "there are no words for language %q", o.language)
	}
	return nil
}

// prefixOf makes a prefix of a case's name, as far as it can be one.
func prefixOf(name string) string {
	safe := strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', r == '-', r == '_':
			return r
		}
		return -1
	}, name)
	return strings.ToUpper(strings.Trim(safe[:min(len(safe), 30)], "-_"))
}
