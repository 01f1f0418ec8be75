package typeset

import (
	"bytes"
	"errors"
	"fmt"
	"slices"
	"strconv"
)

// skeleton is what fpdf wrote: the tree of pages, their links, the outline.
// Object n is skeleton[n], without its "n 0 obj" and "endobj".
type skeleton [][]byte

// split cuts fpdf's output into objects, by its cross-reference table.
func split(pdf []byte) (skeleton, error) {
	mark := bytes.LastIndex(pdf, []byte("startxref\n"))
	if mark < 0 {
		return nil, errors.New("no startxref")
	}
	number, _, _ := bytes.Cut(pdf[mark+len("startxref\n"):], []byte("\n"))
	xref, err := strconv.Atoi(string(number))
	if err != nil || xref < 0 || xref > mark || !bytes.HasPrefix(pdf[xref:], []byte("xref\n0 ")) {
		return nil, errors.New("no cross-reference table")
	}
	number, table, _ := bytes.Cut(pdf[xref+len("xref\n0 "):mark], []byte("\n"))
	count, err := strconv.Atoi(string(number))
	const entry = len("0000000000 65535 f \n")
	if err != nil || count < 1 || len(table) < count*entry {
		return nil, errors.New("cross-reference table is cut off")
	}
	starts := make([]int, count)
	for i := 1; i < count; i++ {
		if starts[i], err = strconv.Atoi(string(table[i*entry : i*entry+10])); err != nil || starts[i] > xref {
			return nil, fmt.Errorf("object %d: bad offset", i)
		}
	}
	return cut(pdf, starts, xref)
}

// cut takes the objects out: each ends where the next one starts.
func cut(pdf []byte, starts []int, xref int) (skeleton, error) {
	sorted := append(slices.Clone(starts[1:]), xref)
	slices.Sort(sorted)
	s := make(skeleton, len(starts))
	for i, start := range starts[1:] {
		at, _ := slices.BinarySearch(sorted, start+1)
		object := pdf[start:sorted[at]]
		_, object, _ = bytes.Cut(object, []byte("\n"))
		end := bytes.LastIndex(object, []byte("\nendobj"))
		if end < 0 {
			return nil, fmt.Errorf("object %d has no end", i+1)
		}
		s[i+1] = object[:end:end]
	}
	return s, nil
}

// Beginnings and pieces of fpdf's objects.
var (
	annotsHead   = []byte("/Annots [<</Type /Annot ")
	annotHead    = []byte("<</Type /Annot ")
	linkAddress  = []byte("/A <</S /URI /URI ")
	outlinesHead = []byte("<</Type /Outlines ")
	titleHead    = []byte("<</Title ")
	noCount      = []byte("\n/Count 0>>")
)

// The numbers of fpdf's first objects: the tree of pages, their resources,
// and then two for each page, itself and its content.
const (
	pagesObject     = 1
	resourcesObject = 2
)

// pageObject is the number of a page, counted from 0.
func pageObject(page int) int { return 3 + 2*page }

// links takes the link annotations out of a page, without their ">>".
func links(object []byte) [][]byte {
	_, rest, ok := bytes.Cut(object, annotsHead)
	if !ok {
		return nil
	}
	line, _, _ := bytes.Cut(rest, []byte("]\n")) // an annotation has no line end
	var found [][]byte
	for link := range bytes.SplitSeq(line, annotHead) {
		found = append(found, bytes.TrimSuffix(link, []byte(">>")))
	}
	return found
}
