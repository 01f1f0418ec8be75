package send

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"mime"
	"path"
	"strings"
	"time"

	"github.com/emersion/go-message"
)

// A Mail is what a customer is sent.
type Mail struct {
	From, To Address
	Subject  string
	Date     time.Time
	Language string // BCP 47, of the letter
	Text     string // the letter as plain text
	HTML     string // and as a page
	Files    []File
}

// A File goes along with a letter.
type File struct {
	Name      string // for people; it may be hostile
	MediaType string
	Data      []byte
}

// A Message is a Mail as it goes over the wire.
type Message struct {
	ID       string // its Message-ID, without the angle brackets
	From, To Address
	Bytes    []byte // lines end in CRLF
}

// maxSubject bounds a subject, in bytes; mail programs show some 70 letters.
const maxSubject = 250

// Compose writes the mail as multipart/mixed: text and HTML as alternatives,
// then the files. The same mail gives the same bytes: Message-ID and boundaries
// are hashes of what is in it.
func (m *Mail) Compose() (*Message, error) {
	sum := sha256.New()
	if err := m.write(sum, "", ""); err != nil {
		return nil, fmt.Errorf("compose the mail: %w", err)
	}
	mark := hex.EncodeToString(sum.Sum(nil)[:16])
	id := mark + "@" + m.From.Domain()
	var out bytes.Buffer
	if err := m.write(&out, id, mark); err != nil {
		return nil, fmt.Errorf("compose the mail: %w", err)
	}
	return &Message{ID: id, From: m.From, To: m.To, Bytes: out.Bytes()}, nil
}

func (m *Mail) write(w io.Writer, id, mark string) error {
	mixed, err := message.CreateWriter(w, m.header(id, boundary("mixed", mark)))
	if err != nil {
		return err
	}
	var kind message.Header
	kind.SetContentType("multipart/alternative", map[string]string{"boundary": boundary("letter", mark)})
	letter, err := mixed.CreatePart(kind)
	if err != nil {
		return err
	}
	for _, form := range []struct{ kind, text string }{{"text/plain", m.Text}, {"text/html", m.HTML}} {
		var h message.Header
		h.Set("Content-Transfer-Encoding", "quoted-printable")
		h.SetContentType(form.kind, map[string]string{"charset": "utf-8"})
		if err := writePart(letter, h, []byte(form.text)); err != nil {
			return err
		}
	}
	if err := letter.Close(); err != nil {
		return err
	}
	for _, f := range m.Files {
		if err := writePart(mixed, f.header(), f.Data); err != nil {
			return err
		}
	}
	return mixed.Close()
}

// boundary has "=_", which neither base64 nor quoted-printable can have.
func boundary(part, mark string) string { return "=_" + part + "_" + mark }

// header is set from its end: the library writes the last field first.
func (m *Mail) header(id, boundary string) message.Header {
	var h message.Header
	h.SetContentType("multipart/mixed", map[string]string{"boundary": boundary})
	h.Set("MIME-Version", "1.0")
	h.Set("X-Auto-Response-Suppress", "All") // Exchange's word for the next one
	h.Set("Auto-Submitted", "auto-generated")
	if lang := oneLine(m.Language, 35); lang != "" && isDotAtom(lang) {
		h.Set("Content-Language", lang)
	}
	if id != "" {
		h.Set("Message-ID", "<"+id+">")
	}
	h.Set("Subject", words(oneLine(m.Subject, maxSubject)))
	h.Set("To", m.To.String())
	h.Set("From", m.From.String())
	h.Set("Date", m.Date.Format(time.RFC1123Z))
	return h
}

func (f File) header() message.Header {
	var h message.Header
	h.Set("Content-Transfer-Encoding", "base64")
	h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": fileName(f.Name)})) // RFC 2231
	h.Set("Content-Type", attachedType(f.MediaType))
	return h
}

// fileName makes a name that is one, and no path.
func fileName(name string) string {
	name = path.Base("/" + strings.ReplaceAll(oneLine(name, 150), `\`, "/"))
	if name = strings.Trim(name, "/. "); name == "" {
		return "file"
	}
	return name
}

// attachedType is the type without parameters; what would be read as a part of
// this mail, or as nothing, is just bytes.
func attachedType(mediaType string) string {
	kind, _, err := mime.ParseMediaType(mediaType)
	if err != nil || !strings.Contains(kind, "/") || strings.HasPrefix(kind, "multipart/") || strings.HasPrefix(kind, "message/") {
		return "application/octet-stream"
	}
	return kind
}

func writePart(in *message.Writer, h message.Header, data []byte) error {
	part, err := in.CreatePart(h)
	if err != nil {
		return err
	}
	if _, err := part.Write(data); err != nil {
		return err
	}
	return part.Close()
}

// Manifest is the SHA-256, in hex, of the list that sha256sum would print of the
// files: it stands for all that was attached.
func Manifest(files []File) string {
	var list bytes.Buffer
	for _, f := range files {
		fmt.Fprintf(&list, "%x  %s\n", sha256.Sum256(f.Data), fileName(f.Name))
	}
	return fmt.Sprintf("%x", sha256.Sum256(list.Bytes()))
}
