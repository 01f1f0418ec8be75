package production

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
)

// CustodyFacts are what the custody log says of the bundles.
type CustodyFacts struct {
	Log      string   `json:"log"`
	Size     int64    `json:"size"` // entries
	Root     string   `json:"root"`
	Proven   int      `json:"proven"`     // bundles with a proof in CUSTODY/proofs.zip
	NotInLog []string `json:"not_in_log"` // keys of bundles that it has nothing of
}

// entered is the entry by which a bundle was archived.
type entered struct {
	index  int64
	sha256 string
}

// logged is what the log has of a case's productions and of bundles.
type logged struct {
	archived map[string]entered // by key
	produced []string           // the productions' names
}

// readLog finds the last entry of each bundle's archiving, and the productions of
// the case.
func readLog(ctx context.Context, view *custody.View, keys []archive.Key, caseName string) (l logged, err error) {
	if view == nil {
		return l, nil
	}
	wanted := make(map[string]bool, len(keys))
	for _, k := range keys {
		wanted[k.String()] = true
	}
	l.archived = make(map[string]entered, len(keys))
	for r, err := range view.Entries(ctx, 0) {
		if err != nil {
			return l, err
		}
		switch e := r.Entry; {
		case e.Event == custody.Archived && wanted[e.Key]:
			l.archived[e.Key] = entered{r.Index, e.SHA256}
		case e.Event == custody.Produced && e.Key == "" && e.Case == caseName:
			l.produced = append(l.produced, e.Ref)
		}
	}
	return l, nil
}

// ErrRegister says that the register has lost a production that the log knows:
// which numbers are free can't be told.
var ErrRegister = errors.New("a production is missing in the register of productions")

// holdAgainst holds the register against the log.
func (l logged) holdAgainst(earlier []Registered) error {
	for _, name := range l.produced {
		if !slices.ContainsFunc(earlier, func(r Registered) bool { return r.Production == name }) {
			return fmt.Errorf("number documents: %w: the custody log has %s", ErrRegister, name)
		}
	}
	return nil
}

// writeProofs writes the log's key, and an entry and a proof for each bundle that
// the log knows.
func (p *producer) writeProofs(ctx context.Context) (files []fileSum, err error) {
	if p.View == nil {
		return nil, nil
	}
	c := p.View.Checkpoint()
	facts := &CustodyFacts{Log: c.Origin, Size: c.Size, Root: c.Root.String(), NotInLog: []string{}}
	proofs, err := p.dir.write("CUSTODY/proofs.zip", func(w io.Writer) error {
		z := zip.NewWriter(w)
		n, err := p.zipProofs(ctx, z)
		facts.Proven = n
		return errors.Join(err, z.Close())
	})
	if err != nil {
		return nil, fmt.Errorf("prove the custody of what is produced: %w", err)
	}
	verifier, err := p.dir.write("CUSTODY/verifier.txt", func(w io.Writer) error {
		_, err := fmt.Fprintln(w, p.Public)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, k := range p.Keys {
		if _, ok := p.archived[k.String()]; !ok {
			facts.NotInLog = append(facts.NotInLog, k.String())
		}
	}
	p.report.Custody, p.report.Files.Proofs = facts, ref(proofs)
	return []fileSum{proofs, verifier}, nil
}

// zipProofs goes through the log once, as far as there is something to prove.
func (p *producer) zipProofs(ctx context.Context, z *zip.Writer) (n int, err error) {
	for r, err := range p.View.Entries(ctx, 0) {
		if err != nil {
			return n, err
		}
		if at, ok := p.archived[r.Entry.Key]; !ok || at.index != r.Index {
			continue
		}
		proof, err := p.View.Proof(ctx, r.Index)
		if err != nil {
			return n, err
		}
		if err := zipFile(z, fmt.Sprintf("%d.entry", r.Index), r.Line); err != nil {
			return n, err
		}
		if err := zipFile(z, fmt.Sprintf("%d.tlog-proof", r.Index), proof); err != nil {
			return n, err
		}
		if n++; n == len(p.archived) {
			break
		}
	}
	return n, nil
}

// zipTime is the one time of all files in a ZIP: it follows from nothing.
var zipTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

func zipFile(z *zip.Writer, name string, data []byte) error {
	w, err := z.CreateHeader(&zip.FileHeader{Name: name, Method: zip.Deflate, Modified: zipTime})
	if err != nil {
		return err
	}
	_, err = w.Write(data)
	return err
}

// enterProduced enters the production in the log, with each bundle of it, and
// writes the entry and its proof into the folder.
func (p *producer) enterProduced(ctx context.Context, manifest string) error {
	if p.Log == nil {
		return nil
	}
	if err := p.appendProduced(ctx, manifest); err != nil {
		return err
	}
	view := p.Log.View()
	for r, err := range view.Entries(ctx, p.View.Checkpoint().Size) {
		if err != nil {
			return err
		}
		if e := r.Entry; e.Event != custody.Produced || e.Ref != p.report.Production || e.Key != "" {
			continue
		}
		proof, err := view.Proof(ctx, r.Index)
		if err != nil {
			return err
		}
		return errors.Join(p.dir.put("CUSTODY/produced.entry", r.Line), p.dir.put("CUSTODY/produced.tlog-proof", proof))
	}
	return errors.New("enter the production: it is not in the custody log after all")
}

// batch is how many entries are appended at once.
const batch = 1000

func (p *producer) appendProduced(ctx context.Context, manifest string) error {
	c := p.report.Counts
	production := custody.Production{ID: p.report.Production, Case: p.Case, Manifest: manifest, By: p.Generator,
		Detail: fmt.Sprintf("%s to %s: %d documents of %d bundles", p.report.Bates.First, p.report.Bates.Last, c.Documents, c.Produced)}
	if p.By != "" {
		production.By = p.By + ", " + p.Generator
	}
	entries := []custody.Entry{production.Entry()}
	flush := func(least int) error {
		if len(entries) < least {
			return nil
		}
		_, err := p.Log.Append(ctx, entries)
		entries = entries[:0]
		return err
	}
	err := p.eachSource(func(s Source) error {
		if s.Fate == FateProduced {
			entries = append(entries, production.Of(custody.Bundle{Ticket: s.Ticket, Department: s.Department, Key: s.Key, SHA256: s.SHA256}))
		}
		return flush(batch)
	})
	if err == nil {
		err = flush(1)
	}
	if err != nil {
		return fmt.Errorf("enter the production: %w", err)
	}
	return nil
}
