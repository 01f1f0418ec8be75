package check

import (
	"archive/zip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"
)

const (
	proofName  = "CUSTODY/produced.tlog-proof"
	proofsName = "CUSTODY/proofs.zip"
	maxProof   = 1 << 20
)

// checkProofs has the log's key tell whether the log has what the folder says it
// has: the production, and each bundle of it.
func (p *production) checkProofs(sources map[string]source) {
	if p.o.Prove == nil {
		return
	}
	entry, err := p.small(entryName, maxProof)
	if err != nil {
		p.add(CustodyProof, entryName, "", "%v", err)
	} else if proof, err := p.small(proofName, maxProof); err != nil {
		p.add(CustodyProof, proofName, "", "%v", err)
	} else if err := p.o.Prove(entry, proof); err != nil {
		p.add(CustodyProof, entryName, "", "%v", err)
	}
	if err := p.checkBundles(sources); err != nil {
		p.add(CustodyProof, proofsName, "", "%v", err)
	}
}

// checkBundles goes through the bundles that were produced. Those of which the
// log has nothing, by the report, have no proof.
func (p *production) checkBundles(sources map[string]source) error {
	if p.files[proofsName] == nil {
		return errors.New("is not there")
	}
	opened, err := p.root.Open(proofsName)
	if err != nil {
		return err
	}
	defer opened.Close()
	info, err := opened.Stat()
	if err != nil {
		return err
	}
	archive, err := zip.NewReader(opened, info.Size())
	if err != nil {
		return err
	}
	entries := make(map[string]*zip.File, len(archive.File))
	for _, f := range archive.File {
		entries[f.Name] = f
	}
	without := map[string]bool{}
	if p.report.Custody != nil {
		for _, key := range p.report.Custody.NotInLog {
			without[key] = true
		}
	}
	for _, key := range slices.Sorted(maps.Keys(sources)) {
		s := sources[key]
		if s.Fate != "produced" || s.Entry == nil && without[key] {
			continue
		}
		if err := p.proveBundle(entries, &s); err != nil {
			p.add(CustodyProof, proofsName, s.Bates, "%s: %v", s.Key, err)
		}
	}
	return nil
}

// proveBundle proves that the log has a bundle, and with this hash.
func (p *production) proveBundle(entries map[string]*zip.File, s *source) error {
	if s.Entry == nil {
		return errors.New("sources.jsonl names no entry of the log, but the report does not say that there is none")
	}
	number := strconv.FormatInt(*s.Entry, 10)
	entry, err := unzipped(entries[number+".entry"])
	if err != nil {
		return fmt.Errorf("entry %s: %w", number, err)
	}
	proof, err := unzipped(entries[number+".tlog-proof"])
	if err != nil {
		return fmt.Errorf("proof %s: %w", number, err)
	}
	var e struct{ Event, Key, SHA256 string }
	switch err := json.Unmarshal(entry, &e); {
	case err != nil:
		return fmt.Errorf("entry %s: %w", number, err)
	case e.Event != "archived" || e.Key != s.Key || e.SHA256 != s.SHA256:
		return fmt.Errorf("entry %s is that %q was %s with SHA-256 %q", number, e.Key, e.Event, e.SHA256)
	}
	return p.o.Prove(entry, proof)
}

func unzipped(f *zip.File) ([]byte, error) {
	if f == nil {
		return nil, errors.New("is not there")
	}
	content, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer content.Close()
	var text strings.Builder
	n, err := io.Copy(&text, io.LimitReader(content, maxProof+1))
	if err == nil && n > maxProof {
		err = errors.New("is larger than this check reads")
	}
	return []byte(text.String()), err
}
