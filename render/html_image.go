package render

import (
	"bytes"
	"encoding/base64"
	"image"
	"net/url"
	"strconv"

	"github.com/glassix-archiver/archiver/render/body"
)

// image shows a picture that is in the bundle or in the message itself, and
// says of any other where it would have come from.
func (w *bodyWriter) image(pic *body.Image) {
	data, mediaType := pic.Data, pic.MediaType
	if w.page.alone && pic.Path != "" {
		var why string
		if data, mediaType, why = w.page.inlined(pic.Path); why != "" {
			w.absent(pic, why)
			return
		}
	}
	switch {
	case pic.Path != "" && !w.page.alone:
		w.raw(`<img decoding="async" loading="`, w.page.Loading, `"`)
		w.size(wantedBox(pic, w.page.pictureSize(pic.Path)))
		w.attr("src", address(pic.Path))
	case len(data) > 0 && drawable(mediaType):
		if why := w.page.unfit(data); why != "" {
			w.absent(pic, why)
			return
		}
		w.raw(`<img decoding="async"`)
		w.size(wantedBox(pic, uprightSize(bytes.NewReader(data))))
		w.data(mediaType, data)
	default:
		w.absent(pic, "")
		return
	}
	w.attr("alt", pic.Alt)
	w.raw(">")
}

// data writes a picture's bytes in the place of its address.
func (w *bodyWriter) data(mediaType string, data []byte) {
	w.raw(` src="data:`, mediaType, `;base64,`)
	w.out = base64.StdEncoding.AppendEncode(w.out, data)
	w.raw(`"`)
}

// size lets the page keep a picture's place until it comes.
func (w *bodyWriter) size(box image.Point) {
	if box.X > 0 {
		w.attr("width", strconv.Itoa(box.X))
		w.attr("height", strconv.Itoa(box.Y))
	}
}

// absent says in the place of a picture why it is not there.
func (w *bodyWriter) absent(pic *body.Image, why string) {
	w.raw(`<span class="absent">`)
	if why != "" {
		w.text(w.page.Say("attachment.Image") + ": " + why)
	} else if host := hostOf(pic.Ref); host != "" {
		w.text(w.page.Say("image.remote", host))
	} else {
		w.text(w.page.Say("image.absent"))
	}
	if pic.Alt != "" {
		w.raw(": <bdi>")
		w.text(pic.Alt)
		w.raw("</bdi>")
	}
	w.raw("</span>")
}

// hostOf names where an image would have come from; nothing for one that the
// message itself was to hold.
func hostOf(ref string) string {
	u, err := url.Parse(ref)
	if err != nil {
		return ""
	}
	return Visible(u.Hostname())
}
