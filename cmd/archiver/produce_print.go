package main

import (
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/glassix-archiver/archiver/discovery/production"
	"github.com/glassix-archiver/archiver/discovery/rsmf"
	"github.com/glassix-archiver/archiver/render"
)

// slicer writes a transcript's days as RSMF.
func slicer(zone *time.Location) func(*render.Transcript, []render.NameValue, func(string) (io.ReadCloser, error)) []production.Slice {
	return func(t *render.Transcript, facts []render.NameValue, open func(string) (io.ReadCloser, error)) []production.Slice {
		o := rsmf.Options{Zone: zone, Custodian: t.Header.Department.Name, Open: open}
		for _, f := range facts {
			o.Fields = append(o.Fields, rsmf.Fact{Name: f.Name, Value: f.Value})
		}
		var list []production.Slice
		for _, day := range rsmf.Days(t, o) {
			slice := production.Slice{Write: day.Write}
			for _, l := range day.LeftOut {
				if l.Path == "" { // missing or withheld: named as such already
					continue
				}
				slice.LeftOut = append(slice.LeftOut, render.Exception{Name: l.Name, Message: l.Reason})
			}
			list = append(list, slice)
		}
		return list
	}
}

// maxNamed is how many exceptions are printed; the report has all.
const maxNamed = 20

func (o *produceOptions) printProduced(sys *sys, r *production.Report) error {
	if o.json {
		if err := json.NewEncoder(sys.stdout).Encode(r); err != nil {
			return err
		}
	} else {
		printExceptions(sys.stdout, r.Withheld, r.Exceptions)
		c := r.Counts
		fmt.Fprintf(sys.stdout, "produced %s as %s: %s, %s, %s\n", r.Production, between(r.Bates.First, r.Bates.Last), count(c.Documents, "document"), count(c.Pages, "page"), count(c.Volumes, "volume"))
		fmt.Fprintf(sys.stdout, "%d found = %d produced + %d withheld + %d duplicates; %s%s\n", c.Found, c.Produced, c.Withheld, c.Duplicates, count(len(r.Exceptions), "exception"), heldBack(c.WithheldFiles))
		fmt.Fprintf(sys.stdout, "manifest-sha256.txt has SHA-256 %s\n", r.Manifest)
		fmt.Fprintf(sys.stdout, "read first  %s/REPORT/report.pdf\n", o.out)
	}
	if !r.Complete {
		return outcome(exitExceptions, "done, with exceptions")
	}
	return nil
}

// heldBack says how many attachments are withheld on purpose.
func heldBack(n int) string {
	if n == 0 {
		return ""
	}
	return ", " + count(n, "attachment") + " withheld"
}

func between(first, last string) string {
	if first == "" {
		return "a report without documents"
	}
	return first + " to " + last
}

func printExceptions(w io.Writer, withheld []production.Withheld, exceptions []production.Exception) {
	for i, x := range withheld {
		if i == maxNamed {
			fmt.Fprintf(w, "… and %d more withheld\n", len(withheld)-i)
			break
		}
		fmt.Fprintf(w, "withheld: %s: %s: %s\n", visible(x.Key), x.Code, visible(x.Message))
	}
	for i, x := range exceptions {
		if i == maxNamed {
			fmt.Fprintf(w, "… and %d more exceptions\n", len(exceptions)-i)
			break
		}
		fmt.Fprintf(w, "%s: ticket %d: %s: %s %s\n", x.Bates, x.Ticket, x.Code, visible(x.File), visible(x.Message))
	}
}

func (o *produceOptions) printPlan(sys *sys, p *production.Plan) error {
	if o.json {
		if err := json.NewEncoder(sys.stdout).Encode(p); err != nil {
			return err
		}
	} else {
		sayPlan(sys.stdout, p)
	}
	if len(p.Withheld)+p.Missing+p.HeldBack > 0 {
		return outcome(exitExceptions, "there would be exceptions")
	}
	return nil
}

func sayPlan(w io.Writer, p *production.Plan) {
	printExceptions(w, p.Withheld, nil)
	fmt.Fprintf(w, "would produce %s, starting at number %s: %s of %s, %s%s\n", p.Production, p.First, count(p.Documents, "document"), count(p.Tickets, "ticket"), count(p.Missing, "missing file"), heldBack(p.HeldBack))
	fmt.Fprintf(w, "%d found = %d produced + %d withheld + %d duplicates\n", p.Found, p.Produced, len(p.Withheld), p.Duplicates)
	fmt.Fprintln(w, "this was a dry run: nothing was written, and no number was taken")
}

// produceProgress says on a terminal how far it is.
func produceProgress(sys *sys) func(done, all int) {
	if _, ok := sys.tty(); !ok {
		return nil
	}
	var last time.Time
	return func(done, all int) {
		if now := sys.now(); done == all || now.Sub(last) > 200*time.Millisecond {
			last = now
			fmt.Fprintf(sys.stderr, "\r%d of %d bundles", done, all)
		}
		if done == all {
			fmt.Fprintln(sys.stderr)
		}
	}
}
