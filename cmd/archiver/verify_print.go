package main

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/glassix-archiver/archiver/archive"
)

func printVerification(sys *sys, o verifyOptions, v *archive.Verification) error {
	if o.json {
		lines := json.NewEncoder(sys.stdout)
		for _, d := range v.Differences {
			if err := lines.Encode(d); err != nil {
				return err
			}
		}
		return lines.Encode(v)
	}
	for _, d := range v.Differences {
		fmt.Fprintf(sys.stdout, "%s: %s\n", visible(d.Key), visible(d.Problem))
	}
	for _, note := range append(readNotes(v), verificationNotes(v)...) {
		fmt.Fprintln(sys.stdout, "note: "+visible(note))
	}
	fmt.Fprintln(sys.stdout, verificationText(v))
	return nil
}

// verificationNotes says what is no difference and yet to be known; --json
// has it item by item.
func verificationNotes(v *archive.Verification) []string {
	var notes []string
	if v.Entered > 0 {
		notes = append(notes, fmt.Sprintf("%s entered as verified in the custody log", count(v.Entered, "bundle")))
	}
	if n := len(v.Unlisted); n > 0 {
		notes = append(notes, fmt.Sprintf("%s whole but in no inventory, left by a killed run: the next run that meets them adds them", count(n, "bundle")))
	}
	if n := len(v.Unsigned); n > 0 {
		notes = append(notes, fmt.Sprintf("%s not in the custody log: from before it was begun, or not by the archiver", count(n, "bundle")))
	}
	if n := len(v.UnsignedRuns); n > 0 {
		notes = append(notes, fmt.Sprintf("%s with a report that is not in the custody log: from before it was begun, killed at the very end, or not by the archiver", count(n, "run")))
	}
	if v.Timestamps > 0 {
		notes = append(notes, timestampsText(v))
	}
	if n := len(v.Purged); n > 0 {
		notes = append(notes, fmt.Sprintf("%s purged after the retention had passed: certificates of destruction are in custody/certificates/", count(n, "bundle")))
	}
	for _, key := range v.Remade {
		notes = append(notes, fmt.Sprintf("%s was missing once, and archived again by a later run: the inventories have both", key))
	}
	for _, run := range v.Unreported {
		notes = append(notes, fmt.Sprintf("run %s has no report: it was killed at its very end, or the report was removed", run))
	}
	if n := len(v.Missing); n > 0 {
		whose := "bundles' own records"
		if v.Read.Now < v.Bundles {
			whose = "records of the bundles read now"
		}
		notes = append(notes, fmt.Sprintf("%s in the %s (exceptions.json): archiver run --retry-exceptions tries to complete them", count(n, "exception"), whose))
	}
	return notes
}

func verificationText(v *archive.Verification) string {
	n := v.Read.Now
	text := fmt.Sprintf("verified %s (%s)", count(v.Bundles, "bundle"), bytesText(v.Bytes))
	switch {
	case v.Quick:
		text = fmt.Sprintf("checked the presence and size of %s (%s)", count(v.Bundles, "bundle"), bytesText(v.Bytes))
	case n < v.Bundles:
		text = fmt.Sprintf("read %d of %s (%s of %s), checked the presence and size of all,", n, count(v.Bundles, "bundle"), bytesText(v.Read.Bytes), bytesText(v.Bytes))
	}
	text += fmt.Sprintf(" against the inventories of %s: ", count(v.Runs, "run"))
	if n := len(v.Differences); n > 0 {
		return text + count(n, "difference")
	}
	return text + "no difference"
}

// readNotes say what was not read now, and what is known of it.
func readNotes(v *archive.Verification) (notes []string) {
	r := v.Read
	if v.Share != nil {
		notes = append(notes, fmt.Sprintf("read today's share, number %d of %d: every bundle is read once in %s", v.Share.Number, v.Share.Of, count(v.Share.Of, "day")))
	}
	if r.Earlier > 0 {
		notes = append(notes, fmt.Sprintf("%s not read now were valid when this user last read them on this machine, between %s and %s; this says nothing about changes since",
			count(r.Earlier, "bundle"), r.First.Format(time.RFC3339), r.Last.Format(time.RFC3339)))
	}
	if r.Never > 0 {
		notes = append(notes, fmt.Sprintf("%s never fully read and found valid by this user on this machine, as far as is recorded", count(r.Never, "bundle")))
	}
	return notes
}
