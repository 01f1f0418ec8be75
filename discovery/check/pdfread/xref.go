package pdfread

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
)

// place is where an object is: at an offset of the file, or the index-th one
// of an object stream.
type place struct {
	offset int64
	in     int // 0: in the file itself
	index  int
}

const (
	maxObjects  = 5_000_000
	maxSections = 1000
)

// readXRef follows the chain of cross-references from the end of the file.
// What a newer one says holds.
func (d *Document) readXRef() error {
	tail := make([]byte, min(d.size, 2048))
	if _, err := d.r.ReadAt(tail, d.size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return err
	}
	i := bytes.LastIndex(tail, []byte("startxref"))
	if i < 0 {
		return errors.New("there is no startxref at its end")
	}
	words := strings.Fields(string(tail[i+len("startxref"):]))
	if len(words) == 0 {
		return errors.New("startxref says nothing")
	}
	at, err := strconv.ParseInt(words[0], 10, 64)
	if err != nil {
		return errors.New("startxref is not a number")
	}
	seen := map[int64]bool{}
	for at > 0 {
		if seen[at] || len(seen) > maxSections || at >= d.size {
			return errors.New("its cross-references lead nowhere")
		}
		seen[at] = true
		trailer, err := d.section(at)
		if err != nil {
			return fmt.Errorf("cross-references at %d: %w", at, noEOF(err))
		}
		if d.trailer == nil {
			d.trailer = trailer
		}
		if hybrid, ok := trailer["XRefStm"].(float64); ok && !seen[int64(hybrid)] {
			seen[int64(hybrid)] = true
			if _, err := d.section(int64(hybrid)); err != nil {
				return fmt.Errorf("cross-references at %.0f: %w", hybrid, noEOF(err))
			}
		}
		previous, _ := trailer["Prev"].(float64)
		at = int64(previous)
	}
	if d.trailer == nil {
		return errors.New("it has no cross-references")
	}
	if d.trailer["Encrypt"] != nil {
		return errors.New("it is encrypted")
	}
	return nil
}

// section reads a table, or a stream, of cross-references.
func (d *Document) section(at int64) (dict, error) {
	l := d.lexer(at)
	v, err := l.value(0)
	if err != nil {
		return nil, err
	}
	if v == word("xref") {
		return d.table(l)
	}
	s, err := d.objectAt(at, 0)
	if err != nil {
		return nil, err
	}
	x, ok := s.(stream)
	if !ok || x.dict["Type"] != name("XRef") {
		return nil, errors.New("there are none")
	}
	return x.dict, d.xrefStream(x)
}

func (d *Document) put(number int, p place) error {
	if _, known := d.places[number]; !known {
		d.places[number] = p
	}
	if len(d.places) > maxObjects {
		return errTooLarge
	}
	return nil
}

// table reads subsections up to the trailer.
func (d *Document) table(l *lexer) (dict, error) {
	for {
		v, err := l.value(0)
		if err != nil {
			return nil, err
		}
		if v == word("trailer") {
			v, err := l.value(0)
			t, ok := v.(dict)
			if err != nil || !ok {
				return nil, fmt.Errorf("there is no trailer: %w", noEOF(err))
			}
			return t, nil
		}
		first, ok := v.(float64)
		count, err := l.value(0)
		n, ok2 := count.(float64)
		if err != nil || !ok || !ok2 || n < 0 || n > maxObjects {
			return nil, errors.New("a subsection without its numbers")
		}
		for i := range int(n) {
			if err := d.entry(l, int(first)+i); err != nil {
				return nil, err
			}
		}
	}
}

func (d *Document) entry(l *lexer, number int) error {
	offset, err := l.value(0)
	if err != nil {
		return err
	}
	if _, err := l.value(0); err != nil {
		return err
	}
	kind, err := l.value(0)
	if err != nil {
		return err
	}
	at, ok := offset.(float64)
	switch {
	case !ok || kind != word("n") && kind != word("f"):
		return fmt.Errorf("the entry of object %d is broken", number)
	case kind == word("f"):
		return d.put(number, place{})
	}
	return d.put(number, place{offset: int64(at)})
}
