package render

import (
	"mime"
	"net/url"
	"strings"

	"golang.org/x/text/unicode/norm"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

// resolveImages finds the file of each image of a body: by identifier, for an
// image that the mail itself carries also by content id and by name, and if
// one such image and one embedded file are left over, these two. The service
// does not document how they belong together.
func resolveImages(blocks []body.Block, files []Attachment, sent []ticket.Attachment) {
	if len(files) == 0 {
		return
	}
	var known []fileNames
	used := make(map[int]bool)
	var left []*body.Image
	for image := range body.Images(blocks) {
		if known == nil {
			known = namesOf(files, sent)
		}
		if at := findFile(image.Ref, known); at >= 0 {
			used[at] = true
			image.Path = files[at].Path
		} else if strings.HasPrefix(image.Ref, "cid:") {
			left = append(left, image)
		}
	}
	var spare []string
	for i, f := range files {
		if f.Embedded && !used[i] && f.Path != "" && drawable(f.MediaType) {
			spare = append(spare, f.Path)
		}
	}
	if len(spare) == 1 && len(left) == 1 {
		left[0].Path = spare[0]
	}
}

// fileNames is what a picture may be called by, in one spelling.
type fileNames struct{ identifier, content, name string }

// namesOf lists the names of the files, of those that are no pictures none.
func namesOf(files []Attachment, sent []ticket.Attachment) []fileNames {
	list := make([]fileNames, len(files))
	for i := range files {
		if drawable(files[i].MediaType) {
			list[i] = fileNames{spelling(files[i].Identifier), contentID(sent[i].Extra), spelling(string(sent[i].OriginalFileName))}
		}
	}
	return list
}

// contentID is a file's id within its mail, should the service tell it: no
// member for it is documented.
func contentID(extra ticket.Extra) string {
	for _, name := range extra.Names() {
		switch strings.ToLower(strings.ReplaceAll(name, "-", "")) {
		case "contentid", "cid":
			return spelling(strings.Trim(extra.Text(name), " <>"))
		}
	}
	return ""
}

// spelling is a name without its accidents: case, composition, escapes, and
// the encoded words of a mail's head (RFC 2047).
func spelling(name string) string {
	if strings.Contains(name, "=?") {
		if plain, err := new(mime.WordDecoder).DecodeHeader(name); err == nil {
			name = plain
		}
	}
	if plain, err := url.PathUnescape(name); err == nil {
		name = plain
	}
	return strings.ToLower(norm.NFC.String(strings.TrimSpace(name)))
}

// findFile seeks the picture that an image refers to, or answers -1. A content
// id often has a host behind an @; an address of the web, its path before the
// name.
func findFile(ref string, files []fileNames) int {
	name, own := strings.CutPrefix(ref, "cid:")
	name = strings.Trim(spelling(name), "<>")
	local, _, _ := strings.Cut(name, "@")
	wanted := []string{name, name[strings.LastIndexByte(name, '/')+1:], local}
	match := func(of func(f *fileNames) string) int {
		for _, want := range wanted {
			for i := range files {
				if want != "" && of(&files[i]) == want {
					return i
				}
			}
		}
		return -1
	}
	if at := match(func(f *fileNames) string { return f.identifier }); at >= 0 || !own {
		return at
	}
	if at := match(func(f *fileNames) string { return f.content }); at >= 0 {
		return at
	}
	return match(func(f *fileNames) string { return f.name })
}
