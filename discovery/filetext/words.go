package filetext

import (
	"encoding/xml"
	"errors"
	"io"
)

// maxDepth is how deep elements may stand in one another.
const maxDepth = 1000

// dialect is where in an XML the words are, by the local names of elements: their
// namespaces differ from one version of the standards to the next.
type dialect struct {
	text    map[string]bool   // what stands in it is text
	apart   map[string]string // written at its end
	instead map[string]string // written in its place
	without map[string]bool   // left out, with all that is in it
}

var openXMLWords = dialect{
	text:    map[string]bool{"t": true, "delText": true, "text": true, "v": true},
	apart:   map[string]string{"p": "\n", "si": "\n", "comment": "\n", "threadedComment": "\n", "cm": "\n", "pt": "\n"},
	instead: map[string]string{"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"},
	without: map[string]bool{"pPr": true, "rPr": true, "rPh": true, "Fallback": true, "numCache": true},
}

var openDocumentWords = dialect{
	text:    map[string]bool{"p": true, "h": true},
	apart:   map[string]string{"p": "\n", "h": "\n"},
	instead: map[string]string{"s": " ", "annotation": " ", "note": " ", "tab": "\t", "line-break": "\n"},
	without: map[string]bool{"tracked-changes-settings": true, "script": true, "date": true},
}

// words writes the words of an entry.
func (p *pack) words(name string, in dialect) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	deep := 0 // elements of text that are open
	return walk(r, func(t xml.Token) (skip bool, err error) {
		switch t := t.(type) {
		case xml.StartElement:
			if in.without[t.Name.Local] {
				return true, nil
			}
			if in.text[t.Name.Local] {
				deep++
			}
			err = p.out.put(in.instead[t.Name.Local])
		case xml.EndElement:
			if in.text[t.Name.Local] {
				deep--
			}
			err = p.out.put(in.apart[t.Name.Local])
		case xml.CharData:
			if deep > 0 {
				err = p.out.put(string(t))
			}
		}
		return false, err
	})
}

// walk hands over the elements and texts of an XML in their order. An element that
// is to be skipped is left out to its end. Entities that the XML defines itself are
// an error: nothing is expanded.
func walk(r io.Reader, take func(xml.Token) (skip bool, err error)) error {
	d := xml.NewDecoder(r)
	for depth := 0; ; {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		if depth, err = deeper(depth, t); err != nil {
			return err
		}
		skip, err := take(t)
		if err != nil {
			return err
		}
		if skip {
			if err := skipped(d); err != nil {
				return err
			}
			depth--
		}
	}
}

// skipped reads to the end of the element that was begun.
func skipped(d *xml.Decoder) error {
	for depth := 1; depth > 0; {
		t, err := d.Token()
		if err != nil {
			return err
		}
		if depth, err = deeper(depth, t); err != nil {
			return err
		}
	}
	return nil
}

// deeper is the depth behind a token; an error where it is too deep.
func deeper(depth int, t xml.Token) (int, error) {
	switch t.(type) {
	case xml.StartElement:
		depth++
	case xml.EndElement:
		depth--
	}
	if depth > maxDepth {
		return depth, reasonError(Damaged)
	}
	return depth, nil
}
