// Package pdfread reads the number of pages of a PDF and the text on each, for
// a check that is independent of what made it. It reads only what it needs,
// with hard limits, and returns an error for everything else: encrypted files,
// filters other than Flate, and broken files.
package pdfread

import (
	"bufio"
	"errors"
	"fmt"
	"io"
)

// Document is a PDF. It is for one goroutine.
type Document struct {
	r       io.ReaderAt
	size    int64
	places  map[int]place
	trailer dict
	streams map[int]map[int]any // objects by the object stream that they are in
	pages   []pageNode
	fonts   map[ref]*font
	zlib    io.Reader
	left    int64 // bytes that may still be unpacked: a file can name one stream a million times
}

type pageNode struct {
	dict
	resources any
}

const maxPages = 1_000_000

// Open reads a document's structure: its pages are counted in its tree, and a
// tree that says another number is an error.
func Open(r io.ReaderAt, size int64) (*Document, error) {
	d := &Document{r: r, size: size, places: map[int]place{}, streams: map[int]map[int]any{}, fonts: map[ref]*font{}, left: 1<<30 + 20*size}
	if err := d.readXRef(); err != nil {
		return nil, fmt.Errorf("read PDF: %w", err)
	}
	if err := d.readPages(); err != nil {
		return nil, fmt.Errorf("read PDF: %w", err)
	}
	return d, nil
}

// Pages is how many pages there are.
func (d *Document) Pages() int { return len(d.pages) }

func (d *Document) lexer(at int64) *lexer {
	return &lexer{r: bufio.NewReaderSize(io.NewSectionReader(d.r, at, d.size-at), 1024)}
}

func (d *Document) dictionary(v any) (dict, error) {
	v, err := d.resolve(v)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case dict:
		return v, nil
	case stream:
		return v.dict, nil
	}
	return nil, nil
}

func (d *Document) readPages() error {
	root, err := d.dictionary(d.trailer["Root"])
	if err != nil {
		return err
	}
	tree, err := d.dictionary(root["Pages"])
	if err != nil {
		return err
	}
	if tree == nil {
		return errors.New("it has no pages")
	}
	if err := d.branch(tree, nil, map[ref]bool{}, 0); err != nil {
		return err
	}
	if count, err := d.resolve(tree["Count"]); err != nil || count != float64(len(d.pages)) {
		return fmt.Errorf("it claims to have %v pages, and has %d", count, len(d.pages))
	}
	return nil
}

// branch gathers the pages below a node. What a page does not have it inherits.
func (d *Document) branch(node dict, resources any, seen map[ref]bool, depth int) error {
	if own := node["Resources"]; own != nil {
		resources = own
	}
	v, err := d.resolve(node["Kids"])
	if err != nil {
		return err
	}
	kids, is := v.(array)
	if !is {
		if len(d.pages) >= maxPages {
			return errTooLarge
		}
		d.pages = append(d.pages, pageNode{node, resources})
		return nil
	}
	if depth > maxDepth {
		return errTooLarge
	}
	for _, kid := range kids {
		r, is := kid.(ref)
		if !is || seen[r] {
			return errors.New("its tree of pages is circular")
		}
		seen[r] = true
		below, err := d.dictionary(r)
		if err != nil {
			return err
		}
		if below == nil {
			return errors.New("its tree of pages has a page that is not there")
		}
		if err := d.branch(below, resources, seen, depth+1); err != nil {
			return err
		}
	}
	return nil
}
