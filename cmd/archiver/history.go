package main

import (
	"bytes"
	"context"
	"crypto/x509"
	"encoding/json"
	"fmt"
	"io"
	"strconv"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
)

// history tells what the log has of a ticket.
type history struct {
	sys    *sys
	o      custodyOptions
	store  storage.Store
	keys   custodyKeys
	last   seen
	roots  *x509.CertPool // of timestamps; nil: none were given
	letter bool           // the PDF's paper

	view   *custody.View
	before custody.Checkpoint // that was seen
	chain  archive.Chain
}

func (h *history) tell(ctx context.Context) error {
	if err := h.read(ctx); err != nil {
		return damagedLog(err)
	}
	if len(h.chain.Records) == 0 {
		return &coded{code: exitFailed, err: fmt.Errorf("the custody log in %s has no entry for ticket %d", h.store, h.o.ticket), hint: "archiver status --keys lists what is archived; tickets archived before the log began may have no entry in it"}
	}
	if err := h.print(); err != nil || h.o.proofs == "" {
		return err
	}
	return writeProofs(ctx, h.sys, h.view, h.keys, h.chain.Records, h.o)
}

// read gathers the entries and timestamps.
func (h *history) read(ctx context.Context) (err error) {
	if h.before, err = h.last.last(); err != nil {
		return err
	}
	if h.view, err = custody.Read(ctx, h.store, h.keys.verifier); err != nil {
		return err
	}
	if err := h.view.Continues(ctx, h.before); err != nil {
		return err
	}
	h.chain = archive.Chain{Ticket: h.o.ticket, Checkpoint: h.view.Checkpoint(), PublicKey: h.keys.public, Rooted: h.roots != nil, Generator: generator(), Made: h.sys.now().UTC()}
	for r, err := range h.view.Entries(ctx, 0) {
		if err != nil {
			return err
		}
		if r.Entry.Ticket == h.o.ticket {
			h.chain.Records = append(h.chain.Records, r)
		}
	}
	h.chain.Stamps, err = archive.StampsOf(ctx, h.store, h.view, h.keys.verifier, h.roots)
	return err
}

// print writes it in the format and to the place that were asked for.
func (h *history) print() error {
	write := h.text
	switch h.o.format {
	case "json":
		write = h.json
	case "pdf":
		paper, err := h.chain.Paper(h.o.lang)
		if err != nil {
			return err
		}
		write = func(w io.Writer) error { return render.PaperPDF(w, paper, render.PDFOptions{Letter: h.letter}) }
	}
	if h.o.output == "" || h.o.output == "-" {
		return write(h.sys.stdout)
	}
	if err := writeWhole(h.o.output, write); err != nil {
		return fmt.Errorf("write the custody record: %w", err)
	}
	return nil
}

func (h *history) text(w io.Writer) error {
	c := h.chain.Checkpoint
	var text bytes.Buffer
	fmt.Fprintf(&text, "chain of custody of ticket %d\nlog %s, %d entries, root %s\n", h.o.ticket, visible(c.Origin), c.Size, c.Root)
	for _, r := range h.chain.Records {
		fmt.Fprintln(&text)
		printEntry(&text, r)
		if t, ok := h.chain.Known(r.Index); ok {
			fmt.Fprintf(&text, "  %-10s  by %s, says %s%s (%s)\n", "known", t.Stamp.Time.Format(time.RFC3339), visible(t.Stamp.By), h.unrooted(), t.Key)
		}
	}
	_, err := w.Write(text.Bytes())
	return err
}

func (h *history) unrooted() string {
	if h.chain.Rooted {
		return ""
	}
	return ", not checked against a root"
}

// stampLine is what JSON says of when an entry was known.
type stampLine struct {
	Time   time.Time `json:"time"`
	By     string    `json:"by"`
	Policy string    `json:"policy"`
	Rooted bool      `json:"rooted"` // checked against a root that was given
	Key    string    `json:"key"`    // of the authority's answer
}

func (h *history) json(w io.Writer) error {
	lines := json.NewEncoder(w)
	lines.SetEscapeHTML(false)
	for _, r := range h.chain.Records {
		line := struct {
			Index int64           `json:"index"`
			Entry json.RawMessage `json:"entry"`
			Known *stampLine      `json:"timestamp,omitempty"`
		}{r.Index, r.Line, nil}
		if t, ok := h.chain.Known(r.Index); ok {
			line.Known = &stampLine{t.Stamp.Time, t.Stamp.By, t.Stamp.Policy, h.chain.Rooted, t.Key}
		}
		if err := lines.Encode(line); err != nil {
			return err
		}
	}
	c := h.chain.Checkpoint
	return lines.Encode(logLine{c.Origin, c.Size, c.Root.String(), h.before.Size, int64(len(h.chain.Records))})
}

// printEntry says an entry in lines, what is empty left out.
func printEntry(w io.Writer, r custody.Record) {
	e := r.Entry
	fmt.Fprintf(w, "%s  %s  (entry %d)\n", e.Time.UTC().Format(time.RFC3339), visible(string(e.Event)), r.Index)
	until, number := "", ""
	if e.Ticket != 0 { // an entry about a rule or a production is of none
		number = strconv.FormatInt(e.Ticket, 10)
	}
	if !e.Until.IsZero() {
		until = e.Until.UTC().Format(time.RFC3339)
	}
	for _, m := range []struct{ name, value string }{
		{"ticket", number}, {"department", e.Department}, {"key", e.Key}, {"sha256", e.SHA256}, {"by", e.By}, {"run", e.Run},
		{"case", e.Case}, {"until", until}, {"mode", e.Mode}, {"rule", e.Rule}, {"recipient", e.Recipient}, {"ref", e.Ref}, {"result", e.Result}, {"detail", e.Detail},
	} {
		if m.value != "" {
			fmt.Fprintf(w, "  %-10s  %s\n", m.name, visible(m.value))
		}
	}
}
