package s3

import (
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/storage"
)

// endless is a body of any size that takes no memory.
type endless struct{}

func (endless) ReadAt(p []byte, off int64) (int, error) {
	var word [8]byte
	for i := range p {
		at := off + int64(i)
		if i == 0 || at%8 == 0 {
			binary.LittleEndian.PutUint64(word[:], uint64(at/8)*0x9e3779b97f4a7c15)
		}
		p[i] = word[at%8]
	}
	return len(p), nil
}

// generated is an Object of size bytes.
func generated(b *testing.B, size int64) storage.Object {
	o := storage.Object{Body: io.NewSectionReader(endless{}, 0, size), Size: size}
	var err error
	if o.SHA256, err = storage.SHA256(context.Background(), o.Body, size); err != nil {
		b.Fatal(err)
	}
	return o
}

// peak is the most memory that this process has held, in MiB; 0 if unknown.
func peak() float64 {
	status, _ := os.ReadFile("/proc/self/status")
	_, rest, _ := strings.Cut(string(status), "VmHWM:")
	kb, _, _ := strings.Cut(strings.TrimSpace(rest), " ")
	n, _ := strconv.ParseFloat(kb, 64)
	return n / 1024
}

// BenchmarkPut puts objects of growing size; the peak of memory must not grow
// with them. Run it with -benchtime 1x for the large ones.
func BenchmarkPut(b *testing.B) {
	srv := server(b, true)
	for _, size := range []int64{200 << 10, 63 << 20, 1 << 30} {
		b.Run(fmt.Sprintf("%dKiB", size>>10), func(b *testing.B) {
			s := open(b, "s3://"+srv.Bucket(b, false), Options{})
			o := generated(b, size)
			b.SetBytes(size)
			i := 0
			for b.Loop() {
				if err := s.Put(b.Context(), strconv.Itoa(i), o); err != nil {
					b.Fatal(err)
				}
				i++
			}
			b.ReportMetric(peak(), "peak-MiB")
		})
	}
}

// BenchmarkPutParallel is a run's way: many bundles at once.
func BenchmarkPutParallel(b *testing.B) {
	srv := server(b, true)
	s := open(b, "s3://"+srv.Bucket(b, false), Options{})
	o := generated(b, 200<<10)
	b.SetBytes(o.Size)
	b.SetParallelism(4)
	b.RunParallel(func(pb *testing.PB) {
		for i := 0; pb.Next(); i++ {
			if err := s.Put(b.Context(), fmt.Sprintf("%p/%d", pb, i), o); err != nil {
				b.Error(err)
				return
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "objects/s")
	b.ReportMetric(peak(), "peak-MiB")
}
