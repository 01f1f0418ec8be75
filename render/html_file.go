package render

import (
	"html/template"
	"image"
	"io"
	"net/url"
	"strings"
)

// fileView is an attachment of the page.
type fileView struct {
	Page *pageView
	*Attachment
}

// Href is the file's address beside the page.
func (f fileView) Href() template.URL { return template.URL(address(f.Path)) }

func address(path string) string { return (&url.URL{Path: path}).String() }

// Shows says how a page can show the file: image, audio, video, or not at all.
func (f fileView) Shows() string {
	kind, _, _ := strings.Cut(f.MediaType, "/")
	switch {
	case f.Path == "":
		return ""
	case drawable(f.MediaType):
		return "image"
	case kind == "audio" || kind == "video":
		return kind
	}
	return ""
}

// drawable reports whether the bytes are of a kind that every browser draws
// and that can hold no script.
func drawable(mediaType string) bool {
	switch mediaType {
	case "image/jpeg", "image/png", "image/gif", "image/webp":
		return true
	}
	return false
}

// SizeText is the file's size for people.
func (f fileView) SizeText() string { return f.Page.FormatSize(f.Size) }

// TypeName is the file's type without its parameters.
func (f fileView) TypeName() string {
	name, _, _ := strings.Cut(f.MediaType, ";")
	return name
}

// Badge is the short name of the file's kind, from its name.
func (f fileView) Badge() string {
	if i := strings.LastIndexByte(f.Name, '.'); i >= 0 && len(f.Name)-i <= 6 {
		return strings.ToUpper(f.Name[i+1:])
	}
	return "•"
}

// Hash is the file's checksum: whole for a court, else as much of it as people
// compare.
func (f fileView) Hash() string {
	if f.Page.View.Audience == Legal || len(f.SHA256) < 20 {
		return f.SHA256
	}
	return f.SHA256[:8] + "…" + f.SHA256[len(f.SHA256)-6:]
}

// Box is the place that the picture takes, so that the page does not move when
// it comes.
func (f fileView) Box() image.Point { return boxOf(f.Page.pictureSize(f.Path)) }

const maxBoxWidth, maxBoxHeight = 560, 380 // CSS pixels

// boxOf scales a picture's size down to what a message has room for.
func boxOf(size image.Point) image.Point {
	if size.X > maxBoxWidth {
		size = image.Pt(maxBoxWidth, max(1, size.Y*maxBoxWidth/size.X))
	}
	if size.Y > maxBoxHeight {
		size = image.Pt(max(1, size.X*maxBoxHeight/size.Y), maxBoxHeight)
	}
	return size
}

// pictureSize reads how large a picture of the bundle is; nothing where that
// can't be told.
func (t *Transcript) pictureSize(path string) image.Point {
	f, err := t.openFile(path)
	if err != nil {
		return image.Point{}
	}
	defer f.Close()
	return uprightSize(f)
}

// uprightSize is a picture's size as a browser shows it: turned upright. Only
// the file's beginning is read.
func uprightSize(f io.ReadSeeker) (size image.Point) {
	defer func() {
		if recover() != nil { // a decoder met what its author did not foresee
			size = image.Point{}
		}
	}()
	config, format, err := image.DecodeConfig(io.LimitReader(f, 1<<20))
	if err != nil || config.Width <= 0 || config.Height <= 0 {
		return image.Point{}
	}
	size = image.Pt(config.Width, config.Height)
	if format != "jpeg" {
		return size
	}
	if _, err := f.Seek(0, io.SeekStart); err == nil && readOrientation(io.LimitReader(f, 1<<17)).swaps() {
		size.X, size.Y = size.Y, size.X
	}
	return size
}
