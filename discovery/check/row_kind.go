package check

import (
	"slices"
	"strings"
)

// checkKind holds a row to what its kind of document has and has not.
func (v *volume) checkKind(d *document) {
	lost := d.get("EXCEPTION") != ""
	switch ticket := d.get("DOCTYPE") == "Ticket"; {
	case ticket:
		v.due(d, "FILENAME", "ticket-"+d.get("TICKETID")+".pdf")
		v.due(d, "FILEEXT", "pdf")
		v.none(d, "a ticket", "NATIVELINK", "ALLFILENAMES")
		if d.get("REDACTED") != "" {
			v.none(d, "a ticket with redactions", "MD5HASH", "SHA256HASH")
		}
		return
	case lost:
		v.none(d, "a file that is missing or withheld", "NATIVELINK", "TEXTLINK", "FILESIZE", "MD5HASH", "SHA256HASH")
	}
	if name := severally(d.get("FILENAME")); name != "" && !slices.Contains(d.list("ALLFILENAMES"), name) {
		v.problem(DATValue, d.row, "ALLFILENAMES lacks FILENAME %q", name)
	}
	if link := d.get("NATIVELINK"); link != "" && !strings.HasSuffix(link, "."+d.get("FILEEXT")) {
		v.problem(DATValue, d.row, "FILEEXT is %q, NATIVELINK %q", d.get("FILEEXT"), link)
	}
}

func (v *volume) due(d *document, field, want string) {
	if got := d.get(field); got != want {
		v.problem(DATValue, d.row, "%s is %q, not %q", field, got, want)
	}
}

func (v *volume) none(d *document, what string, list ...string) {
	for _, field := range list {
		if value := d.get(field); value != "" {
			v.problem(DATValue, d.row, "%s has %s: %q", what, field, value)
		}
	}
}

// severally is a value as it stands in a field of several texts.
func severally(value string) string { return strings.ReplaceAll(value, several, "[U+003B]") }
