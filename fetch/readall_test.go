package fetch

import (
	"bytes"
	"errors"
	"io"
	"runtime"
	"testing"
	"testing/iotest"
)

// taken is how many bytes of memory were given out while f ran.
func taken(f func()) int64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return int64(after.TotalAlloc - before.TotalAlloc)
}

func TestAnAnswerTakesLittleMoreThanItsSize(t *testing.T) {
	const size = 32 << 20
	whole := make([]byte, size)
	// The race detector alone makes io.ReadAll take twice as much.
	for length, most := range map[int64]int64{size: size * 11 / 10, -1: size * 5} {
		got := taken(func() {
			if body, err := readAll(bytes.NewReader(whole), length, 2*size); err != nil || len(body) != size {
				t.Errorf("%d bytes, %v", len(body), err)
			}
		})
		if got > most {
			t.Errorf("length %d: took %d bytes for %d", length, got, size)
		}
	}
	if got := taken(func() { _, _ = readAll(bytes.NewReader(nil), size, 2*size) }); got > size/10 {
		t.Errorf("took %d bytes for a promise", got)
	}
}

func TestReadAll(t *testing.T) {
	for _, size := range []int64{0, 1, firstPart - 1, firstPart, firstPart + 1, 5 * firstPart} {
		whole := bytes.Repeat([]byte("x"), int(size))
		for _, length := range []int64{-1, 0, size - 1, size} {
			for _, limit := range []int64{size - 1, size, size + 1, 10 * firstPart} {
				got, err := readAll(iotest.DataErrReader(bytes.NewReader(whole)), length, max(limit, 0))
				if limit >= size && (err != nil || !bytes.Equal(got, whole)) || limit < size && size > 0 && !errors.Is(err, ErrTooLarge) {
					t.Errorf("%d bytes, said to be %d, limit %d: got %d, %v", size, length, limit, len(got), err)
				}
			}
		}
	}
	if _, err := readAll(iotest.TimeoutReader(iotest.OneByteReader(bytes.NewReader([]byte("xy")))), 2, 5); err == nil || errors.Is(err, io.EOF) {
		t.Errorf("got %v", err)
	}
}

func TestDefaultMaxAnswer(t *testing.T) {
	if got := (Options{}).withDefaults().MaxAnswer; got != 64<<20 {
		t.Errorf("got %d bytes", got)
	}
}
