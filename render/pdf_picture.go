package render

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/color"
	_ "image/gif" // the first frame
	"image/jpeg"
	"image/png"
	"io"
	"path"
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

// Why a picture is not shown; each has words, image.unshown.<text>.
var (
	errPictureLarge   = errors.New("large")
	errPictureDamaged = errors.New("damaged")
	errPictureFormat  = errors.New("format")
)

// loadPicture reads a picture of the record. Its errors are the reasons above.
func (p *pdfWriter) loadPicture(path string) (picture, error) {
	f, err := p.t.openFile(path)
	if err != nil {
		return picture{}, errPictureDamaged
	}
	defer f.Close()
	return readPicture(f)
}

// readPicture decodes a picture, but none whose pixels would take too much
// memory.
func readPicture(f io.ReadSeeker) (pic picture, err error) {
	defer func() {
		if x := recover(); x != nil { // a decoder that some file overcomes
			err = errPictureDamaged
		}
	}()
	if size, err := f.Seek(0, io.SeekEnd); err != nil {
		return picture{}, errPictureDamaged
	} else if size > maxPictureFile {
		return picture{}, errPictureLarge
	}
	config, format, err := decodeConfig(f)
	if err != nil {
		return picture{}, err
	}
	turn := upright
	if format == "jpeg" {
		if _, err := f.Seek(0, io.SeekStart); err != nil {
			return picture{}, errPictureDamaged
		}
		turn = readOrientation(io.LimitReader(f, 1<<17))
	}
	if config.Width*config.Height >= largePicture {
		largePictures.Lock()
		defer largePictures.Unlock()
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return picture{}, errPictureDamaged
	}
	src, _, err := image.Decode(io.LimitReader(f, maxPictureFile))
	if err != nil {
		return picture{}, unshown(err)
	}
	canvas := src.Bounds()
	if format == "gif" { // its first frame may be smaller than the picture
		canvas = image.Rect(0, 0, config.Width, config.Height)
	}
	return encodePicture(src, canvas, turn, format != "jpeg")
}

// decodeConfig reads a picture's size and holds it against the limits.
func decodeConfig(f io.ReadSeeker) (image.Config, string, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return image.Config{}, "", errPictureDamaged
	}
	config, format, err := image.DecodeConfig(io.LimitReader(f, maxPictureFile))
	switch {
	case err != nil:
		return config, format, unshown(err)
	case config.Width <= 0 || config.Height <= 0:
		return config, format, errPictureDamaged
	}
	most := maxOtherPixels
	if format == "jpeg" {
		most = maxPicturePixels
	}
	if config.Width > most/config.Height {
		return config, format, errPictureLarge
	}
	return config, format, nil
}

// unshown is why a decoder does without a picture.
func unshown(err error) error {
	_, badJPEG := errors.AsType[jpeg.UnsupportedError](err)
	_, badPNG := errors.AsType[png.UnsupportedError](err)
	if badJPEG || badPNG || errors.Is(err, image.ErrFormat) {
		return errPictureFormat
	}
	return errPictureDamaged
}

// encodePicture scales a picture down and lays it on white. A small drawing
// keeps its pixels, anything else becomes a JPEG.
func encodePicture(src image.Image, canvas image.Rectangle, turn orientation, drawing bool) (picture, error) {
	size := canvas.Size()
	scaled := size
	if side := max(size.X, size.Y); side > maxPictureSide {
		scaled.X = max(1, size.X*maxPictureSide/side)
		scaled.Y = max(1, size.Y*maxPictureSide/side)
	}
	dst := image.NewRGBA(image.Rectangle{Max: scaled})
	draw.Draw(dst, dst.Bounds(), image.NewUniform(color.White), image.Point{}, draw.Src)
	if scaled == size {
		draw.Draw(dst, dst.Bounds(), src, canvas.Min, draw.Over)
	} else {
		to := src.Bounds().Sub(canvas.Min)
		to = image.Rect(to.Min.X*scaled.X/size.X, to.Min.Y*scaled.Y/size.Y, to.Max.X*scaled.X/size.X, to.Max.Y*scaled.Y/size.Y)
		draw.BiLinear.Scale(dst, to, src, src.Bounds(), draw.Over, nil)
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

// inlinePicture loads a picture that stands in the text of a message.
func (p *pdfWriter) inlinePicture(img *body.Image) (pic picture, ok bool) {
	var err error
	switch {
	case img.Data != nil:
		pic, err = readPicture(bytes.NewReader(img.Data))
	case img.Path != "":
		pic, err = p.loadPicture(img.Path)
	default:
		return picture{}, false
	}
	if err != nil {
		return picture{}, false
	}
	if img.Path != "" {
		p.shown = append(p.shown, img.Path)
	}
	return pic, true
}

// figure is the element of a picture in a text.
func (p *pdfWriter) figure(img *body.Image) *typeset.Tag {
	tag := p.element(typeset.RoleFigure)
	if tag.Alt = Visible(img.Alt); tag.Alt == "" {
		tag.Alt = path.Base(img.Path)
	}
	if img.Alt == "" && img.Path == "" {
		tag.Alt = p.t.Say("attachment.Image")
	}
	return tag
}

// pictureRow shows a picture at the side where its block starts.
func (p *pdfWriter) pictureRow(pic *picture, tag *typeset.Tag, width float64, dir typeset.Direction) piece {
	w, h := pic.fit(min(width, 320), 230)
	img := pic.Image
	scaled := func(share float64) piece {
		w, h := w*share, h*share
		return piece{gap: 3, height: h + 3, draw: func(x, y, _ float64) {
			if dir == typeset.RightToLeft {
				x += width - w
			}
			p.drawPicture(tag, img, x, y, w, h)
		}}
	}
	whole := scaled(1)
	whole.low = smallestShare*h + 3
	whole.cut = func(height float64) (piece, []piece, bool) { return scaled(min((height-3)/h, 1)), nil, true }
	return whole
}
