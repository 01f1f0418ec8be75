package main

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/glassix-archiver/archiver/archive"
)

// holdJSON is what place and release did, as --json prints it.
type holdJSON struct {
	Case    string               `json:"case"`
	Bundles []archive.HoldChange `json:"bundles"`
	Failed  []unreadBundle       `json:"failed"` // they are as they were, or better protected
	Unread  []unreadBundle       `json:"unread"` // not changed: what they say can't be told
}

func printHold(sys *sys, o holdOptions, done string, selected archive.Selected, r *archive.HoldReport) error {
	if o.json {
		return json.NewEncoder(sys.stdout).Encode(holdJSON{o.name, r.Changes, namedFailures(r.Failures), namedFailures(selected.Unread)})
	}
	if len(o.tags) > 0 && len(selected.Keys)+len(selected.Unread) == 0 {
		fmt.Fprintf(sys.stderr, "note: no bundle in the store has the tag %s: tags must match exactly\n", visible(strings.Join(o.tags, ", nor ")))
	}
	changed := 0
	for _, c := range r.Changes {
		if c.Changed {
			changed++
		}
		text := casesText(c.Cases)
		if c.Lapsed {
			text += "; somebody had lifted the hold in the store, and it is on again"
		}
		if c.Changed || c.Lapsed {
			fmt.Fprintf(sys.stdout, "%s: %s\n", c.Key, visible(text))
		}
	}
	for _, f := range r.Failures {
		fmt.Fprintf(sys.stdout, "%s: failed: %s\n", f.Key, visible(f.Err.Error()))
	}
	for _, f := range selected.Unread {
		fmt.Fprintf(sys.stdout, "%s: not checked: it cannot be read: %s\n", f.Key, visible(f.Err.Error()))
	}
	fmt.Fprintf(sys.stdout, "%s %s %s; %d of %d already were\n", count(changed, "bundle"), done, visible(o.name),
		len(selected.Keys)-changed-len(r.Failures), len(selected.Keys))
	return nil
}

func casesText(cases []string) string {
	if len(cases) == 0 {
		return "no case holds it any longer"
	}
	return "held for " + strings.Join(cases, ", ")
}

func namedFailures(failures []archive.Failure) []unreadBundle {
	list := []unreadBundle{}
	for _, f := range failures {
		list = append(list, unreadBundle{f.Key, f.Err.Error()})
	}
	return list
}
