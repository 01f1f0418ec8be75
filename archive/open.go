package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/ticket"
)

// ErrDamaged says that a stored bundle is not what it should be.
var ErrDamaged = errors.New("the bundle is damaged")

// Bundle is a stored bundle, checked to its last byte.
type Bundle struct {
	Bag     *bundle.Bag
	reader  storage.Reader
	key     Key
	sha256  string
	missing []Exception // what it says that it lacks
}

// OpenBundle opens a stored bundle and checks it wholly. What is not a valid
// bag, or not the bag of its key, is ErrDamaged. The caller closes it.
func OpenBundle(ctx context.Context, store storage.Store, key Key) (*Bundle, error) {
	r, err := store.Open(ctx, key.String())
	if err != nil {
		return nil, err
	}
	c, err := checkBundle(ctx, r, key)
	if err == nil && len(c.problems) > 0 {
		err = fmt.Errorf("%s: %w: %s", key, ErrDamaged, c.problems[0])
	}
	if err != nil {
		r.Close()
		return nil, err
	}
	bag, err := bundle.Open(r, r.Info().Size)
	if err != nil {
		r.Close()
		return nil, err
	}
	return &Bundle{bag, r, key, c.sha256, c.missing}, nil
}

// Close lets the bundle go.
func (b *Bundle) Close() error { return b.reader.Close() }

// Key is the bundle's key.
func (b *Bundle) Key() Key { return b.key }

// SHA256 is the hash of the whole bundle as the store holds it, in hex.
func (b *Bundle) SHA256() string { return b.sha256 }

// Size is the bundle's, in bytes.
func (b *Bundle) Size() int64 { return b.reader.Info().Size }

// maxText bounds what is read into memory of a bundle: its record and its
// transcript in JSON.
const maxText = 512 << 20

// Record returns what the bundle's transcripts were made from, to make
// another: the service's answer, and what became of each attachment. The view
// tells how they were made: for whom, in which language and time zone.
func (b *Bundle) Record() (render.Record, render.View, error) {
	raw, err := b.Bag.ReadFile("data/source.json", maxText)
	if err != nil {
		return render.Record{}, render.View{}, err
	}
	t, err := ticket.Decode(raw)
	if err != nil {
		return render.Record{}, render.View{}, err
	}
	if !slices.Contains(b.Bag.Payload(), "transcript.json") {
		files, lacking, err := refile(b.Bag, t)
		return render.Record{Ticket: t, Raw: raw, Files: files, Exceptions: lacking, Open: b.open}, render.View{}, err
	}
	made, err := readMade(b.Bag)
	if err != nil {
		return render.Record{}, render.View{}, err
	}
	record := render.Record{Ticket: t, Raw: raw, Department: made.Header.Department.Name, Files: filesOf(t, made), Exceptions: ofTicket(made), Open: b.open}
	return record, made.View, nil
}

// filesOf takes over what the bundle's own transcript says of each file.
func filesOf(t *ticket.Ticket, made *render.Transcript) map[string]render.File {
	var known []render.Attachment
	for _, e := range made.Entries {
		known = append(known, e.Attachments...)
	}
	files := map[string]render.File{}
	for i, a := range attachments(t) {
		number := fmt.Sprintf("%s/%04d-", attachmentsFolder, i+1) // as download names them
		at := slices.IndexFunc(known, func(k render.Attachment) bool {
			return strings.HasPrefix(k.Path, number) || k.Path == "" && k.Identifier == string(a.FileIdentifier) && k.ID == int64(a.ID)
		})
		if at >= 0 {
			k := known[at]
			files[a.Key()] = render.File{Path: k.Path, Size: k.Size, SHA256: k.SHA256, MediaType: k.MediaType, Exception: k.Exception}
		}
	}
	return files
}

// ofTicket are the exceptions that concern no file.
func ofTicket(made *render.Transcript) []render.Exception {
	return slices.DeleteFunc(slices.Clone(made.Exceptions), func(e render.Exception) bool { return e.Attachment != "" })
}

// open reads a payload file as the renderers want it. They show pictures: of
// those the bundle's bytes are few enough to be held.
func (b *Bundle) open(path string) (io.ReadSeekCloser, error) {
	data, err := b.Bag.ReadFile("data/"+path, maxText)
	if err != nil {
		return nil, err
	}
	return nopCloser{bytes.NewReader(data)}, nil
}

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }

// Bundles yields what the store says of all bundles, in the byte order of their
// keys, which ParseKey reads.
func Bundles(ctx context.Context, store storage.Store) iter.Seq2[storage.Info, error] {
	return func(yield func(storage.Info, error) bool) {
		for info, err := range store.List(ctx, ticketsPrefix) {
			if err == nil {
				if _, bad := ParseKey(info.Key); bad != nil {
					continue
				}
			}
			if !yield(info, err) || err != nil {
				return
			}
		}
	}
}

// Keys yields the keys of all bundles.
func Keys(ctx context.Context, store storage.Store) iter.Seq2[Key, error] {
	return func(yield func(Key, error) bool) {
		for info, err := range Bundles(ctx, store) {
			k, _ := ParseKey(info.Key)
			if !yield(k, err) {
				return
			}
		}
	}
}
