package check

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
)

// forms are those of the fields that have one; an empty value is checked
// elsewhere.
var forms = map[string]*regexp.Regexp{
	"ATTACHCOUNT": number, "PGCOUNT": number, "TICKETID": regexp.MustCompile(`^-?\d{1,19}$`), "MESSAGECOUNT": number, "FILESIZE": number,
	"DOCTYPE": regexp.MustCompile(`^(Ticket|Attachment)$`), "DIRECTION": regexp.MustCompile(`^(Incoming|Outgoing)$`), "REDACTED": regexp.MustCompile(`^Y$`),
	"MD5HASH": regexp.MustCompile(`^[0-9a-f]{32}$`), "SHA256HASH": sum, "SOURCESHA256": sum, "TEXTSHA256": sum, "PDFSHA256": sum,
	"FILEEXT": regexp.MustCompile(`^[^.A-Z\\/]*$`),
}

var (
	number = regexp.MustCompile(`^(0|[1-9]\d{0,17})$`)
	sum    = regexp.MustCompile(`^[0-9a-f]{64}$`)
)

var dates = []string{"DATESENT", "DATELASTMSG", "DATEOPENED", "DATECLOSED"}

// must are the fields of a row that say something.
var must = []string{"DOCID", "BEGBATES", "ENDBATES", "PGCOUNT", "DOCTYPE", "TICKETID", "SOURCEKEY", "SOURCESHA256", "TIMEZONE"}

// document takes a row over and holds its values to their forms.
func (v *volume) document(row int, list []string, position map[string]int) *document {
	d := &document{volume: v.name, row: row, values: list, position: position}
	d.id, d.parent = d.get("DOCID"), d.get("PARENTID")
	for _, name := range fields {
		value := d.get(name)
		if form := forms[name]; form != nil && value != "" && !form.MatchString(value) {
			v.problem(DATValue, row, "%s is %q", name, value)
		}
		if strings.ContainsFunc(value, deceptive) {
			v.problem(DATValue, row, "%s has a control character: %q", name, value)
		}
	}
	for _, name := range must {
		if d.get(name) == "" {
			v.problem(DATValue, row, "%s is empty", name)
		}
	}
	for _, name := range dates {
		if value := d.get(name); value != "" && !isDate(value) {
			v.problem(DATDate, row, "%s is %q, not MM/DD/YYYY HH:MM", name, value)
		}
	}
	if d.id != d.get("BEGBATES") {
		v.problem(DATValue, row, "DOCID %q is not BEGBATES %q", d.id, d.get("BEGBATES"))
	}
	if zone := d.get("TIMEZONE"); zone != "" && zone != v.report.Options.TimeZone && v.report.Options.TimeZone != "" {
		v.problem(DATValue, row, "TIMEZONE is %q, the report says %q", zone, v.report.Options.TimeZone)
	}
	if !slices.Contains(d.list("ALLSOURCES"), d.get("SOURCEKEY")) {
		v.problem(DATValue, row, "ALLSOURCES lacks SOURCEKEY %q", d.get("SOURCEKEY"))
	}
	v.checkKind(d)
	all := map[string]bool{}
	for _, name := range d.list("PARTICIPANTS") {
		all[name] = true
	}
	for _, name := range d.list("TO") {
		if !all[name] {
			v.problem(DATValue, row, "TO has %q, who is not among PARTICIPANTS", name)
		}
	}
	return d
}

const dateForm = "01/02/2006 15:04"

// isDate reports whether a date is in the one form that importers take whole:
// of another they lose the time without a word.
func isDate(value string) bool {
	at, err := time.Parse(dateForm, value)
	return err == nil && at.Format(dateForm) == value
}

// deceptive are the characters that a load file is free of.
func deceptive(c rune) bool {
	return unicode.IsControl(c) || unicode.Is(unicode.Bidi_Control, c)
}

// number reads a Bates number.
func (r *report) number(text string) (int64, bool) {
	digits, ok := strings.CutPrefix(text, r.prefix())
	if !ok || len(digits) != r.Options.Digits || strings.Trim(digits, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	return n, err == nil
}

// prefix is what stands before the digits.
func (r *report) prefix() string {
	if p := r.Options.Prefix; p == "" || strings.ContainsAny(p[len(p)-1:], "-_.") {
		return p
	}
	return r.Options.Prefix + "-"
}

// bates writes a number.
func (r *report) bates(n int64) string {
	digits := strconv.FormatInt(n, 10)
	return r.prefix() + strings.Repeat("0", max(0, r.Options.Digits-len(digits))) + digits
}
