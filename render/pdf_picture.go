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
	"math"
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

// portrait tells whether a picture is clearly higher than wide.
func (pic *picture) portrait() bool { return float64(pic.natural.Y) > 1.15*float64(pic.natural.X) }

// asked is the size that a picture is to be shown in, in pixels: the author's
// word for it, where there is one.
func (pic *picture) asked(img *body.Image) image.Point {
	size := pic.natural
	switch {
	case img.Width > 0 && img.Height > 0:
		return image.Pt(img.Width, img.Height)
	case img.Width > 0:
		return image.Pt(img.Width, max(1, size.Y*img.Width/size.X))
	case img.Height > 0:
		return image.Pt(max(1, size.X*img.Height/size.Y), img.Height)
	}
	return size
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
		pic, err = p.gallery.data(img.Data)
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
	if pic.bands == nil {
		pic.natural = pic.asked(img)
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

// limits are how wide and high a picture may be in a column: a portrait as
// wide as can be read, and in a legal copy any as wide as the column.
func (p *pdfWriter) limits(pic *picture, column, wide, high float64) (w, h float64) {
	switch {
	case p.t.View.Audience == Legal:
		wide, high = column, tallest*p.full()
	case pic.portrait():
		wide, high = portraitShare*p.width, tallest*p.full()
	}
	if pic.bands != nil {
		high = math.MaxFloat64
	}
	return min(wide, column), high
}

const (
	portraitShare = 0.45 // of the text's width, that a portrait takes
	tallest       = 0.72 // of a page, that a picture takes
	framedFrom    = 60   // a smaller picture in a text has no edge
)

// least is how much of its size a picture keeps that is made smaller to fill
// a page: one w wide still tells what it shows.
func (pic *picture) least(w float64) float64 {
	if pic.portrait() {
		return 0.62
	}
	return max(0.35, min(1, 122/w))
}

// framed draws a picture with a hairline around it, for one may be white.
func (p *pdfWriter) framed(tag *typeset.Tag, img typeset.Image, x, y, w, h float64) {
	p.drawPicture(tag, img, x, y, w, h)
	p.doc.Box(typeset.Box{X: x, Y: y, W: w, H: h, Stroke: &pdfBar, LineWidth: 0.5, Edges: typeset.EdgeAll})
}

// strip shows a strip w wide, band by band.
func (p *pdfWriter) strip(pic *picture, tag *typeset.Tag, link string, column, w float64, rtl bool) []piece {
	scale := w / float64(pic.Width)
	offset := 0.0
	if rtl {
		offset = column - w
	}
	pieces := make([]piece, len(pic.bands))
	for i, band := range pic.bands {
		rows, edges := band.Height-1, typeset.EdgeSides
		if i == 0 {
			edges |= typeset.EdgeTop
		}
		if i == len(pic.bands)-1 {
			rows, edges = band.Height, edges|typeset.EdgeBottom
		}
		high := float64(rows) * scale
		pieces[i] = piece{height: high, draw: func(x, y, _ float64) {
			p.drawPicture(tag, band, x+offset, y, w, float64(band.Height)*scale)
			p.doc.Box(typeset.Box{X: x + offset, Y: y, W: w, H: high, Stroke: &pdfBar, LineWidth: 0.5, Edges: edges})
			p.linked(x+offset, y, w, high, link)
		}}
	}
	return together(spaced(3, pieces))
}

// linked makes an area a link, if there is an address.
func (p *pdfWriter) linked(x, y, w, h float64, address string) {
	if address != "" {
		p.doc.Link(x, y, w, h, address)
	}
}

// pictureRow shows a picture at the side where its block starts, which may be
// a link.
func (p *pdfWriter) pictureRow(pic *picture, tag *typeset.Tag, link string, width float64, dir typeset.Direction) []piece {
	w, h := pic.fit(p.limits(pic, width, min(width, 320), 230))
	if pic.bands != nil {
		return p.strip(pic, tag, link, width, w, dir == typeset.RightToLeft)
	}
	img := pic.Image
	scaled := func(share float64) piece {
		w, h := w*share, h*share
		return piece{gap: 3, height: h + 3, draw: func(x, y, _ float64) {
			if dir == typeset.RightToLeft {
				x += width - w
			}
			if min(w, h) < framedFrom {
				p.drawPicture(tag, img, x, y, w, h)
			} else {
				p.framed(tag, img, x, y, w, h)
			}
			p.linked(x, y, w, h, link)
		}}
	}
	whole := scaled(1)
	whole.low = max(pic.least(w)*h, 1) + 3
	whole.cut = func(height float64) (piece, []piece, bool) { return scaled(min((height-3)/h, 1)), nil, true }
	return []piece{whole}
}
