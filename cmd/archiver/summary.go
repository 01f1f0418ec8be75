package main

import (
	"fmt"
	"io"

	"github.com/glassix-archiver/archiver/archive"
)

// maxShown bounds the exceptions that are printed; the report has them all.
const maxShown = 20

func summarize(w io.Writer, r *archive.Report) {
	fmt.Fprintf(w, "archived %d of %s", r.Archived, count(r.Closed, "closed ticket"))
	if r.Unchanged > 0 {
		fmt.Fprintf(w, ", %d unchanged", r.Unchanged)
	}
	if n := len(r.Purged); n > 0 {
		fmt.Fprintf(w, " (%d of them purged earlier)", n)
	}
	if r.Failed > 0 {
		fmt.Fprintf(w, ", %d failed", r.Failed)
	}
	fmt.Fprintf(w, "; %d of %s, %s in %s\n", r.Attachments.Stored, count(r.Attachments.Listed, "file"), bytesText(r.Bytes), durationText(r.Finished.Sub(r.Started)))
	if r.Complete {
		return
	}
	fmt.Fprintf(w, "%s:\n", count(len(r.Exceptions), "exception"))
	for i, e := range r.Exceptions {
		if i == maxShown {
			fmt.Fprintf(w, "  … and %d more, in the report\n", len(r.Exceptions)-maxShown)
			break
		}
		fmt.Fprintf(w, "  %s\n", visible(exceptionText(e)))
	}
}

func exceptionText(e archive.Exception) string {
	switch {
	case e.Ticket == 0 && e.Department == "":
		return fmt.Sprintf("%s: %s", e.Code, e.Message)
	case e.Ticket == 0:
		return fmt.Sprintf("department %s: %s: %s", e.Department, e.Code, e.Message)
	case e.Attachment == "":
		return fmt.Sprintf("ticket %d: %s: %s", e.Ticket, e.Code, e.Message)
	default:
		return fmt.Sprintf("ticket %d, attachment %s: %s: %s", e.Ticket, e.Attachment, e.Code, e.Message)
	}
}
