package body

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"net/url"
	"strings"
)

// Bounds on the pictures that a message holds itself. What is larger is named
// only.
const (
	maxPicture  = 5 << 20  // bytes of one
	maxPictures = 20 << 20 // bytes of all that a message holds
)

// imageOf reads an image, or answers nil for one that is there to be counted
// or to take up room.
func imageOf(t tag) *Image {
	alt := strings.TrimSpace(clean(t.attr["alt"]))
	if alt == "" {
		alt = strings.TrimSpace(clean(labelOf(t)))
	}
	if alt == "" && (tiny(t.attr["width"]) || tiny(t.attr["height"]) || hiddenImage(t.attr["style"])) {
		return nil
	}
	ref := strings.TrimSpace(t.attr["src"])
	switch scheme, _, _ := strings.Cut(ref, ":"); {
	case strings.EqualFold(scheme, "data"):
		image := dataImage(ref)
		image.Alt = alt
		image.Width, image.Height = shownSize(t)
		return image
	case strings.EqualFold(scheme, "cid"):
		ref = "cid:" + ref[4:]
	default:
		if i := strings.IndexAny(ref, "?#"); i >= 0 {
			ref = ref[:i]
		}
	}
	if ref == "" && alt == "" || len(ref) > maxLink {
		return nil
	}
	image := &Image{Ref: clean(ref), Alt: alt}
	image.Width, image.Height = shownSize(t)
	return image
}

// shownSize is the size that the author gives a picture, in CSS pixels: by its
// style, else by its attributes. 0 is none that is said, or one of another
// unit.
func shownSize(t tag) (width, height int) {
	width, height = shownLength(t.attr["width"]), shownLength(t.attr["height"])
	for name, value := range declarations(t.attr["style"]) {
		switch value = strings.TrimSpace(strings.TrimSuffix(value, "!important")); name {
		case "width":
			width = shownLength(value)
		case "height":
			height = shownLength(value)
		}
	}
	return width, height
}

const maxShown = 4096 // CSS pixels, of a picture's width or height

func shownLength(value string) int {
	if n, ok := pixels(value); ok && n >= 1 {
		return int(min(n, maxShown))
	}
	return 0
}

func tiny(length string) bool {
	n, ok := pixels(length)
	return ok && n <= 1
}

func pixels(value string) (float64, bool) {
	n, unit, ok := length(strings.TrimSpace(value))
	return n, ok && (unit == "" || unit == "px")
}

func hiddenImage(css string) bool {
	for name, value := range declarations(css) {
		if name == "display" && value == "none" || (name == "width" || name == "height") && tiny(value) {
			return true
		}
	}
	return false
}

// dataImage reads an address that holds its picture (RFC 2397). In Ref the
// data are replaced by their hash: that of the picture, or where they cannot
// be read of the data as they stand.
func dataImage(address string) *Image {
	head, data, _ := strings.Cut(address, ",")
	image := &Image{}
	hashed := []byte(data)
	if strings.HasSuffix(strings.ToLower(head), ";base64") {
		if raw, ok := decodeBase64(data); ok {
			hashed = raw
			if image.MediaType = pictureType(raw); image.MediaType != "" && len(raw) <= maxPicture {
				image.Data = raw
			}
		}
	}
	if len(head) > 100 {
		head = strings.ToValidUTF8(head[:100], "") + "…"
	}
	sum := sha256.Sum256(hashed)
	image.Ref = clean(head) + ",… (sha256 " + hex.EncodeToString(sum[:]) + ")"
	return image
}

// decodeBase64 takes both alphabets, with white space, escapes and without
// padding.
func decodeBase64(s string) ([]byte, bool) {
	if base64.StdEncoding.DecodedLen(len(s)) > 4*maxPicture {
		return nil, false
	}
	if plain, err := url.PathUnescape(s); err == nil {
		s = plain
	}
	s = strings.Map(func(r rune) rune {
		switch r {
		case ' ', '\n', '\r', '\t', '=':
			return -1
		case '-':
			return '+'
		case '_':
			return '/'
		}
		return r
	}, s)
	raw, err := base64.RawStdEncoding.DecodeString(s)
	return raw, err == nil && len(raw) > 0
}

// pictureType tells the pictures that can be shown by their first bytes.
func pictureType(data []byte) string {
	head := string(data[:min(len(data), 12)])
	switch {
	case strings.HasPrefix(head, "\xff\xd8\xff"):
		return "image/jpeg"
	case strings.HasPrefix(head, "\x89PNG\r\n\x1a\n"):
		return "image/png"
	case strings.HasPrefix(head, "GIF87a"), strings.HasPrefix(head, "GIF89a"):
		return "image/gif"
	case strings.HasPrefix(head, "RIFF") && strings.HasSuffix(head, "WEBP"):
		return "image/webp"
	}
	return ""
}

// dataSpan finds a picture that is pasted into a text as a data: address. What
// is none that can be shown stays text.
func dataSpan(s string, done, colon int) linkSpan {
	const scheme, form = "data", ";base64,"
	start := colon - len(scheme)
	if start < done || !strings.EqualFold(s[start:colon], scheme) || !strings.HasPrefix(s[colon+1:], "image/") || letterBefore(s, start) {
		return linkSpan{}
	}
	at := strings.Index(s[colon:min(len(s), colon+64)], form)
	if at < 0 {
		return linkSpan{}
	}
	end := colon + at + len(form)
	for end < len(s) && (isAlnum(s[end]) || strings.IndexByte("+/=-_", s[end]) >= 0) {
		end++
	}
	if image := dataImage(s[start:end]); image.Data != nil {
		return linkSpan{start: start, end: end, image: image}
	}
	return linkSpan{}
}

// bounded drops the data of pictures beyond what one message may hold.
func bounded(blocks []Block) []Block {
	room := maxPictures
	for image := range Images(blocks) {
		if room -= len(image.Data); room < 0 {
			image.Data, room = nil, 0
		}
	}
	return blocks
}
