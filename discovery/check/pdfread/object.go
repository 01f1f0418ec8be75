package pdfread

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
)

const (
	maxStream  = 64 << 20 // of one, unpacked
	maxResolve = 32
)

// objectAt reads the object that begins at an offset.
func (d *Document) objectAt(at int64, depth int) (any, error) {
	if at <= 0 || at >= d.size {
		return nil, fmt.Errorf("an object at %d, outside of the file", at)
	}
	l := d.lexer(at)
	for i := range 3 {
		v, err := l.value(0)
		if err != nil {
			return nil, noEOF(err)
		}
		if _, number := v.(float64); i < 2 && !number || i == 2 && v != word("obj") {
			return nil, fmt.Errorf("there is no object at %d", at)
		}
	}
	v, err := l.value(depth)
	if err != nil {
		return nil, noEOF(err)
	}
	content, is := v.(dict)
	if !is {
		return v, nil
	}
	follows, err := l.value(0)
	if err != nil || follows != word("stream") {
		return content, nil
	}
	c, err := l.byte()
	if err == nil && c == '\r' {
		c, err = l.byte()
	}
	if err != nil || c != '\n' {
		return nil, fmt.Errorf("the stream at %d does not begin on a line", at)
	}
	return stream{content, at + l.n}, nil
}

// resolve returns the value that one stands for.
func (d *Document) resolve(v any) (any, error) {
	for range maxResolve {
		r, is := v.(ref)
		if !is {
			return v, nil
		}
		var err error
		if v, err = d.object(r.number); err != nil {
			return nil, err
		}
	}
	return nil, errors.New("circular references")
}

// object reads an object by its number; one that there is not is null.
func (d *Document) object(number int) (any, error) {
	p, ok := d.places[number]
	switch {
	case !ok, p == place{}:
		return nil, nil
	case p.in == 0:
		return d.objectAt(p.offset, 0)
	}
	packed, err := d.packed(p.in)
	if err != nil {
		return nil, err
	}
	return packed[number], nil
}

// packed reads the objects of an object stream.
func (d *Document) packed(number int) (map[int]any, error) {
	if list, ok := d.streams[number]; ok {
		return list, nil
	}
	if p, ok := d.places[number]; !ok || p.in != 0 {
		return nil, errors.New("an object stream within another")
	}
	v, err := d.object(number)
	if err != nil {
		return nil, err
	}
	s, ok := v.(stream)
	n, ok2 := s.dict["N"].(float64)
	first, ok3 := s.dict["First"].(float64)
	if !ok || !ok2 || !ok3 || n < 0 || n > maxValues {
		return nil, fmt.Errorf("object %d is not an object stream", number)
	}
	data, err := d.unpack(s)
	if err != nil {
		return nil, err
	}
	list := map[int]any{}
	heads := &lexer{r: bufio.NewReader(bytes.NewReader(data))}
	for range int(n) {
		number, err := heads.value(0)
		if err != nil {
			return nil, noEOF(err)
		}
		offset, err := heads.value(0)
		if err != nil {
			return nil, noEOF(err)
		}
		id, ok := number.(float64)
		at, ok2 := offset.(float64)
		if at += first; !ok || !ok2 || at < 0 || at > float64(len(data)) {
			return nil, errors.New("an object stream with a broken head")
		}
		l := &lexer{r: bufio.NewReaderSize(bytes.NewReader(data[int(at):]), 512)}
		if list[int(id)], err = l.value(0); err != nil && !errors.Is(err, io.EOF) {
			return nil, err
		}
	}
	if len(d.streams) > 64 {
		clear(d.streams)
	}
	d.streams[number] = list
	return list, nil
}
