package check

import (
	"bytes"
	"io"
	"os"
)

// spool is where rsmf.zip is unpacked from; drop lets it go.
type spool interface {
	io.Writer
	io.ReaderAt
}

const maxInMemory = 1 << 20 // of a mail, in bytes

// spool returns memory for the zip of a small mail, which most are, and for any
// other a file.
func (r *rsmfReader) spool() (s spool, drop func(), err error) {
	if r.size <= maxInMemory {
		return &memory{}, func() {}, nil
	}
	f, err := os.CreateTemp(r.temp, "rsmf-*.zip")
	if err != nil {
		return nil, nil, err
	}
	return f, func() { f.Close(); os.Remove(f.Name()) }, nil
}

// memory is a spool of as many bytes as the mail has at most.
type memory struct{ bytes.Buffer }

func (m *memory) ReadAt(p []byte, at int64) (int, error) {
	return bytes.NewReader(m.Bytes()).ReadAt(p, at)
}
