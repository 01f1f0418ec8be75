package production

import (
	"encoding/csv"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"unicode"
)

// ledger takes in what is produced, in order: the volumes, the logs, the counts.
// It is for one goroutine.
type ledger struct {
	*producer
	volume   *volume
	manifest *outFile // the volumes' part of it
	changes  *csvLog
	redacted *csvLog
	sources  *outFile
}

// csvLog is a table that goes with the report.
type csvLog struct {
	file *outFile
	out  *csv.Writer
}

func (p *producer) newLog(name string, head ...string) (*csvLog, error) {
	file, err := p.dir.create("REPORT/" + name)
	if err != nil {
		return nil, err
	}
	l := &csvLog{file, csv.NewWriter(file)}
	return l, l.out.Write(head)
}

// add writes a line. A text that a spreadsheet would take for a formula is made
// none: some of them come from outside.
func (l *csvLog) add(texts ...string) error {
	for i, s := range texts {
		if strings.HasPrefix(s, "=") || strings.HasPrefix(s, "+") || strings.HasPrefix(s, "-") || strings.HasPrefix(s, "@") {
			texts[i] = "'" + s
		}
	}
	return l.out.Write(texts)
}

func (l *csvLog) close() (fileSum, error) {
	l.out.Flush()
	sum, err := l.file.close()
	return sum, errors.Join(l.out.Error(), err)
}

func (p *producer) newLedger() (l *ledger, err error) {
	l = &ledger{producer: p}
	if l.manifest, err = p.dir.create(workFolder + "manifest"); err != nil {
		return nil, err
	}
	if l.sources, err = p.dir.create("REPORT/sources.jsonl"); err != nil {
		return nil, err
	}
	if l.changes, err = p.newLog("substitutions.csv", "volume", "bates", "field", "code", "original", "replacement", "count"); err != nil {
		return nil, err
	}
	l.redacted, err = p.newLog("redactions.csv", "bates", "page", "document", "entry", "place", "reason", "rule")
	return l, err
}

// enter takes in a ticket.
func (l *ledger) enter(j *job) error {
	lines := json.NewEncoder(l.sources)
	lines.SetEscapeHTML(false)
	for _, s := range j.sources {
		l.report.count(s)
		if err := lines.Encode(s); err != nil {
			return err
		}
	}
	for _, f := range j.families {
		if err := l.family(f); err != nil {
			return err
		}
	}
	return nil
}

func (l *ledger) family(f *produced) error {
	if name := volumeName(f.place.volume); l.volume == nil || l.volume.Name != name {
		if err := l.endVolume(); err != nil {
			return err
		}
		var err error
		if l.volume, err = l.newVolume(name); err != nil {
			return err
		}
	}
	for _, c := range f.changes {
		if err := l.change(c.bates, c.what); err != nil {
			return err
		}
	}
	var failed error
	err := l.volume.add(f, func(bates string, s substitution) { failed = errors.Join(failed, l.change(bates, s)) })
	for _, r := range f.redactions {
		failed = errors.Join(failed, l.redacted.add(r.line()...))
	}
	l.report.add(f)
	return errors.Join(err, failed)
}

// line is the redaction as the log has it: never what was there.
func (r redaction) line() []string {
	entry := ""
	if r.what.Entry > 0 {
		entry = fmt.Sprint(r.what.Entry)
	}
	place := fmt.Sprintf("%s (%s), %s", r.what.Part, r.what.Position, amount(r.what.Length, "character"))
	reason := reasons[r.what.Rule]
	if reason == "" {
		reason = "matches a pattern of the producing party"
	}
	return []string{r.bates, r.page, fmt.Sprintf("ticket %d", r.what.Ticket), entry, place, reason, r.what.Rule}
}

func amount(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// reasons say why what a rule finds is not for others.
var reasons = map[string]string{
	"card": "number of a payment card", "iban": "number of a bank account", "il_id": "national identity number", "ssn": "social security number",
	"email": "e-mail address", "phone": "telephone number",
}

func (l *ledger) change(bates string, s substitution) error {
	l.report.Counts.Substitutions++
	return l.changes.add(l.volume.Name, bates, s.Field, s.Code, legible(s.Original), s.Replacement, fmt.Sprint(s.Count))
}

// legible is a character that can be seen, or the name of one that can't.
func legible(s string) string {
	var b strings.Builder
	for _, r := range s {
		if unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || r == '\ufeff' {
			fmt.Fprintf(&b, "U+%04X", r)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

// endVolume closes the current volume, if there is one.
func (l *ledger) endVolume() error {
	if l.volume == nil {
		return nil
	}
	v := l.volume
	l.volume = nil
	if err := v.close(l.manifest); err != nil {
		v.abandon()
		return err
	}
	l.report.Volumes = append(l.report.Volumes, v.Volume)
	l.report.Counts.Volumes++
	return nil
}

// abandon lets go of a volume that was not ended.
func (l *ledger) abandon() {
	if l.volume != nil {
		l.volume.abandon()
	}
}
