package typeset

import (
	"bytes"
	"io"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// deflaters are kept because a fresh one takes longer to make than a page
// takes to deflate.
var deflaters = sync.Pool{New: func() any {
	z, _ := zlib.NewWriterLevel(io.Discard, zlib.DefaultCompression) // the level is a known one
	return &deflater{z: z}
}}

type deflater struct {
	z   *zlib.Writer
	out bytes.Buffer
}

// deflate compresses parts one after the other into one stream.
func deflate(parts ...[]byte) []byte {
	d := deflaters.Get().(*deflater)
	defer deflaters.Put(d)
	d.out.Reset()
	d.z.Reset(&d.out)
	for _, p := range parts {
		d.z.Write(p) // a bytes.Buffer takes all
	}
	d.z.Close()
	return bytes.Clone(d.out.Bytes())
}
