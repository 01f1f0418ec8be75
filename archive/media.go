package archive

import (
	"bytes"
	"errors"
	"fmt"
	"mime"
	"path"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/glassix-archiver/archiver/ticket"
)

// sniff tells a file's media type from its bytes: names lie.
func sniff(s *spooled) (string, error) {
	f, err := s.Open()
	if err != nil {
		return "", err
	}
	defer f.Close()
	m, err := mimetype.DetectReader(f)
	if err != nil {
		return "", inSpool(err)
	}
	return m.String(), nil
}

var errWrongType = errors.New("by the look of it an error page")

// acceptable refuses the page that a host answers with status 200 in place of
// a file: an XML document of a file host's own refusals, or a web page or some
// other text where the file is none by its kind or its name.
func acceptable(a ticket.Attachment, contentType string, head []byte) error {
	if len(head) == 0 {
		return nil // an empty file is what was kept
	}
	m := mimetype.Detect(head)
	media, _, _ := strings.Cut(m.String(), ";")
	if said, _, err := mime.ParseMediaType(contentType); err == nil && pages[said] && media == "text/plain" {
		media = said
	}
	if isHostsError(head) || pages[media] && !pageByName(a) || isMedia(a) && isText(m) && media != "image/svg+xml" {
		return fmt.Errorf("what the link leads to is %s, %w", media, errWrongType)
	}
	return nil
}

// pages are what web servers answer errors in.
var pages = map[string]bool{"text/html": true, "application/xhtml+xml": true}

// pageByName reports whether a file may well be a web page: a name without an
// ending tells nothing.
func pageByName(a ticket.Attachment) bool {
	if isMedia(a) {
		return false
	}
	switch strings.ToLower(path.Ext(string(a.OriginalFileName))) {
	case "", ".html", ".htm", ".xhtml", ".xht", ".mht", ".mhtml", ".shtml", ".php", ".asp", ".aspx", ".jsp", ".txt", ".svg", ".eml", ".md", ".bin":
		return true
	}
	return false
}

// isHostsError tells the refusals of S3 and of Azure's and Google's stores,
// which look alike.
func isHostsError(head []byte) bool {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	if after, ok := bytes.CutPrefix(head, []byte("<?xml")); ok {
		_, after, _ = bytes.Cut(after, []byte("?>"))
		head = bytes.TrimLeft(after, " \t\r\n")
	}
	return bytes.HasPrefix(head, []byte("<Error><Code>")) || bytes.HasPrefix(head, []byte("<Error>\n")) && bytes.Contains(head, []byte("<Code>"))
}

// isMedia reports whether the service says that a file is a picture, a film or
// a sound.
func isMedia(a ticket.Attachment) bool {
	return a.Type == "Image" || a.Type == "Video" || a.Type == "Audio"
}

func isText(m *mimetype.MIME) bool {
	for ; m != nil; m = m.Parent() {
		if m.Is("text/plain") {
			return true
		}
	}
	return false
}
