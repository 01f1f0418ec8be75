package typeset

import (
	"bytes"
	"compress/zlib"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"sync"
	"unicode/utf16"
)

// file is a PDF as a list of objects. Object n is objects[n], without its
// "n 0 obj" and "endobj".
type file struct{ objects [][]byte }

// add appends an object and returns its number.
func (f *file) add(object []byte) int {
	f.objects = append(f.objects, object)
	return len(f.objects) - 1
}

// split cuts fpdf's output into objects, by its cross-reference table.
func split(pdf []byte) (*file, error) {
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
func cut(pdf []byte, starts []int, xref int) (*file, error) {
	sorted := append(slices.Clone(starts[1:]), xref)
	slices.Sort(sorted)
	f := &file{objects: make([][]byte, len(starts))}
	for i, start := range starts[1:] {
		at, _ := slices.BinarySearch(sorted, start+1)
		object := pdf[start:sorted[at]]
		_, object, _ = bytes.Cut(object, []byte("\n"))
		end := bytes.LastIndex(object, []byte("endobj"))
		if end < 0 {
			return nil, fmt.Errorf("object %d has no end", i+1)
		}
		f.objects[i+1] = object[:end:end]
	}
	return f, nil
}

// write writes the file and a trailer whose identifier is a hash of it.
func (f *file) write(w io.Writer, root, info int) error {
	hash := sha256.New()
	out := &counter{w: io.MultiWriter(w, hash)}
	out.write([]byte("%PDF-1.4\n%\xb5\xb6\xb7\xb8\n"))
	table := fmt.Appendf(nil, "xref\n0 %d\n0000000000 65535 f \n", len(f.objects))
	var head []byte
	for i, object := range f.objects[1:] {
		table = fmt.Appendf(table, "%010d 00000 n \n", out.n)
		head = append(strconv.AppendInt(head[:0], int64(i+1), 10), " 0 obj\n"...)
		out.write(head)
		out.write(object)
		out.write([]byte("endobj\n"))
	}
	at, id := out.n, hash.Sum(nil)[:16]
	out.write(fmt.Appendf(table, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%x><%x>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.objects), root, info, id, id, at))
	return out.err
}

// counter counts what was written and keeps the first error.
type counter struct {
	w   io.Writer
	n   int64
	err error
}

func (c *counter) write(b []byte) {
	if c.err == nil {
		var n int
		n, c.err = c.w.Write(b)
		c.n += int64(n)
	}
}

// stream makes a deflated stream object; dict holds further entries.
func stream(dict string, data []byte) []byte {
	return filtered(dict+"/Filter/FlateDecode", deflate(data))
}

// filtered makes a stream object of data that is filtered already.
func filtered(dict string, data []byte) []byte {
	b := make([]byte, 0, len(dict)+len(data)+64)
	b = fmt.Appendf(b, "<<%s/Length %d>>\nstream\n", dict, len(data))
	return append(append(b, data...), "\nendstream\n"...)
}

// A fresh zlib writer costs more than a megabyte, so they are kept.
var deflaters = sync.Pool{New: func() any { return zlib.NewWriter(io.Discard) }}

func deflate(data []byte) []byte {
	var out bytes.Buffer
	z := deflaters.Get().(*zlib.Writer)
	defer deflaters.Put(z)
	z.Reset(&out)
	z.Write(data) // a bytes.Buffer takes all
	z.Close()
	return out.Bytes()
}

// utf16BE is text as PDF strings outside of page content have it.
func utf16BE(s string) []byte {
	b := []byte{0xFE, 0xFF}
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.BigEndian.AppendUint16(b, u)
	}
	return b
}
