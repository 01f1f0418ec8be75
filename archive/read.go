package archive

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/ticket"
)

// ReadDocument reads what is searched of a stored bundle, and no more of it than
// that: its transcript, and of its files those that have text. The bundle is not
// verified. Where its policy wanted no transcript.json one is made from the record.
// Without an extractor files are not looked into.
func ReadDocument(ctx context.Context, store storage.Store, k Key, x *filetext.Extractor) (*query.Document, Contents, error) {
	r, err := storage.OpenParts(ctx, store, k.String())
	if err != nil {
		return nil, Contents{}, err
	}
	defer r.Close()
	bag, err := bundle.Open(r, r.Info().Size)
	if err != nil {
		return nil, Contents{}, err
	}
	if bag.Name() != strconv.FormatInt(k.Ticket, 10) {
		return nil, Contents{}, fmt.Errorf("is the bundle of ticket %s, not the one that its key names", bag.Name())
	}
	t, err := transcriptOf(bag)
	if err == nil && t.Header.Number != k.Ticket {
		err = fmt.Errorf("its transcript is of ticket %d", t.Header.Number)
	}
	if err != nil {
		return nil, Contents{}, err
	}
	d := documentOf(t, k)
	if n := d.Size(); n > maxDocument {
		return nil, Contents{}, fmt.Errorf("it has %d bytes of text, more than the %d that are searched", n, maxDocument)
	}
	if x == nil {
		return d, Contents{}, nil
	}
	c, err := addContents(ctx, x, d, t, ofBag(bag))
	return d, c, err
}

// maxDocument bounds what a ticket says without its files, in bytes: its words are
// in memory several times over. A ticket of ten thousand messages has some 2 MB.
const maxDocument = 16 << 20

func transcriptOf(bag *bundle.Bag) (*render.Transcript, error) {
	if slices.Contains(bag.Payload(), "transcript.json") {
		return readMade(bag)
	}
	raw, err := bag.ReadFile("data/source.json", maxText)
	if err != nil {
		return nil, err
	}
	t, err := ticket.Decode(raw)
	if err != nil {
		return nil, err
	}
	files := map[string]render.File{}
	for key, path := range heldFiles(bag, t) {
		files[key] = render.File{Path: path}
	}
	return render.Build(render.Record{Ticket: t, Raw: raw, Files: files}, render.Options{Audience: render.Internal})
}

// readMade reads the transcript that a bundle has.
func readMade(bag *bundle.Bag) (*render.Transcript, error) {
	data, err := bag.ReadFile("data/transcript.json", maxText)
	if err != nil {
		return nil, err
	}
	var made render.Transcript
	if err := json.Unmarshal(data, &made); err != nil {
		return nil, fmt.Errorf("read transcript.json of ticket %s: %w", bag.Name(), err)
	}
	return &made, nil
}
