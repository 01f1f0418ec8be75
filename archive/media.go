package archive

import (
	"bytes"
	"encoding/xml"
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

var errWrongType = errors.New("it looks like an error page")

// acceptable refuses what a host answers with status 200 in place of a file: a
// file host's own refusals, nothing where a picture should be, text where the
// kind or the name of the file is that of something else, and web pages.
func acceptable(a ticket.Attachment, contentType string, head []byte) error {
	if len(head) == 0 {
		if isMedia(a) {
			return fmt.Errorf("what the link leads to is empty, %w", errWrongType)
		}
		return nil // an empty file is what was kept
	}
	m := mimetype.Detect(head)
	media, _, _ := strings.Cut(m.String(), ";")
	if said, _, err := mime.ParseMediaType(contentType); err == nil && pages[said] && media == "text/plain" {
		media = said
	}
	ending := strings.ToLower(path.Ext(strings.TrimSpace(string(a.OriginalFileName))))
	wrong := isHostsError(head)
	switch {
	case wrong:
	case isMedia(a):
		wrong = isText(m) && media != "image/svg+xml"
	case binaries[ending]:
		wrong = isText(m) && !isTextOf(ending, media, head)
	case pages[media]:
		wrong = isWrongPage(ending, head)
	}
	if wrong {
		return fmt.Errorf("what the link leads to is %s, %w", media, errWrongType)
	}
	return nil
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

// isHostsError tells the refusals of S3 and of Azure's and Google's stores,
// which look alike.
func isHostsError(head []byte) bool {
	d := xml.NewDecoder(bytes.NewReader(withoutDeclaration(head)))
	d.Strict = false
	for depth := 0; ; {
		token, err := d.RawToken()
		if err != nil {
			return false
		}
		switch token := token.(type) {
		case xml.StartElement:
			switch {
			case depth == 0 && token.Name.Local != "Error":
				return false
			case depth == 1 && token.Name.Local == "Code":
				return true
			}
			depth++
		case xml.EndElement:
			if depth--; depth <= 0 {
				return false
			}
		}
	}
}

// withoutDeclaration takes off what stands before XML and could make a reader
// refuse it, such as an encoding that it doesn't know.
func withoutDeclaration(head []byte) []byte {
	head = bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
	if after, ok := bytes.CutPrefix(head, []byte("<?xml")); ok {
		_, head, _ = bytes.Cut(after, []byte("?>"))
	}
	return head
}
