package production

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
)

// job is a ticket: all of its bundles that were found.
type job struct {
	keys []archive.Key // oldest first
	turn *turn
	done chan struct{}

	sources  []Source // what became of each bundle
	families []*produced
}

// produced is a family as it lies in its volume.
type produced struct {
	place
	rows       []row
	files      []fileSum
	images     []fileSum // of each document; none without pdf
	exceptions []Exception
	unsaid     []Unsaid
	changes    []change
	redactions []redaction
	bundle     Source
	counts     Counts // what it adds
}

// change is a substitution, and redaction something taken out, in a document.
type change struct {
	bates string
	what  substitution
}

type redaction struct {
	bates, page string // numbers of the document, and of the page where its entry begins; "" where that can't be told
	what        render.Redacted
}

// withheld is why a bundle is not produced: no failure of the production.
type withheld struct {
	code string
	err  error
}

func (w *withheld) Error() string { return w.code + ": " + w.err.Error() }
func (w *withheld) Unwrap() error { return w.err }

// do produces a ticket. The error is one that ends the production.
func (p *producer) do(ctx context.Context, j *job) error {
	kept, err := p.choose(ctx, j)
	if err != nil {
		return err
	}
	for i, k := range kept {
		passOn := func() {}
		if i == len(kept)-1 {
			passOn = j.turn.pass
		}
		f, err := p.family(ctx, j, k, passOn)
		if err := j.account(k, f, err); err != nil {
			return err
		}
	}
	if err := j.turn.wait(ctx); err != nil {
		return err
	}
	j.turn.pass()
	return nil
}

// account says what became of a bundle, and of those that say the same.
func (j *job) account(k candidate, f *produced, err error) error {
	w, ok := errors.AsType[*withheld](err)
	if err != nil && !ok {
		return err
	}
	for _, s := range k.same {
		if s.Key != k.source.Key {
			s.Fate, s.Of = FateDuplicate, k.source.Key
			if err != nil { // what stands for it is not produced either
				s.Fate, s.Of, s.Code, s.Reason = FateWithheld, "", w.code, "it says the same as "+k.source.Key+", of which: "+w.err.Error()
			}
			j.sources = append(j.sources, s)
		}
	}
	if err != nil {
		j.withhold(k.source, w)
		return nil
	}
	j.families = append(j.families, f)
	j.sources = append(j.sources, f.bundle)
	return nil
}

func (j *job) withhold(s Source, w *withheld) {
	s.Fate, s.Code, s.Reason = FateWithheld, w.code, w.err.Error()
	j.sources = append(j.sources, s)
}

// candidate is a bundle to be produced, with all that say the same.
type candidate struct {
	key    archive.Key
	source Source
	same   []Source
}

// choose finds the bundles of a ticket that say something of their own. Of those
// that say the same the last is produced: it completes the others. They are read
// only where there are several.
func (p *producer) choose(ctx context.Context, j *job) ([]candidate, error) {
	if len(j.keys) == 1 {
		s := sourceOf(j.keys[0])
		return []candidate{{j.keys[0], s, []Source{s}}}, nil
	}
	var list []candidate
	at := map[string]int{} // by content
	for _, k := range j.keys {
		content, s, err := p.content(ctx, k)
		if w, ok := errors.AsType[*withheld](err); ok {
			j.withhold(s, w)
			continue
		}
		if err != nil {
			return nil, err
		}
		i, known := at[content]
		if !known {
			at[content] = len(list)
			list = append(list, candidate{k, s, []Source{s}})
			continue
		}
		list[i].key, list[i].source = k, s
		list[i].same = append(list[i].same, s)
	}
	return list, nil
}

// content is the hash of what a bundle's transcript says.
func (p *producer) content(ctx context.Context, k archive.Key) (string, Source, error) {
	b, s, err := p.open(ctx, k)
	if err != nil {
		return "", s, err
	}
	defer b.Close()
	read, err := p.transcript(b)
	if err != nil {
		return "", s, err
	}
	sum, err := contentOf(read.t)
	return sum, s, err
}

// open opens a bundle, checked to its last byte and held against the custody
// log. What is wrong with it is a reason to withhold it; the store's failing is
// not.
func (p *producer) open(ctx context.Context, k archive.Key) (*archive.Bundle, Source, error) {
	s := sourceOf(k)
	entered, known := p.archived[s.Key]
	if known {
		s.Entry = &entered.index
	}
	b, err := archive.OpenBundle(ctx, p.Store, k)
	switch {
	case errors.Is(err, archive.ErrDamaged):
		return nil, s, &withheld{CodeDamaged, err}
	case errors.Is(err, storage.ErrMismatch):
		return nil, s, &withheld{CodeDamaged, err}
	case errors.Is(err, storage.ErrNotFound):
		return nil, s, &withheld{CodeGone, err}
	case err != nil:
		return nil, s, fmt.Errorf("produce %s: %w", k, err)
	}
	s.SHA256, s.Size = b.SHA256(), b.Size()
	if known && !strings.EqualFold(entered.sha256, s.SHA256) {
		b.Close()
		return nil, s, &withheld{CodeDiffers, fmt.Errorf("its SHA-256 is %s, entry %d of the custody log says %s", s.SHA256, entered.index, entered.sha256)}
	}
	return b, s, nil
}

// transcript makes what is produced of a bundle.
func (p *producer) transcript(b *archive.Bundle) (*reading, error) {
	record, _, err := b.Record()
	if err != nil {
		return nil, &withheld{CodeUnread, err}
	}
	files, altered := heldFiles(b.Bag, record.Files)
	record.Files = files
	if p.Withhold != "" {
		record.Files = withheldFiles(record.Files, p.Withhold)
	}
	t, err := render.Build(record, p.Render)
	if err != nil {
		return nil, &withheld{CodeRender, err}
	}
	return &reading{record.Raw, t, altered}, nil
}

// withheldFiles are those of a record with all that it has kept back: before
// anything is made of it, since the pages show pictures, and RSMF holds files.
func withheldFiles(files map[string]render.File, why string) map[string]render.File {
	kept := make(map[string]render.File, len(files))
	for key, f := range files {
		if f.Exception == nil {
			f = render.File{Exception: &render.Exception{Code: CodeWithheld, Message: why}}
		}
		kept[key] = f
	}
	return kept
}
