package filetext

import (
	"encoding/xml"
	"regexp"
	"strconv"
	"strings"
)

// maxShared bounds the strings that the cells of a workbook share, in bytes; those
// behind it are not told.
const maxShared = 16 << 20

var sheetPart = regexp.MustCompile(`^xl/worksheets/[^/]+\.xml$`)

// workbook writes the names of the sheets, and then their cells, a row a line.
// Numbers are as they are stored: how a date is shown is not known.
func (p *pack) workbook() error {
	if err := p.sheetNames(); err != nil {
		return err
	}
	shared, cut, err := p.shared()
	if err != nil {
		return err
	}
	for _, name := range p.names {
		if !sheetPart.MatchString(name) {
			continue
		}
		if err := p.sheet(name, shared); err != nil {
			return err
		}
	}
	if cut {
		return errCut
	}
	return nil
}

func (p *pack) sheetNames() error {
	r, err := p.open("xl/workbook.xml")
	if err != nil {
		return err
	}
	return walk(r, func(t xml.Token) (bool, error) {
		if e, ok := t.(xml.StartElement); ok && e.Name.Local == "sheet" {
			return false, p.out.put(attribute(e, "name") + "\n")
		}
		return false, nil
	})
}

// shared are the strings that cells name by their number.
func (p *pack) shared() (list []string, cut bool, err error) {
	if p.files["xl/sharedStrings.xml"] == nil {
		return nil, false, nil
	}
	r, err := p.open("xl/sharedStrings.xml")
	if err != nil {
		return nil, false, err
	}
	var one strings.Builder
	size, inText := 0, false
	err = walk(r, func(t xml.Token) (bool, error) {
		switch t := t.(type) {
		case xml.StartElement:
			inText = t.Name.Local == "t"
			return t.Name.Local == "rPh", nil // how it is said, beside it
		case xml.EndElement:
			if inText = false; t.Name.Local == "si" {
				size += one.Len() + 16
				if cut = cut || size > maxShared; !cut {
					list = append(list, one.String())
				}
				one.Reset()
			}
		case xml.CharData:
			if inText && one.Len()+len(t) <= maxShared {
				one.Write(t)
			}
		}
		return false, nil
	})
	return list, cut, err
}

// sheet writes a sheet's cells.
func (p *pack) sheet(name string, shared []string) error {
	r, err := p.open(name)
	if err != nil {
		return err
	}
	var kind string // of the cell
	inValue := false
	return walk(r, func(t xml.Token) (bool, error) {
		switch t := t.(type) {
		case xml.StartElement:
			switch t.Name.Local {
			case "c":
				kind = attribute(t, "t")
			case "rPh", "f": // formulas are not what is seen
				return true, nil
			}
			inValue = t.Name.Local == "v" || t.Name.Local == "t"
		case xml.EndElement:
			inValue = false
			switch t.Name.Local {
			case "c":
				return false, p.out.put("\t")
			case "row":
				return false, p.out.put("\n")
			}
		case xml.CharData:
			if inValue {
				return false, p.out.put(cell(kind, string(t), shared))
			}
		}
		return false, nil
	})
}

// cell is what a cell shows.
func cell(kind, value string, shared []string) string {
	switch kind {
	case "s":
		if i, err := strconv.Atoi(strings.TrimSpace(value)); err == nil && i >= 0 && i < len(shared) {
			return shared[i]
		}
		return ""
	case "b":
		return map[string]string{"0": "FALSE", "1": "TRUE"}[value]
	}
	return value
}

func attribute(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}
