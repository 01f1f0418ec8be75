package catalog

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// talk is a ticket of a test.
type talk struct {
	id       int64
	closed   time.Time
	revision int // 0 is the first
	who      []string
	tags     []string
	channel  string
	messages []string
	note     string
	files    []string
	said     []string // by the files; those behind the last have no bytes
}

func (t talk) path(i int) string { return fmt.Sprintf("attachments/%04d-x", i+1) }

func (t talk) key() archive.Key {
	return archive.Key{Department: "d", Closed: t.closed, Ticket: t.id, Revision: t.closed.Add(time.Duration(t.revision) * time.Hour).UTC().Format("20060102T150405.0000000Z")}
}

func (t talk) transcript() *render.Transcript {
	made := &render.Transcript{Schema: "transcript/1", Participants: []render.Participant{}, Exceptions: []render.Exception{}, Entries: []render.Entry{}}
	made.Header = render.Header{Number: t.id, State: "Closed", Channel: t.channel, Department: render.Department{ID: "d"}, Tags: t.tags, Closed: render.Time{UTC: t.closed}}
	for _, name := range t.who {
		made.Participants = append(made.Participants, render.Participant{Name: name, Role: render.Customer})
	}
	add := func(kind render.Kind, text string) {
		made.Entries = append(made.Entries, render.Entry{Index: len(made.Entries) + 1, Kind: kind, Text: text, Author: render.Participant{Name: "Dana"}, Time: render.Time{UTC: t.closed}})
	}
	for _, text := range t.messages {
		add(render.Message, text)
	}
	if t.note != "" {
		add(render.Note, t.note)
	}
	if len(t.files) > 0 {
		add(render.Message, "")
		for i, name := range t.files {
			last := &made.Entries[len(made.Entries)-1]
			a := render.Attachment{Name: name}
			if i < len(t.said) {
				a.Path = t.path(i)
			}
			last.Attachments = append(last.Attachments, a)
		}
	}
	return made
}

// put stores a ticket's bundle, with no more in it than a catalogue reads.
func put(t testing.TB, store *storagetest.Memory, talks ...talk) {
	t.Helper()
	for _, one := range talks {
		var made, zip bytes.Buffer
		if err := render.JSON(&made, one.transcript()); err != nil {
			t.Fatal(err)
		}
		files := []bundle.File{bundle.Bytes("transcript.json", "application/json", made.Bytes())}
		for i, text := range one.said {
			files = append(files, bundle.Bytes(one.path(i), "", []byte(text)))
		}
		if err := bundle.Write(t.Context(), &zip, fmt.Sprint(one.id), nil, files); err != nil {
			t.Fatal(err)
		}
		if err := store.Put(t.Context(), one.key().String(), storage.Bytes(zip.Bytes(), "application/zip")); err != nil {
			t.Fatal(err)
		}
	}
}

// texts is one extractor for all tests.
var texts = sync.OnceValue(func() *filetext.Extractor { return filetext.New(2, "") })

// opened is an empty catalogue of the store.
func opened(t testing.TB, store *storagetest.Memory, folder string) *Catalog {
	t.Helper()
	c, err := Open(t.Context(), store, Options{Folder: folder, Texts: texts(), Note: func(s string) { t.Log(s) }})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	return c
}

func updated(t testing.TB, c *Catalog) Status {
	t.Helper()
	s, err := c.Update(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func search(t testing.TB, text string) query.Search {
	t.Helper()
	q, err := query.Parse(text)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return query.Search{Query: q}
}

// found are the tickets that a search finds, in its order.
func found(t testing.TB, c *Catalog, s query.Search) []int64 {
	t.Helper()
	ids := []int64{}
	for hit, err := range c.Each(context.Background(), s) {
		if err != nil {
			t.Fatalf("%s: %v", s.Query, err)
		}
		ids = append(ids, hit.Key.Ticket)
	}
	return ids
}

func at(day int) time.Time { return time.Date(2025, 1, 1+day, 9, 0, 0, 0, time.UTC) }

func TestSearch(t *testing.T) {
	store := &storagetest.Memory{}
	put(t, store,
		talk{id: 1, closed: at(1), who: []string{"ACME Ltd"}, tags: []string{"VIP"}, channel: "Mail", messages: []string{"We want a refund", "קיבלתי את החשבונית"}},
		talk{id: 2, closed: at(2), who: []string{"Rotem"}, channel: "WhatsApp", messages: []string{"refund, please: 050-1234567"}, note: "ACME again"},
		talk{id: 3, closed: at(3), who: []string{"Rotem"}, messages: []string{"nothing"}, files: []string{"Refund-2025.pdf"}},
	)
	c := opened(t, store, t.TempDir())
	if s := updated(t, c); s.Bundles != 3 || s.Added != 3 || len(s.Unread) > 0 {
		t.Fatalf("%+v", s)
	}
	for text, want := range map[string][]int64{
		"": {3, 2, 1}, "refund": {3, 2, 1}, "ACME refund": {2, 1}, "NOT acme": {3}, "refund NOT acme": {3}, "חשבונית": {1},
		"ref*": {3, 2, 1}, `"want a refund"`: {1}, `"refund we"`: {}, "+972501234567": {2}, "2": {2}, "pdf OR nothing": {3},
	} {
		if got := found(t, c, search(t, text)); !slices.Equal(got, want) {
			t.Errorf("%s: %v, want %v", text, got, want)
		}
	}
	s := search(t, "refund")
	s.Tags = []string{" vip"}
	if got := found(t, c, s); !slices.Equal(got, []int64{1}) {
		t.Errorf("tag: %v", got)
	}
	s = search(t, "refund")
	s.From, s.To = at(1).Add(time.Second), at(3)
	if got := found(t, c, s); !slices.Equal(got, []int64{2}) {
		t.Errorf("dates: %v", got)
	}
	s = search(t, "")
	s.Participants = []string{"rotem"}
	if got := found(t, c, s); !slices.Equal(got, []int64{3, 2}) {
		t.Errorf("participant: %v", got)
	}
}
