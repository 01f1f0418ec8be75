package render

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // the first frame
	"image/jpeg"
	_ "image/png"
	"io"
	"sync"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
)

// Limits of pictures: a small file may unpack to gigabytes.
const (
	maxPictureFile   = 64 << 20
	maxPicturePixels = 40 << 20 // of a JPEG, which decodes to 1.5 to 3 bytes a pixel
	maxOtherPixels   = 20 << 20 // of the others, at up to 8
	maxPictureSide   = 1100     // pixels kept; enough to print 9 cm at 300 dpi
	largePicture     = 6 << 20  // pixels; from here on one at a time
	losslessPixels   = 150_000  // up to here a drawing is not made a JPEG
)

// largePictures lets one goroutine at a time decode a large picture, so that
// many workers need not the memory of many.
var largePictures sync.Mutex

// picture is a photo made safe: decoded, turned upright, scaled down and
// encoded anew, so that nothing of the file itself gets into the PDF.
type picture struct {
	typeset.Image
	natural image.Point // upright size before scaling, pixels
}

// loadPicture reads a picture of the record.
func (p *pdfWriter) loadPicture(path string) (pic picture, err error) {
	defer func() {
		if x := recover(); x != nil {
			err = fmt.Errorf("decode picture: %v", x)
		}
	}()
	f, err := p.t.OpenFile(path)
	if err != nil {
		return picture{}, err
	}
	defer f.Close()
	config, format, err := image.DecodeConfig(io.LimitReader(f, maxPictureFile))
	if err != nil {
		return picture{}, err
	}
	most := maxOtherPixels
	if format == "jpeg" {
		most = maxPicturePixels
	}
	if config.Width <= 0 || config.Height <= 0 || config.Width > most/config.Height {
		return picture{}, errors.New("picture is too large to be shown")
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return picture{}, err
	}
	turn := upright
	if format == "jpeg" {
		turn = readOrientation(io.LimitReader(f, 1<<17))
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return picture{}, err
		}
	}
	if config.Width*config.Height >= largePicture {
		largePictures.Lock()
		defer largePictures.Unlock()
	}
	src, _, err := image.Decode(io.LimitReader(f, maxPictureFile))
	if err != nil {
		return picture{}, err
	}
	return encodePicture(src, turn, format != "jpeg")
}

// encodePicture scales a picture down and lays it on white. A small drawing
// keeps its pixels, anything else becomes a JPEG.
func encodePicture(src image.Image, turn orientation, drawing bool) (picture, error) {
	size := src.Bounds().Size()
	scaled := size
	if side := max(size.X, size.Y); side > maxPictureSide {
		scaled.X = max(1, size.X*maxPictureSide/side)
		scaled.Y = max(1, size.Y*maxPictureSide/side)
	}
	dst := image.NewRGBA(image.Rectangle{Max: scaled})
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	if scaled == size {
		draw.Draw(dst, dst.Bounds(), src, src.Bounds().Min, draw.Over)
	} else {
		draw.BiLinear.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Over, nil)
	}
	dst = turn.apply(dst)
	if turn.swaps() {
		size.X, size.Y = size.Y, size.X
	}
	if drawing && scaled.X*scaled.Y <= losslessPixels {
		return picture{typeset.FromImage(dst), size}, nil
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, dst, &jpeg.Options{Quality: 84}); err != nil {
		return picture{}, fmt.Errorf("encode picture: %w", err)
	}
	return picture{typeset.Image{Width: dst.Bounds().Dx(), Height: dst.Bounds().Dy(), JPEG: out.Bytes()}, size}, nil
}

// fit is the size on paper: 96 pixels an inch, but within the given limits.
func (pic *picture) fit(maxWidth, maxHeight float64) (w, h float64) {
	w, h = float64(pic.natural.X)*0.75, float64(pic.natural.Y)*0.75
	scale := min(1, maxWidth/w, maxHeight/h)
	return max(w*scale, 1), max(h*scale, 1)
}

// inlinePicture shows a picture inside a body, at the side where its block
// starts.
func (p *pdfWriter) inlinePicture(img *body.Image, width float64, dir typeset.Direction) (piece, bool) {
	if img.Path == "" {
		return piece{}, false
	}
	pic, err := p.loadPicture(img.Path)
	if err != nil {
		return piece{}, false
	}
	w, h := pic.fit(min(width, 320), 230)
	scaled := func(share float64) piece {
		w, h := w*share, h*share
		return piece{gap: 3, height: h + 3, draw: func(x, y, _ float64) {
			if dir == typeset.RightToLeft {
				x += width - w
			}
			p.doc.DrawImage(pic.Image, x, y, w, h)
		}}
	}
	whole := scaled(1)
	whole.low = smallestShare*h + 3
	whole.cut = func(height float64) (piece, []piece, bool) { return scaled(min((height-3)/h, 1)), nil, true }
	return whole, true
}
