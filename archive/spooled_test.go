package archive

import (
	"bytes"
	"io"
	"os"
	"testing"
)

// A file of work in progress is the same wherever it lies, also when it grows
// out of memory, and gives back what it took.
func TestSpooled(t *testing.T) {
	parent, err := os.OpenRoot(t.TempDir())
	if err != nil {
		t.Fatal(err)
	}
	defer parent.Close()
	for _, tt := range []struct {
		name   string
		size   int
		room   int64
		onDisk bool
	}{
		{"empty", 0, 100, false},
		{"small", 100_000, 1 << 20, false},
		{"no room", 100_000, 50_000, true},
		{"none at all", 1, -1, true},
		{"just small enough", smallFile, 1 << 30, false},
		{"large", smallFile + 1, 1 << 30, true},
	} {
		t.Run(tt.name, func(t *testing.T) {
			r := &run{}
			r.room.left.Store(tt.room)
			f := &folder{parent: parent, name: tt.name}
			defer f.remove()
			j := &job{run: r, folder: f}
			s := j.newSpooled(7)
			want := bytes.Repeat([]byte("0123456789abcdef"), tt.size/16+1)[:tt.size]
			for range 2 { // begun anew, as a download that was cut
				if err := s.Truncate(0); err != nil {
					t.Fatal(err)
				}
				if _, err := s.Seek(0, io.SeekStart); err != nil {
					t.Fatal(err)
				}
				if _, err := io.Copy(s, io.MultiReader(bytes.NewReader(want[:tt.size/3]), bytes.NewReader(want[tt.size/3:]))); err != nil {
					t.Fatal(err)
				}
			}
			for range 2 {
				from, err := s.Open()
				if err != nil {
					t.Fatal(err)
				}
				got, err := io.ReadAll(from)
				if err != nil || !bytes.Equal(got, want) {
					t.Errorf("%d bytes, %v", len(got), err)
				}
				from.Close()
			}
			if (s.disk != nil) != tt.onDisk {
				t.Errorf("on disk: %v", s.disk != nil)
			}
			s.remove()
			if left := r.room.left.Load(); left != tt.room {
				t.Errorf("%d bytes of room are left of %d", left, tt.room)
			}
		})
	}
}
