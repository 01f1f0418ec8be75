package pdfread

import (
	"errors"
	"fmt"
	"strings"
)

const (
	maxText  = 16 << 20 // of a page, in bytes
	maxForms = 10_000   // drawn on a page
)

// Text returns the text of a page, from 0, in the order in which it is drawn;
// each text object (BT to ET) is a line.
func (d *Document) Text(page int) (string, error) {
	if page < 0 || page >= len(d.pages) {
		return "", fmt.Errorf("there is no page %d", page+1)
	}
	node := d.pages[page]
	content, err := d.contents(node.dict["Contents"])
	if err != nil {
		return "", fmt.Errorf("page %d: %w", page+1, err)
	}
	p := &painter{d: d}
	if err := p.run(content, node.resources, 0); err != nil {
		return "", fmt.Errorf("page %d: %w", page+1, err)
	}
	return p.out.String(), nil
}

// contents joins the streams of a page.
func (d *Document) contents(v any) ([]byte, error) {
	v, err := d.resolve(v)
	if err != nil {
		return nil, err
	}
	switch v := v.(type) {
	case nil:
		return nil, nil
	case stream:
		return d.unpack(v)
	case array:
		var all []byte
		for _, part := range v {
			if _, nested := part.(array); nested {
				return nil, errors.New("its contents are nested")
			}
			data, err := d.contents(part)
			if err != nil {
				return nil, err
			}
			if all = append(append(all, data...), '\n'); len(all) > maxStream {
				return nil, errTooLarge
			}
		}
		return all, nil
	}
	return nil, errors.New("its contents are not a stream")
}

// painter follows the operators of a page that concern text.
type painter struct {
	d     *Document
	out   strings.Builder
	font  *font
	saved []*font
	forms int
	known map[name]*font // of the resources that are in use
}

func (p *painter) run(content []byte, resources any, depth int) error {
	if depth > 8 {
		return errors.New("forms within forms")
	}
	outer := p.known
	p.known = map[name]*font{}
	defer func() { p.known = outer }()
	return operations(content, func(l *lexer, op word, operands array) error {
		if op == "ID" {
			if err := l.skipImage(); err != nil {
				return err
			}
		} else if err := p.operator(op, operands, resources, depth); err != nil {
			return err
		}
		if p.out.Len() > maxText {
			return errTooLarge
		}
		return nil
	})
}

func (p *painter) operator(op word, operands array, resources any, depth int) error {
	var last any
	if len(operands) > 0 {
		last = operands[len(operands)-1]
	}
	switch op {
	case "q":
		if p.saved = append(p.saved, p.font); len(p.saved) > maxToken {
			return errTooLarge
		}
	case "Q":
		if n := len(p.saved); n > 0 {
			p.font, p.saved = p.saved[n-1], p.saved[:n-1]
		}
	case "BT":
		p.out.WriteByte('\n')
	case "Tf":
		if len(operands) < 2 {
			return errors.New("a Tf without a font")
		}
		called, _ := operands[len(operands)-2].(name)
		var err error
		if p.font = p.known[called]; p.font == nil {
			p.font, err = p.d.fontOf(resources, called)
			p.known[called] = p.font
		}
		return err
	case "Tj", "'", `"`:
		p.show(last)
	case "TJ":
		list, _ := last.(array)
		for _, piece := range list {
			p.show(piece)
		}
	case "Do":
		return p.form(last, resources, depth)
	}
	return nil
}

func (p *painter) show(v any) {
	if s, is := v.(text); is && p.font != nil {
		p.font.decode(&p.out, s)
	}
}

// form draws what is drawn elsewhere; a picture says nothing.
func (p *painter) form(v, resources any, depth int) error {
	if p.forms++; p.forms > maxForms {
		return errTooLarge
	}
	all, err := p.d.dictionary(resources)
	if err != nil {
		return err
	}
	objects, err := p.d.dictionary(all["XObject"])
	if err != nil {
		return err
	}
	called, _ := v.(name)
	x, err := p.d.resolve(objects[called])
	if err != nil {
		return err
	}
	s, is := x.(stream)
	if !is || s.dict["Subtype"] != name("Form") {
		return nil
	}
	content, err := p.d.unpack(s)
	if err != nil {
		return err
	}
	if own := s.dict["Resources"]; own != nil {
		resources = own
	}
	before := p.font
	err = p.run(content, resources, depth+1)
	p.font = before
	return err
}

// skipImage goes over the bytes of a picture within the page.
func (l *lexer) skipImage() error {
	last := [3]byte{}
	for {
		c, err := l.byte()
		if err != nil {
			return noEOF(err)
		}
		if isSpace(last[0]) && last[1] == 'E' && last[2] == 'I' && (isSpace(c) || isDelimiter(c)) {
			l.back()
			return nil
		}
		last = [3]byte{last[1], last[2], c}
	}
}
