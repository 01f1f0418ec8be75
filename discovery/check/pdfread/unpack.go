package pdfread

import (
	"compress/zlib"
	"errors"
	"fmt"
	"io"
)

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
		if content, err = d.inflated(content); err != nil {
			return nil, err
		}
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

// inflated unpacks with one reader for all streams: each has a window of its own
// to make. Only one is read at a time.
func (d *Document) inflated(content io.Reader) (io.Reader, error) {
	if d.zlib != nil {
		return d.zlib, d.zlib.(zlib.Resetter).Reset(content, nil)
	}
	z, err := zlib.NewReader(content)
	d.zlib = z
	return z, err
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
