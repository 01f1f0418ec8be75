package filetext

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"sync"

	"github.com/klippa-app/go-pdfium"
	pdfiumerrors "github.com/klippa-app/go-pdfium/errors"
	"github.com/klippa-app/go-pdfium/references"
	"github.com/klippa-app/go-pdfium/requests"
	"github.com/klippa-app/go-pdfium/webassembly"
	"github.com/tetratelabs/wazero"
	"github.com/tetratelabs/wazero/api"
	"github.com/tetratelabs/wazero/experimental"
)

// The bounds of a PDF.
const (
	maxMemory   = 256 << 20 / 65536 // of its sandbox, in WebAssembly's pages
	maxPages    = 20_000
	maxBadPages = 20 // in a row: a tree of pages may be endless
)

// engine is PDFium. It is started with the first PDF.
type engine struct {
	workers int
	folder  string

	once sync.Once
	done chan struct{} // closed when it was tried
	pool pdfium.Pool
	err  error
}

func newEngine(workers int, folder string) *engine {
	return &engine{workers: workers, folder: folder, done: make(chan struct{})}
}

// start compiles PDFium, or waits until it is compiled.
func (e *engine) start(ctx context.Context) error {
	e.once.Do(func() {
		go func() {
			defer close(e.done)
			defer func() {
				if p := recover(); p != nil { // of a machine that lets no code be made
					e.err = fmt.Errorf("panic: %v", p)
				}
			}()
			e.pool, e.err = startPDFium(e.workers, e.folder)
		}()
	})
	select {
	case <-e.done:
		return e.err
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

func (e *engine) close() error {
	started := true
	e.once.Do(func() { started = false })
	if !started {
		return nil
	}
	<-e.done
	if e.pool == nil {
		return nil
	}
	return e.pool.Close()
}

// startPDFium starts it. What is kept in the folder may be damaged, or the disk full:
// then it is made anew, and at last without the folder.
func startPDFium(workers int, folder string) (pdfium.Pool, error) {
	pool, err := newPDFium(workers, folder)
	if err == nil || folder == "" {
		return pool, err
	}
	kept, _ := filepath.Glob(filepath.Join(folder, "wazero-*"))
	for _, path := range kept {
		os.RemoveAll(path)
	}
	if pool, err = newPDFium(workers, folder); err == nil {
		return pool, nil
	}
	return newPDFium(workers, "")
}

// newPDFium gives it no folder, no network and a clock that stands still.
func newPDFium(workers int, folder string) (pdfium.Pool, error) {
	config := wazero.NewRuntimeConfig().
		WithCoreFeatures(api.CoreFeaturesV2 | experimental.CoreFeaturesExceptionHandling). // its errors are longjmps
		WithMemoryLimitPages(maxMemory).
		WithCloseOnContextDone(true)
	if folder != "" {
		if cache, err := wazero.NewCompilationCacheWithDir(folder); err == nil { // without one it is only slower
			config = config.WithCompilationCache(cache)
		}
	}
	return webassembly.Init(webassembly.Config{
		MaxIdle: 1, MaxTotal: workers, FSConfig: wazero.NewFSConfig(), RuntimeConfig: config,
		Stdout: io.Discard, Stderr: io.Discard, RandomSource: rand.Reader,
	})
}

// take writes the text of a PDF, in a sandbox that nothing else was in.
func (e *engine) take(ctx context.Context, data []byte, out *writer) error {
	sandbox, err := e.pool.GetInstanceWithContext(ctx)
	if err != nil {
		return err
	}
	stop := context.AfterFunc(ctx, func() { sandbox.Kill() }) // ends also what would not end by itself
	err = readPDF(sandbox, data, out)
	if stop() {
		err = errors.Join(err, sandbox.Close())
	}
	return err
}

// readPDF writes what the pages say, one after the other.
func readPDF(sandbox pdfium.Pdfium, data []byte, out *writer) error {
	opened, err := sandbox.OpenDocument(&requests.OpenDocument{File: &data})
	switch {
	case errors.Is(err, pdfiumerrors.ErrPassword), errors.Is(err, pdfiumerrors.ErrSecurity):
		return reasonError(Encrypted)
	case err != nil:
		return err
	}
	d := document{sandbox, opened.Document}
	count, err := sandbox.FPDF_GetPageCount(&requests.FPDF_GetPageCount{Document: d.ref})
	if err != nil {
		return err
	}
	return d.pages(count.PageCount, out)
}

// document is an open PDF.
type document struct {
	sandbox pdfium.Pdfium
	ref     references.FPDF_DOCUMENT
}

func (d *document) pages(count int, out *writer) error {
	var bad, inRow, without int
	var last error
	for i := range min(count, maxPages) {
		text, shows, err := d.page(i)
		if cut := out.ctx.Err(); cut != nil {
			return cut
		}
		if err != nil {
			if bad, inRow, last = bad+1, inRow+1, err; inRow >= maxBadPages {
				break
			}
			continue
		}
		inRow = 0
		if text == "" && shows {
			without++
		}
		if err := out.put(text + "\n"); err != nil {
			return err
		}
	}
	switch {
	case bad > 0:
		return fmt.Errorf("%d pages: %w", bad, last)
	case count > maxPages:
		return errCut
	case without > 0 && out.text() != "":
		return reasonError(PagesWithout)
	}
	return nil
}

// page is what a page says, and whether there is something on it.
func (d *document) page(i int) (text string, shows bool, err error) {
	loaded, err := d.sandbox.FPDF_LoadPage(&requests.FPDF_LoadPage{Document: d.ref, Index: i})
	if err != nil {
		return "", false, err
	}
	defer d.sandbox.FPDF_ClosePage(&requests.FPDF_ClosePage{Page: loaded.Page})
	page := requests.Page{ByReference: &loaded.Page}
	if text, err = d.text(page); err != nil || text != "" {
		return text, true, err
	}
	objects, err := d.sandbox.FPDFPage_CountObjects(&requests.FPDFPage_CountObjects{Page: page})
	if err != nil {
		return "", false, err
	}
	return "", objects.Count > 0, nil
}
