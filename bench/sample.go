package main

import (
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http/httptest"
	"os"
	"path/filepath"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/bench/chromium"
	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage/dir"
)

// collection is the sample workspace's tickets with their files, as an
// archive holds them.
type collection struct {
	store   *dir.Store
	bundles []*archive.Bundle
	records []render.Record // by number
}

// archiveSample archives the sample workspace in a folder and opens what came
// of it.
func archiveSample(ctx context.Context, folder string) (*collection, error) {
	sample, err := fetchtest.Sample()
	if err != nil {
		return nil, err
	}
	server := httptest.NewServer(sample)
	defer server.Close()
	store, err := dir.Create(folder)
	if err != nil {
		return nil, err
	}
	all := &collection{store: store}
	options := archive.Options{Store: store, Since: time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC),
		Now: time.Now, Random: rand.Reader, Progress: new(archive.Progress)}
	for _, d := range sample.Departments() {
		client, err := fetch.New(fetch.Credentials{URL: server.URL, APIKey: d.APIKey, APISecret: d.APISecret, UserName: d.UserName}, fetch.Options{})
		if err != nil {
			return nil, err
		}
		options.Departments = append(options.Departments, archive.Department{Name: d.Name, Client: client})
	}
	if _, err := archive.Run(ctx, options); err != nil {
		return nil, err
	}
	return all, all.open(ctx, sample.TicketIDs())
}

func (c *collection) open(ctx context.Context, ids []int64) error {
	for _, id := range ids {
		keys, err := archive.Find(ctx, c.store, id)
		if err != nil {
			return err
		}
		for _, key := range keys { // an open ticket has none
			b, err := archive.OpenBundle(ctx, c.store, key)
			if err != nil {
				return err
			}
			c.bundles = append(c.bundles, b)
			record, _, err := b.Record()
			if err != nil {
				return err
			}
			c.records = append(c.records, record)
		}
	}
	return nil
}

func (c *collection) close() {
	for _, b := range c.bundles {
		b.Close()
	}
	c.store.Close()
}

// press makes a transcript's PDF in two ways: by render.PDF, and by Chromium
// from render.HTML.
type press struct {
	page   *chromium.Page
	folder string // for what Chromium reads
}

// twins are the two PDFs of one transcript.
type twins struct{ ours, theirs []byte }

func (p *press) print(ctx context.Context, rec render.Record, t *render.Transcript) (twins, error) {
	ours, err := printPDF(t)
	if err != nil {
		return twins{}, err
	}
	page, err := p.writePage(rec, t)
	if err != nil {
		return twins{}, fmt.Errorf("write the page of ticket %d: %w", t.Header.Number, err)
	}
	if err := p.page.Navigate(ctx, "file://"+page); err != nil {
		return twins{}, err
	}
	// What is folded is not printed; the PDF folds nothing.
	if err := p.page.Evaluate(ctx, `document.querySelectorAll("details").forEach(d => { d.open = true })`, nil); err != nil {
		return twins{}, err
	}
	theirs, err := p.page.PrintToPDF(ctx)
	return twins{ours, theirs}, err
}

// writePage writes the HTML and its attachments where the bundle has them
// beside each other.
func (p *press) writePage(rec render.Record, t *render.Transcript) (string, error) {
	folder := filepath.Join(p.folder, fmt.Sprint(t.Header.Number))
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	root, err := os.OpenRoot(folder)
	if err != nil {
		return "", err
	}
	defer root.Close()
	for _, file := range rec.Files {
		if file.Path == "" {
			continue
		}
		if err := copyFile(root, file.Path, rec.Open); err != nil {
			return "", err
		}
	}
	page, err := root.Create("transcript.html")
	if err != nil {
		return "", err
	}
	err = render.HTML(page, t)
	if e := page.Close(); err == nil {
		err = e
	}
	return filepath.Join(folder, "transcript.html"), err
}

func copyFile(root *os.Root, path string, open func(string) (io.ReadSeekCloser, error)) error {
	from, err := open(path)
	if err != nil {
		return err
	}
	defer from.Close()
	if err := root.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	to, err := root.Create(path)
	if err != nil {
		return err
	}
	_, err = io.Copy(to, from)
	if e := to.Close(); err == nil {
		err = e
	}
	return err
}

// withPress has use print the mixed lines and the sample workspace's tickets
// with a browser of that version.
func withPress(ctx context.Context, use func(p *press, version string, records []render.Record) error) error {
	folder, err := os.MkdirTemp("", "bench-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	sample, err := archiveSample(ctx, filepath.Join(folder, "store"))
	if err != nil {
		return err
	}
	defer sample.close()
	browser, err := chromium.Start(ctx)
	if err != nil {
		return err
	}
	defer browser.Close()
	version, err := browser.Version(ctx)
	if err != nil {
		return err
	}
	page, err := browser.NewPage(ctx)
	if err != nil {
		return err
	}
	return use(&press{page, folder}, version, append(mixedRecords(), sample.records...))
}
