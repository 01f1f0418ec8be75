package render

import (
	"bytes"
	"crypto/sha256"
	"io"
)

const (
	maxGallery   = 100     // pictures kept for when they come again
	maxAllPixels = 2 << 30 // decoded for one document, some 170 photos of 12 megapixels
)

// gallery holds the pictures of a document that is being made. One that comes
// again, as the logo under each mail does, is decoded once, and small files
// that unpack to much can't do so without end.
type gallery struct {
	hung   map[string]hung
	pixels int
}

type hung struct {
	picture
	err error
}

// file is a picture that lies at a path of the record.
func (g *gallery) file(path string, open func() (io.ReadSeekCloser, error)) (picture, error) {
	return g.picture("file "+path, func() (picture, error) {
		f, err := open()
		if err != nil {
			return picture{}, errPictureDamaged
		}
		defer f.Close()
		return g.read(f)
	})
}

// data is a picture that a message holds itself.
func (g *gallery) data(data []byte) (picture, error) {
	sum := sha256.Sum256(data)
	return g.picture("data "+string(sum[:]), func() (picture, error) { return g.read(bytes.NewReader(data)) })
}

func (g *gallery) picture(key string, make func() (picture, error)) (picture, error) {
	h, known := g.hung[key]
	if !known {
		h.picture, h.err = make()
		if g.hung == nil {
			g.hung = map[string]hung{}
		}
		if len(g.hung) < maxGallery {
			g.hung[key] = h
		}
	}
	return h.picture, h.err
}

func (g *gallery) read(f io.ReadSeeker) (picture, error) {
	if g.pixels > maxAllPixels {
		return picture{}, errPictureLarge
	}
	pic, err := readPicture(f)
	g.pixels += pic.natural.X * pic.natural.Y
	return pic, err
}
