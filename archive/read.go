package archive

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/ticket"
)

// ReadTranscript reads a stored bundle's transcript, and no more of it than
// that: the bundle is not verified. Where its policy wanted no transcript.json
// it is made from the record, with the attachments' names and nothing else of
// them.
func ReadTranscript(ctx context.Context, store storage.Store, k Key) (*render.Transcript, error) {
	r, err := storage.OpenParts(ctx, store, k.String())
	if err != nil {
		return nil, err
	}
	defer r.Close()
	bag, err := bundle.Open(r, r.Info().Size)
	if err != nil {
		return nil, err
	}
	if bag.Name() != strconv.FormatInt(k.Ticket, 10) {
		return nil, fmt.Errorf("is the bundle of ticket %s, not of its key", bag.Name())
	}
	t, err := transcriptOf(bag)
	if err == nil && t.Header.Number != k.Ticket {
		err = fmt.Errorf("its transcript is of ticket %d", t.Header.Number)
	}
	return t, err
}

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
	return render.Build(render.Record{Ticket: t, Raw: raw}, render.Options{Audience: render.Internal})
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
