package catalog

import (
	"encoding/json"
	"fmt"
	"hash/fnv"
	"sync"
	"time"

	"github.com/klauspost/compress/zstd"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/query"
)

// Hit is a bundle that a search finds.
type Hit struct {
	Key        archive.Key
	Size       int64 // of the bundle, in bytes
	Superseded bool  // there is a newer bundle of the ticket
	Head
}

// Head is what a catalogue says of a ticket without its texts.
type Head struct {
	Closed         time.Time `json:"closed"`
	Title          string    `json:"title,omitzero"`
	Channel        string    `json:"channel,omitzero"`
	Department     string    `json:"department,omitzero"`
	DepartmentName string    `json:"department_name,omitzero"`
	Who            []string  `json:"who,omitempty"`
	Tags           []string  `json:"tags,omitempty"`
}

// maxWho bounds the participants that a head names, and maxHead a text of it.
const (
	maxWho  = 12
	maxHead = 300 // letters
)

func headOf(d *query.Document) Head {
	h := Head{Closed: d.Closed, Title: short(d.Title), Channel: short(d.Channel), Department: short(d.Department), DepartmentName: short(d.DepartmentName)}
	for _, name := range d.Who[:min(len(d.Who), maxWho)] {
		h.Who = append(h.Who, short(name))
	}
	for _, tag := range d.Tags[:min(len(d.Tags), maxWho)] {
		h.Tags = append(h.Tags, short(tag))
	}
	return h
}

func short(s string) string {
	n := 0
	for i := range s {
		if n++; n > maxHead {
			return s[:i] + "…"
		}
	}
	return s
}

// Rows are numbered by time of closing, so that the newest come first without
// being sorted. The lower bits part those of one second.
const idBits = 16

// firstID is where a bundle's number is looked for first, among those of its
// second.
func firstID(key string, closed time.Time) int64 {
	h := fnv.New32a()
	h.Write([]byte(key))
	return idOf(closed) | int64(h.Sum32()&(1<<idBits-1))
}

func idOf(t time.Time) int64 { return t.Unix() << idBits }

// nextID is the next number of the same second.
func nextID(id int64) int64 {
	const mask = 1<<idBits - 1
	return id&^mask | (id+1)&mask
}

var (
	encoder = sync.OnceValues(func() (*zstd.Encoder, error) {
		return zstd.NewWriter(nil, zstd.WithEncoderLevel(zstd.SpeedDefault), zstd.WithWindowSize(1<<20))
	})
	decoder = sync.OnceValues(func() (*zstd.Decoder, error) { return zstd.NewReader(nil, zstd.WithDecoderMaxMemory(1<<30)) })
)

func pack(d *query.Document) ([]byte, error) {
	data, err := json.Marshal(d)
	if err != nil {
		return nil, err
	}
	e, err := encoder()
	if err != nil {
		return nil, err
	}
	return e.EncodeAll(data, nil), nil
}

func unpack(body []byte) (*query.Document, error) {
	z, err := decoder()
	if err != nil {
		return nil, err
	}
	data, err := z.DecodeAll(body, nil)
	var d query.Document
	if err == nil {
		err = json.Unmarshal(data, &d)
	}
	if err != nil {
		return nil, fmt.Errorf("read a document of the catalogue: %w", err)
	}
	return &d, nil
}
