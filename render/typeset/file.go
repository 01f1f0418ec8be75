package typeset

import (
	"crypto/sha256"
	"fmt"
	"hash"
	"io"
	"slices"
	"strconv"
)

// file writes a PDF object by object. The first error sticks; close returns
// it.
type file struct {
	w       io.Writer
	hash    hash.Hash
	buf     []byte  // what w and hash did not get yet
	flushed int64   // what they did
	offsets []int64 // where each object starts; 0 if it was not written yet
	err     error
}

// flushAt is how much a file gathers before it writes.
const flushAt = 1 << 16

// newFile starts a file. It uses the memory of buf.
func newFile(w io.Writer, buf []byte, version string) *file {
	f := &file{w: w, hash: sha256.New(), buf: slices.Grow(buf[:0], flushAt+1<<13)}
	f.buf = append(append(f.buf, "%PDF-"...), version...)
	f.buf = append(f.buf, "\n%\xb5\xb6\xb7\xb8\n"...)
	return f
}

// skip has the objects below count be ones that have their numbers already.
func (f *file) skip(count int) {
	if n := count - len(f.offsets); n > 0 {
		f.offsets = append(f.offsets, make([]int64, n)...)
	}
}

// reserve returns the number of an object that is written later.
func (f *file) reserve() int {
	f.offsets = append(f.offsets, 0)
	return len(f.offsets) - 1
}

// begin starts an object; what it holds is appended to buf, and end ends it.
func (f *file) begin(n int) {
	f.skip(n + 1)
	f.offsets[n] = f.flushed + int64(len(f.buf))
	f.buf = append(strconv.AppendInt(f.buf, int64(n), 10), " 0 obj\n"...)
}

func (f *file) end() {
	f.buf = append(f.buf, "\nendobj\n"...)
	if len(f.buf) >= flushAt {
		f.flush()
	}
}

// write writes an object.
func (f *file) write(n int, object []byte) {
	f.begin(n)
	f.buf = append(f.buf, object...)
	f.end()
}

// add writes a new object and returns its number.
func (f *file) add(object []byte) int {
	n := f.reserve()
	f.write(n, object)
	return n
}

// stream writes a stream object of data that is filtered already; dict holds
// the entries besides its length.
func (f *file) stream(n int, dict string, data []byte) {
	f.begin(n)
	f.buf = append(append(f.buf, "<<"...), dict...)
	f.buf = strconv.AppendInt(append(f.buf, "/Length "...), int64(len(data)), 10)
	f.buf = append(f.buf, ">>\nstream\n"...)
	if len(data) > flushAt {
		f.flush()
		f.pass(data)
	} else {
		f.buf = append(f.buf, data...)
	}
	f.buf = append(f.buf, "\nendstream"...)
	f.end()
}

// addStream writes a new stream object and returns its number.
func (f *file) addStream(dict string, data []byte) int {
	n := f.reserve()
	f.stream(n, dict, data)
	return n
}

func (f *file) flush() {
	f.pass(f.buf)
	f.buf = f.buf[:0]
}

func (f *file) pass(b []byte) {
	if f.err == nil {
		f.hash.Write(b)
		f.flushed += int64(len(b))
		_, f.err = f.w.Write(b)
	}
}

// close writes the cross-reference table and a trailer whose identifier is a
// hash of the file.
func (f *file) close(root, info int) error {
	at := f.flushed + int64(len(f.buf))
	f.buf = fmt.Appendf(f.buf, "xref\n0 %d\n0000000000 65535 f \n", len(f.offsets))
	for n, offset := range f.offsets[1:] {
		if offset == 0 && f.err == nil {
			f.err = fmt.Errorf("object %d is missing", n+1)
		}
		f.buf = append(appendPadded(f.buf, offset), " 00000 n \n"...)
		if len(f.buf) >= flushAt {
			f.flush()
		}
	}
	f.flush()
	id := f.hash.Sum(nil)[:16]
	f.buf = fmt.Appendf(f.buf, "trailer\n<</Size %d/Root %d 0 R/Info %d 0 R/ID[<%x><%x>]>>\nstartxref\n%d\n%%%%EOF\n",
		len(f.offsets), root, info, id, id, at)
	f.flush()
	return f.err
}

// appendPadded writes n in ten digits.
func appendPadded(b []byte, n int64) []byte {
	b = append(b, "0000000000"...)
	for at := len(b) - 1; n > 0; at-- {
		b[at] = byte('0' + n%10)
		n /= 10
	}
	return b
}
