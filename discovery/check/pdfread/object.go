package pdfread

import (
	"bufio"
	"bytes"
	"compress/zlib"
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
	return nil, errors.New("references that go round")
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
		return nil, fmt.Errorf("object %d is no object stream", number)
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

// unpack returns the bytes of a stream.
func (d *Document) unpack(s stream) ([]byte, error) {
	length, err := d.resolve(s.dict["Length"])
	if err != nil {
		return nil, err
	}
	n, ok := length.(float64)
	if !ok || n < 0 || s.at+int64(n) > d.size {
		return nil, errors.New("a stream without its length")
	}
	var content io.Reader = io.NewSectionReader(d.r, s.at, int64(n))
	filter, err := d.resolve(s.dict["Filter"])
	if err != nil {
		return nil, err
	}
	parms, err := d.resolve(s.dict["DecodeParms"])
	if err != nil {
		return nil, err
	}
	if list, is := filter.(array); is {
		if len(list) > 1 {
			return nil, errors.New("a stream with several filters")
		}
		filter = nil
		if len(list) == 1 {
			filter = list[0]
		}
		if list, is := parms.(array); is && len(list) > 0 {
			parms = list[0]
		}
	}
	switch filter {
	case nil:
	case name("FlateDecode"):
		z, err := zlib.NewReader(content)
		if err != nil {
			return nil, err
		}
		content = z
	default:
		return nil, fmt.Errorf("a stream with filter %v", filter)
	}
	data, err := io.ReadAll(io.LimitReader(content, maxStream+1))
	if err != nil {
		return nil, err
	}
	if d.left -= int64(len(data)); len(data) > maxStream || d.left < 0 {
		return nil, errTooLarge
	}
	return predicted(data, parms)
}

// predicted undoes a PNG predictor, as streams of cross-references have one.
func predicted(data []byte, parms any) ([]byte, error) {
	p, _ := parms.(dict)
	if predictor, _ := p["Predictor"].(float64); predictor < 2 {
		return data, nil
	}
	columns, _ := p["Columns"].(float64)
	if p["Predictor"].(float64) < 10 || columns < 1 || columns > 1<<16 || p["Colors"] != nil || p["BitsPerComponent"] != nil {
		return nil, errors.New("a stream with a predictor that is for pictures")
	}
	width := int(columns)
	var out []byte
	above := make([]byte, width)
	for len(data) > width {
		kind, row := data[0], data[1:1+width]
		data = data[1+width:]
		for i := range row {
			left, corner := byte(0), byte(0)
			if i > 0 {
				left, corner = row[i-1], above[i-1]
			}
			switch kind {
			case 0:
			case 1:
				row[i] += left
			case 2:
				row[i] += above[i]
			case 3:
				row[i] += byte((int(left) + int(above[i])) / 2)
			case 4:
				row[i] += paeth(left, above[i], corner)
			default:
				return nil, errors.New("a stream with an unknown predictor")
			}
		}
		out, above = append(out, row...), row
	}
	return out, nil
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	da, db, dc := abs(p-int(a)), abs(p-int(b)), abs(p-int(c))
	switch {
	case da <= db && da <= dc:
		return a
	case db <= dc:
		return b
	}
	return c
}

func abs(n int) int { return max(n, -n) }
