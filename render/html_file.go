package render

import (
	"html/template"
	"image"
	"io"
	"net/url"
	"strings"

	"github.com/glassix-archiver/archiver/render/body"
)

// fileView is an attachment of the page.
type fileView struct {
	Page *pageView
	*Attachment

	Shows   string        // image, thumb (a small one), audio, video, or nothing
	Picture template.HTML // of an image or a thumb, its place kept before it comes
	Unshown string        // why a picture is not shown
}

// Href is the file's address beside the page.
func (f fileView) Href() template.URL { return template.URL(address(f.Path)) }

func address(path string) string { return (&url.URL{Path: path}).String() }

// file tells how the page shows an attachment. A picture that the message
// shows already is not shown again.
func (p *pageView) file(a *Attachment) fileView {
	f := fileView{Page: p, Attachment: a}
	kind, _, _ := strings.Cut(a.MediaType, "/")
	switch {
	case a.Path == "":
	case drawable(a.MediaType):
		if !a.Embedded {
			f.picture()
		}
	case p.alone: // without the file there is nothing to play
	case kind == "audio" || kind == "video":
		f.Shows = kind
	}
	return f
}

// A picture smaller than this, in CSS pixels, stands in the place of the
// badge; a dot is not shown, for mails have such to learn who reads them.
const smallPicture, dot = 43, 3

// picture makes the element that shows the file.
func (f *fileView) picture() {
	var w bodyWriter
	var data []byte
	var mediaType string
	box := f.Page.pictureSize(f.Path)
	if box.X > 0 && box.X <= dot && box.Y <= dot {
		return
	}
	if f.Page.alone {
		if data, mediaType, f.Unshown = f.Page.inlined(f.Path); f.Unshown != "" {
			return
		}
	}
	f.Shows = "image"
	if box.X > 0 && box.X <= smallPicture && box.Y <= smallPicture {
		f.Shows = "thumb"
	}
	w.raw(`<img decoding="async" loading="`, f.Page.Loading, `"`)
	w.size(boxOf(box))
	if f.Page.alone {
		w.data(mediaType, data)
	} else {
		w.attr("src", address(f.Path))
	}
	w.attr("alt", f.Name)
	w.raw(">")
	f.Picture = template.HTML(w.out)
}

// Linked reports whether the file lies beside the page.
func (f fileView) Linked() bool { return f.Path != "" && !f.Page.alone }

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

// Kinds says what the file is: for people, and to a court its media type.
func (f fileView) Kinds() []string {
	kinds := f.Page.FileKinds(f.Attachment)
	if mediaType, _, _ := strings.Cut(f.MediaType, ";"); mediaType != "" && f.Page.View.Audience == Legal {
		kinds = append(kinds, mediaType)
	}
	return kinds
}

// Badge is the short name of the file's kind, from its name.
func (f fileView) Badge() string {
	if i := strings.LastIndexByte(f.Name, '.'); i >= 0 && len(f.Name)-i <= 6 {
		return strings.ToUpper(f.Name[i+1:])
	}
	return "•"
}

// Hash is the file's checksum: whole for a court, none for a customer, else as
// much of it as people compare.
func (f fileView) Hash() string {
	if f.Page.customer() {
		return ""
	}
	if f.Page.View.Audience == Legal || len(f.SHA256) < 20 {
		return f.SHA256
	}
	return f.SHA256[:8] + "…" + f.SHA256[len(f.SHA256)-6:]
}

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

// wantedBox is the place of a picture in a message: as large as its author
// wants it, as far as there is room, else as it is.
func wantedBox(pic *body.Image, natural image.Point) image.Point {
	size := natural
	switch {
	case pic.Width > 0 && pic.Height > 0:
		size = image.Pt(pic.Width, pic.Height)
	case natural.X <= 0 || natural.Y <= 0:
		return image.Point{}
	case pic.Width > 0:
		size = image.Pt(pic.Width, max(1, natural.Y*pic.Width/natural.X))
	case pic.Height > 0:
		size = image.Pt(max(1, natural.X*pic.Height/natural.Y), pic.Height)
	}
	return boxOf(size)
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
