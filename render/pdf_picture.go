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
	"sync"

	"golang.org/x/image/draw"
	_ "golang.org/x/image/webp"

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
	natural image.Point     // upright size before scaling, pixels
	bands   []typeset.Image // of a strip: its parts from top to bottom, each with a first row of the next
}

// A strip is a picture so tall that it would be too narrow to read on one
// page: a long screenshot. It goes on over page ends.
const (
	stripShape   = 2.8 // how much higher than wide, at least
	thinnest     = 12  // the most; a thinner one has nothing to read
	stripWidth   = 200 // pixels, at least
	maxStripSide = 800 // pixels of its width that are kept
	bandShape    = 0.4 // of a band, how high it is by its width
)

func isStrip(size image.Point) bool {
	shape := float64(size.Y) / float64(size.X)
	return size.X >= stripWidth && shape > stripShape && shape <= thinnest
}

// keptSize is the size in pixels that a picture is kept in.
func keptSize(size image.Point) image.Point {
	side, most := max(size.X, size.Y), maxPictureSide
	if isStrip(size) || isStrip(image.Pt(size.Y, size.X)) {
		side, most = min(size.X, size.Y), maxStripSide
	}
	if side <= most {
		return size
	}
	return image.Pt(max(1, size.X*most/side), max(1, size.Y*most/side))
}

// bandsOf cuts a strip into bands.
func bandsOf(src *image.RGBA) ([]typeset.Image, error) {
	var bands []typeset.Image
	size := src.Bounds().Size()
	high := bandHeight(size.X)
	for top := 0; top < size.Y; top += high {
		part := src.SubImage(image.Rect(0, top, size.X, min(top+high+1, size.Y)))
		var out bytes.Buffer
		if err := jpeg.Encode(&out, part, &jpeg.Options{Quality: 84}); err != nil {
			return nil, fmt.Errorf("encode picture: %w", err)
		}
		bands = append(bands, typeset.Image{Width: size.X, Height: part.Bounds().Dy(), JPEG: out.Bytes()})
	}
	return bands, nil
}

func bandHeight(width int) int { return max(1, int(bandShape*float64(width))) }

// Why a picture is not shown; each has words, image.unshown.<text>.
var (
	errPictureLarge   = errors.New("large")
	errPictureDamaged = errors.New("damaged")
	errPictureFormat  = errors.New("format")
)

// loadPicture reads a picture of the record. Its errors are the reasons above.
func (p *pdfWriter) loadPicture(path string) (picture, error) {
	return p.gallery.file(path, func() (io.ReadSeekCloser, error) { return p.t.openFile(path) })
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
	scaled := keptSize(size)
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
	if drawing && scaled.X*scaled.Y <= losslessPixels && !isStrip(dst.Bounds().Size()) {
		return picture{Image: typeset.FromImage(dst), natural: size}, nil
	}
	if isStrip(dst.Bounds().Size()) {
		bands, err := bandsOf(dst)
		return picture{Image: typeset.Image{Width: dst.Bounds().Dx(), Height: dst.Bounds().Dy()}, natural: size, bands: bands}, err
	}
	var out bytes.Buffer
	if err := jpeg.Encode(&out, dst, &jpeg.Options{Quality: 84}); err != nil {
		return picture{}, fmt.Errorf("encode picture: %w", err)
	}
	return picture{Image: typeset.Image{Width: dst.Bounds().Dx(), Height: dst.Bounds().Dy(), JPEG: out.Bytes()}, natural: size}, nil
}
