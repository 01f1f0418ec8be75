package archive

import (
	"context"
	"crypto/x509"
	"fmt"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
)

// A Chain is the chain of custody of a ticket: what the log has of it.
type Chain struct {
	Ticket     int64
	Checkpoint custody.Checkpoint
	PublicKey  string
	Records    []custody.Record // in their order
	Stamps     []Timestamped    // that prove something of these, the smallest log first
	Rooted     bool             // they were checked against a root
	Generator  string
	Made       time.Time
}

// StampsOf are the valid timestamps whose checkpoints the log continues.
func StampsOf(ctx context.Context, store storage.Store, view *custody.View, v note.Verifier, roots *x509.CertPool) ([]Timestamped, error) {
	all, err := Timestamps(ctx, store, v, roots)
	if err != nil {
		return nil, fmt.Errorf("read the timestamps: %w", err)
	}
	var valid []Timestamped
	errs := continued(ctx, view, all)
	for i, t := range all {
		if t.Problem == "" && errs[i] == nil {
			valid = append(valid, t)
		}
	}
	return valid, context.Cause(ctx)
}

// Known is the first timestamp of a checkpoint that has the entry.
func (c *Chain) Known(index int64) (Timestamped, bool) {
	for _, t := range c.Stamps {
		if t.Checkpoint.Size > index {
			return t, true
		}
	}
	return Timestamped{}, false
}

// ProofName is that of the files with an entry and its proof, without an ending.
func ProofName(ticket, index int64) string { return fmt.Sprintf("%d-%d", ticket, index) }

// Paper makes of it a document in a language, or in English where there are no
// words for it.
func (c *Chain) Paper(lang string) (*render.Paper, error) {
	words, err := render.PaperWords("custody", lang)
	if err != nil {
		return nil, err
	}
	w := chainWords{words, c}
	d := &render.Paper{Words: words, Kicker: words.Say("kicker"), Title: words.Say("title", fmt.Sprint(c.Ticket)), Generator: c.Generator, Made: c.Made,
		Foot: words.Say("page.made", w.time(c.Made), ltr(c.Checkpoint.Origin))}
	d.Facts = w.head()
	d.Sections = []render.PaperSection{
		{Heading: words.Say("events"), Texts: []string{words.Say("intro")}, Items: w.items()},
		{Heading: words.Say("checkpoint"), Code: visibleLines(string(c.Checkpoint.Note))},
		{Heading: words.Say("stamps"), Texts: w.stamps()},
		{Heading: words.Say("check"), Texts: w.check()},
	}
	return d, nil
}

func visibleLines(text string) string {
	var lines []string
	for line := range strings.SplitSeq(strings.TrimRight(text, "\n"), "\n") {
		lines = append(lines, render.Visible(line))
	}
	return strings.Join(lines, "\n")
}

// check says how to check the record.
func (w chainWords) check() []string {
	texts := []string{w.Say("check.files", fmt.Sprint(w.chain.Ticket)), w.Say("check.proof")}
	if n := len(w.chain.Records); n > 0 {
		name := ProofName(w.chain.Ticket, w.chain.Records[n-1].Index)
		texts = append(texts, ltr(fmt.Sprintf("archiver verify-proof proofs/%s.tlog-proof --entry proofs/%s.json --key %s", name, name, w.chain.PublicKey)))
	}
	for _, key := range []string{"check.bundle", "check.store", "check.hand", "check.limits"} {
		texts = append(texts, w.Say(key))
	}
	return texts
}

// stamps says which timestamps prove something of the entries.
func (w chainWords) stamps() []string {
	var texts []string
	met := map[string]bool{}
	for _, r := range w.chain.Records {
		if t, ok := w.chain.Known(r.Index); ok && !met[t.Key] {
			met[t.Key] = true
			texts = append(texts, w.Say("stamp", fmt.Sprint(t.Checkpoint.Size), ltr(t.Stamp.By), w.time(t.Stamp.Time))+"\n"+ltr(t.Key))
		}
	}
	switch {
	case len(texts) == 0:
		return []string{w.Say("unstamped")}
	case w.chain.Rooted:
		return append(texts, w.Say("rooted"))
	}
	return append(texts, w.Say("unrooted"))
}
