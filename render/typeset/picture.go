package typeset

import (
	"crypto/sha256"
	"fmt"
	"image"
	"image/color"
)

// Pictures go around fpdf: its image parser panics on damaged files, and it
// writes pictures of equal width in random order.

// picture is an image object of the document.
type picture struct {
	dict string
	data []byte // the stream, already filtered
}

// Image is a picture ready to be shown: a JPEG file as it is (baseline or
// progressive, grey or YCbCr), or plain pixels.
type Image struct {
	Width, Height int
	Gray          bool   // one component, not three
	JPEG          []byte // if set, the file; its header must agree with the rest
	Pixels        []byte // if not, Width×Height×components bytes
}

// FromImage makes an Image of plain pixels, on white where it is transparent
// (PDF/A-1 has no transparency).
func FromImage(src image.Image) Image {
	b := src.Bounds()
	img := Image{Width: b.Dx(), Height: b.Dy(), Pixels: make([]byte, 0, 3*b.Dx()*b.Dy())}
	for y := b.Min.Y; y < b.Max.Y; y++ {
		for x := b.Min.X; x < b.Max.X; x++ {
			c := color.NRGBAModel.Convert(src.At(x, y)).(color.NRGBA)
			img.Pixels = append(img.Pixels, onWhite(c.R, c.A), onWhite(c.G, c.A), onWhite(c.B, c.A))
		}
	}
	return img
}

func onWhite(v, alpha uint8) byte {
	return byte((int(v)*int(alpha) + 255*(255-int(alpha)) + 127) / 255)
}

// DrawImage shows a picture in a rectangle. The same picture drawn twice is
// kept once.
func (d *Document) DrawImage(img Image, x, y, w, h float64) {
	if d.fault() != nil {
		return
	}
	components, space := 3, "DeviceRGB"
	if img.Gray {
		components, space = 1, "DeviceGray"
	}
	data := img.JPEG
	if data == nil {
		data = img.Pixels
		if len(data) != img.Width*img.Height*components {
			d.err = fmt.Errorf("draw image: %d bytes for %d×%d pixels", len(data), img.Width, img.Height)
			return
		}
	}
	if len(data) == 0 {
		d.err = fmt.Errorf("draw image: it is empty")
		return
	}
	sum := sha256.Sum256(fmt.Appendf(data[:len(data):len(data)], "%d %d %s", img.Width, img.Height, space))
	n, ok := d.pictured[sum]
	if !ok {
		n = len(d.pictures)
		filter := "/DCTDecode"
		if img.JPEG == nil {
			filter, data = "/FlateDecode", deflate(thorough, data)
		}
		d.pictures = append(d.pictures, picture{fmt.Sprintf("/Type/XObject/Subtype/Image/Width %d/Height %d/ColorSpace/%s/BitsPerComponent 8/Filter%s",
			img.Width, img.Height, space, filter), data})
		d.pictured[sum] = n
	}
	d.showPicture(n, x, y, w, h)
}

func (d *Document) showPicture(n int, x, y, w, h float64) {
	d.markPicture(rectangle{x, d.height - y - h, x + w, d.height - y})
	b := append(d.content, "q "...)
	b = append(appendNumber(b, w, 3), " 0 0 "...)
	b = append(appendNumber(b, h, 3), ' ')
	b = append(appendNumber(b, x, 3), ' ')
	b = appendNumber(b, d.height-y-h, 3)
	d.content = fmt.Appendf(b, " cm /Picture%d Do Q\n", n)
}
