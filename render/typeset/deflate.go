package typeset

import (
	"bytes"
	"io"
	"sync"

	"github.com/klauspost/compress/zlib"
)

// How hard to look for repetitions. Each document's own streams are quick:
// pages get 4 % longer than with thorough, in half the time.
const (
	quick    = 2
	thorough = zlib.DefaultCompression
)

// deflaters are kept because a fresh one takes longer to make than a page
// takes to deflate.
var deflaters = map[int]*sync.Pool{quick: deflaterPool(quick), thorough: deflaterPool(thorough)}

func deflaterPool(level int) *sync.Pool {
	return &sync.Pool{New: func() any {
		z, _ := zlib.NewWriterLevel(io.Discard, level) // the level is a known one
		return &deflater{z: z}
	}}
}

type deflater struct {
	z   *zlib.Writer
	out bytes.Buffer
}

// deflate compresses data into a stream.
func deflate(level int, data []byte) []byte {
	d := deflaters[level].Get().(*deflater)
	defer deflaters[level].Put(d)
	d.out.Reset()
	d.z.Reset(&d.out)
	d.z.Write(data) // a bytes.Buffer takes all
	d.z.Close()
	return bytes.Clone(d.out.Bytes())
}
