package fetchtest

import (
	"bytes"
	"io"
	"testing"
)

// However a file is read, its bytes are the same.
func TestNoise(t *testing.T) {
	const size = 1003
	open := Noise(7, size)
	whole := read(t, open, 0, size)
	for from := range int64(20) {
		for _, step := range []int{1, 3, 7, 8, 9, 64, size} {
			if got := read(t, open, from, step); !bytes.Equal(got, whole[from:]) {
				t.Fatalf("from %d in steps of %d it reads otherwise", from, step)
			}
		}
	}
	if other := read(t, Noise(8, size), 0, size); bytes.Equal(other, whole) {
		t.Error("another seed gives the same")
	}
}

func read(t *testing.T, open func() (io.ReadSeekCloser, error), from int64, step int) []byte {
	t.Helper()
	f, err := open()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.Seek(from, io.SeekStart); err != nil {
		t.Fatal(err)
	}
	var all []byte
	buf := make([]byte, step)
	for {
		n, err := f.Read(buf)
		all = append(all, buf[:n]...)
		if err == io.EOF {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
	}
}
