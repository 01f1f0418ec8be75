package retention

import "github.com/glassix-archiver/archiver/redact"

// Policy says what is kept how long. It does not change, and is safe for
// concurrent use.
type Policy struct {
	Name    string // of its file; "" is the built-in one
	Default Rule   // of every ticket; its Retain is without end in the built-in policy only
	Rules   []Rule // as they stand in the file

	Redact redact.Options // what is taken out of transcripts that leave the archive; what is in it is whole
}

// Rule is what holds for the tickets that it matches. What a rule does not name
// is its zero value, and has no effect.
type Rule struct {
	Name         string
	Retain       Period // from closing
	Lock         Lock
	Holds        []string // cases whose legal hold it is
	StorageClass string   // of S3
	Formats      []string // of transcripts

	match match
}

// defaultName is what reasons call the default; no rule may be called so.
const defaultName = "default"

// Default is the built-in policy: everything is kept without end, nothing is
// locked.
func Default() *Policy { return &Policy{Default: Rule{Name: defaultName}} }

// Formats are the formats that a policy can name, in the order in which
// decisions list them.
func Formats() []string { return []string{"pdf", "html", "json"} }

// StorageClasses are those of S3 that a policy can name: those that last and
// can be locked. What is in GLACIER or DEEP_ARCHIVE has to be restored before
// anything, verify included, can read it.
func StorageClasses() []string {
	return []string{"STANDARD", "STANDARD_IA", "ONEZONE_IA", "INTELLIGENT_TIERING", "GLACIER_IR", "GLACIER", "DEEP_ARCHIVE"}
}

// NamesDepartments tells whether a rule asks which department a ticket is of,
// which may be meant by its name.
func (p *Policy) NamesDepartments() bool {
	for _, r := range p.Rules {
		for _, c := range r.match {
			if c.key == keyDepartments {
				return true
			}
		}
	}
	return false
}

// Retains tells whether a ticket may come under a lock or a hold.
func (p *Policy) Retains() bool {
	for _, r := range append([]Rule{p.Default}, p.Rules...) {
		if r.Lock != None || len(r.Holds) > 0 {
			return true
		}
	}
	return false
}

func (r *Rule) isEmpty() bool {
	return r.Retain == (Period{}) && r.Lock == None && len(r.Holds) == 0 && r.StorageClass == "" && len(r.Formats) == 0
}
