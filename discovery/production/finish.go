package production

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
)

const (
	manifestName = "manifest-sha256.txt"
	reportName   = "REPORT/report.json"
)

// finish writes proofs, report and manifest, and returns the manifest's SHA-256.
func (p *producer) finish(ctx context.Context) (string, error) {
	p.report.end(p.numbers.next)
	above, err := p.writeProofs(ctx)
	if err != nil {
		return "", err
	}
	logs, err := p.closeLogs()
	if err != nil {
		return "", err
	}
	p.report.end(p.numbers.next) // how to check the proofs, too
	pdf, err := p.dir.write("REPORT/report.pdf", p.writeReport)
	if err != nil {
		return "", err
	}
	report, err := p.dir.write(reportName, func(w io.Writer) error {
		out := json.NewEncoder(w)
		out.SetEscapeHTML(false)
		out.SetIndent("", "  ")
		return out.Encode(p.report)
	})
	if err != nil {
		return "", err
	}
	above = append(above, logs[0], report, pdf, logs[1], logs[2]) // in the order of their names
	return p.writeManifest(above)
}

// closeLogs ends what was written beside the volumes: redactions, sources and
// substitutions.
func (p *producer) closeLogs() ([]fileSum, error) {
	lines := json.NewEncoder(p.ledger.sources)
	lines.SetEscapeHTML(false)
	for _, u := range p.Unread {
		if err := lines.Encode(Source{Key: u.Key, Fate: FateWithheld, Code: CodeUnknown, Reason: u.Err.Error()}); err != nil {
			return nil, err
		}
	}
	redacted, err1 := p.ledger.redacted.close()
	sources, err2 := p.ledger.sources.close()
	changes, err3 := p.ledger.changes.close()
	_, err4 := p.ledger.manifest.close()
	p.report.Files.Redactions, p.report.Files.Sources, p.report.Files.Substitutions = ref(redacted), ref(sources), ref(changes)
	return []fileSum{redacted, sources, changes}, errors.Join(err1, err2, err3, err4)
}

// writeManifest lists every file, sorted, and takes the work folder away.
func (p *producer) writeManifest(above []fileSum) (string, error) {
	sum, err := p.dir.write(manifestName, func(w io.Writer) error {
		for _, s := range above {
			if _, err := fmt.Fprintf(w, "%s  %s\n", s.sha256, s.path); err != nil {
				return err
			}
		}
		return p.copyWork(w, "manifest")
	})
	if err != nil {
		return "", err
	}
	if err := p.dir.root.RemoveAll(workFolder); err != nil {
		return "", fmt.Errorf("finish the production: %w", err)
	}
	return sum.sha256, nil
}

// copyWork copies a file of the work folder.
func (p *producer) copyWork(w io.Writer, name string) error {
	f, err := p.dir.root.Open(workFolder + name)
	if err != nil {
		return err
	}
	defer f.Close()
	_, err = io.Copy(w, f)
	return err
}

// eachSource reads back what became of each bundle.
func (p *producer) eachSource(see func(Source) error) error {
	f, err := p.dir.root.Open("REPORT/sources.jsonl")
	if err != nil {
		return err
	}
	defer f.Close()
	lines := json.NewDecoder(f)
	for {
		var s Source
		err := lines.Decode(&s)
		if err == io.EOF {
			return nil
		}
		if err == nil {
			err = see(s)
		}
		if err != nil {
			return err
		}
	}
}

// put writes a small file.
func (f *folder) put(name string, data []byte) error {
	file, err := f.root.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if err != nil {
		return err
	}
	_, err = file.Write(data)
	return errors.Join(err, file.Close())
}
