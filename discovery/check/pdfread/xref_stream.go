package pdfread

import (
	"errors"
)

// xrefStream reads cross-references that are packed in a stream.
func (d *Document) xrefStream(x stream) error {
	widths, _ := x.dict["W"].(array)
	var w [3]int
	for i := range w {
		if len(widths) != 3 {
			return errors.New("a stream of them without widths")
		}
		f, _ := widths[i].(float64)
		if w[i] = int(f); w[i] < 0 || w[i] > 8 {
			return errors.New("a stream of them with odd widths")
		}
	}
	data, err := d.unpack(x)
	if err != nil {
		return err
	}
	index, _ := x.dict["Index"].(array)
	if index == nil {
		index = array{float64(0), x.dict["Size"]}
	}
	each := w[0] + w[1] + w[2]
	for i := 0; i+1 < len(index) && each > 0; i += 2 {
		first, _ := index[i].(float64)
		n, _ := index[i+1].(float64)
		for k := 0; k < int(n) && len(data) >= each; k++ {
			kind := 1
			if w[0] > 0 {
				kind = bigEndian(data[:w[0]])
			}
			second, third := bigEndian(data[w[0]:w[0]+w[1]]), bigEndian(data[w[0]+w[1]:each])
			data = data[each:]
			p := place{}
			switch kind {
			case 1:
				p.offset = int64(second)
			case 2:
				p = place{in: second, index: third}
			}
			if err := d.put(int(first)+k, p); err != nil {
				return err
			}
		}
	}
	return nil
}

func bigEndian(b []byte) int {
	n := 0
	for _, c := range b {
		n = n<<8 | int(c)
	}
	return n
}
