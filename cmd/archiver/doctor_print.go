package main

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/glassix-archiver/archiver/storage"
)

// rights are those that what was denied needs, each once.
func (x *examination) rights() (all []string) {
	for _, f := range x.found {
		all = append(all, f.Rights...)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// statements are what to paste, "" if nothing was denied.
func (x *examination) statements() string {
	if rights := x.rights(); x.grant != nil && len(rights) > 0 {
		return x.grant(rights)
	}
	return ""
}

// doctorJSON is what --json prints.
type doctorJSON struct {
	Store  string            `json:"store"`
	Wrote  bool              `json:"wrote"` // the store was tried out
	Checks []storage.Finding `json:"checks"`
	Grant  string            `json:"grant,omitzero"` // IAM statements
}

func (x *examination) document() doctorJSON {
	return doctorJSON{x.where, x.wrote, x.found, x.statements()}
}

func (x *examination) print(w io.Writer) {
	fmt.Fprintln(w, visible(x.where))
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, f := range x.found {
		fmt.Fprintf(t, "%s\t%s\t%s\n", f.Result, visible(f.Check), visible(f.Found))
		if f.Do != "" {
			fmt.Fprintf(t, "\t\t→ %s\n", visible(f.Do))
		}
	}
	t.Flush()
	if s := x.statements(); s != "" {
		fmt.Fprintf(w, "\nthe missing permissions, as IAM statements:\n%s\n", visibleLines(s))
	}
	switch {
	case !x.write:
		fmt.Fprintln(w, "nothing was written: archiver doctor --write tries the store out")
	case !x.wrote:
		fmt.Fprintln(w, "nothing was written: there is no store to try out")
	}
}

func visibleLines(s string) string {
	lines := strings.Split(s, "\n")
	for i := range lines {
		lines[i] = visible(lines[i])
	}
	return strings.Join(lines, "\n")
}
