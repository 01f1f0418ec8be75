package render

import (
	"bytes"
	"fmt"
	"image"
	"image/color"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestOrientation(t *testing.T) {
	// A picture of two by three pixels: 1 2 / 3 4 / 5 6.
	src := image.NewRGBA(image.Rect(0, 0, 2, 3))
	for i := range 6 {
		src.SetRGBA(i%2, i/2, color.RGBA{uint8(i + 1), 0, 0, 255})
	}
	for o, want := range map[orientation]string{
		0: "12/34/56", 1: "12/34/56", 2: "21/43/65", 3: "65/43/21", 4: "56/34/12",
		5: "135/246", 6: "531/642", 7: "642/531", 8: "246/135", 9: "12/34/56",
	} {
		dst, got := o.apply(src), ""
		for y := range dst.Rect.Dy() {
			if y > 0 {
				got += "/"
			}
			for x := range dst.Rect.Dx() {
				got += fmt.Sprint(dst.RGBAAt(x, y).R)
			}
		}
		if got != want {
			t.Errorf("orientation %d: %s, want %s", o, got, want)
		}
	}
}

// withOrientation puts an EXIF block into a JPEG file.
func withOrientation(file []byte, o byte) []byte {
	exif := []byte("Exif\x00\x00II*\x00\x08\x00\x00\x00\x01\x00\x12\x01\x03\x00\x01\x00\x00\x00" + string(o) + "\x00\x00\x00\x00\x00\x00\x00")
	segment := append([]byte{0xFF, 0xE1, 0, byte(len(exif) + 2)}, exif...)
	return append(append(append([]byte(nil), file[:2]...), segment...), file[2:]...)
}

func TestReadOrientation(t *testing.T) {
	plain := encodeJPEG(t, 4, 2)
	got := []orientation{readOrientation(bytes.NewReader(plain))}
	for o := range byte(8) {
		got = append(got, readOrientation(bytes.NewReader(withOrientation(plain, o+1))))
	}
	if diff := cmp.Diff([]orientation{1, 1, 2, 3, 4, 5, 6, 7, 8}, got); diff != "" {
		t.Error(diff)
	}
}

func FuzzReadOrientation(f *testing.F) {
	f.Add([]byte("\xff\xd8\xff\xe1\x00\x10Exif\x00\x00MM\x00*\x00\x00\x00\x08"))
	f.Fuzz(func(t *testing.T, data []byte) { readOrientation(bytes.NewReader(data)) })
}
