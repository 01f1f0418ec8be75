package pdfread

import (
	"bytes"
	"strings"
	"unicode/utf16"
)

// font tells what the codes of a string mean.
type font struct {
	wide  bool // two bytes a code
	means map[int]string
}

const maxCodes = 1 << 20

// fontOf returns a font of a page's resources.
func (d *Document) fontOf(resources any, called name) (*font, error) {
	all, err := d.dictionary(resources)
	if err != nil {
		return nil, err
	}
	fonts, err := d.dictionary(all["Font"])
	if err != nil {
		return nil, err
	}
	id, shared := fonts[called].(ref)
	if f, known := d.fonts[id]; shared && known {
		return f, nil
	}
	content, err := d.dictionary(fonts[called])
	if err != nil {
		return nil, err
	}
	f := &font{wide: content["Subtype"] == name("Type0"), means: map[int]string{}}
	if shared {
		d.fonts[id] = f
	}
	table, err := d.resolve(content["ToUnicode"])
	if err != nil {
		return nil, err
	}
	if s, is := table.(stream); is {
		data, err := d.unpack(s)
		if err != nil {
			return nil, err
		}
		return f, f.read(data)
	}
	return f, nil
}

// decode writes what a string says. A code without a meaning is taken for
// Latin-1 where codes are bytes, and is U+FFFD where they are not.
func (f *font) decode(out *strings.Builder, s text) {
	for len(s) > 0 {
		code, n := int(s[0]), 1
		if f.wide && len(s) > 1 {
			code, n = code<<8|int(s[1]), 2
		}
		s = s[n:]
		switch meant, known := f.means[code]; {
		case known:
			out.WriteString(meant)
		case f.wide:
			out.WriteRune('\ufffd')
		default:
			out.WriteRune(rune(code))
		}
	}
}

// read reads a ToUnicode table.
func (f *font) read(data []byte) error {
	return operations(data, func(_ *lexer, op word, operands array) error {
		switch op {
		case "endbfchar":
			f.singles(operands)
		case "endbfrange":
			f.ranges(operands)
		}
		if len(f.means) > maxCodes {
			return errTooLarge
		}
		return nil
	})
}

func (f *font) singles(list array) {
	for i := 0; i+1 < len(list); i += 2 {
		code, ok := list[i].(text)
		meant, ok2 := list[i+1].(text)
		if ok && ok2 {
			f.means[number(code)] = fromUTF16(meant)
		}
	}
}

func (f *font) ranges(list array) {
	for i := 0; i+2 < len(list); i += 3 {
		from, ok := list[i].(text)
		to, ok2 := list[i+1].(text)
		if !ok || !ok2 {
			continue
		}
		first, n := number(from), number(to)-number(from)
		switch meant := list[i+2].(type) {
		case array:
			for k := 0; k <= n && k < len(meant); k++ {
				if s, is := meant[k].(text); is {
					f.means[first+k] = fromUTF16(s)
				}
			}
		case text:
			for k := 0; k <= min(n, 0xffff) && len(meant) > 0; k++ {
				s := bytes.Clone(meant)
				s[len(s)-1] += byte(k)
				if k > 0xff-int(meant[len(meant)-1]) && len(s) > 1 {
					s[len(s)-2] += byte((k + int(meant[len(meant)-1])) >> 8)
				}
				f.means[first+k] = fromUTF16(s)
			}
		}
	}
}

func number(code text) int {
	if len(code) > 3 {
		code = code[len(code)-3:]
	}
	return bigEndian(code)
}

func fromUTF16(s text) string {
	units := make([]uint16, 0, len(s)/2)
	for i := 0; i+1 < len(s); i += 2 {
		units = append(units, uint16(s[i])<<8|uint16(s[i+1]))
	}
	return string(utf16.Decode(units))
}
