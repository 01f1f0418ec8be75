package render

import (
	"bytes"
	_ "embed"
	"errors"
	"fmt"
	"html/template"
	"image"
	"image/png"
	"io"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/redact"
	"github.com/glassix-archiver/archiver/templates"
	"github.com/glassix-archiver/archiver/ticket"
)

const (
	maxTemplate = 1 << 20  // bytes of one template
	maxSample   = 16 << 20 // bytes that a page may make of the sample, which is short
)

// LoadTemplates reads a user's templates for Options.Templates, and tries
// them: the page on a sample ticket for each audience, the style sheet and the
// words for being whole. The letters of mails are read and not tried. All of folder is read here, so that what is made from
// the result is made from one state of it.
//
// The error is about the first template that can't be used, and begins with
// its name and, where there is one, its line.
func LoadTemplates(folder fs.FS) (fs.FS, error) {
	names, err := templateNames(folder)
	if err != nil {
		return nil, err
	}
	files := make(map[string][]byte, len(names))
	for _, name := range names {
		if files[name], err = readTemplate(folder, name); err != nil {
			return nil, err
		}
	}
	if style, ok := files["transcript.css"]; ok {
		if err := checkStyle(style); err != nil {
			return nil, fmt.Errorf("transcript.css:%w", err)
		}
	}
	own := newTemplateSet(files)
	if err := own.takeWords(); err != nil {
		return nil, errors.New(strings.TrimPrefix(err.Error(), "read words: "))
	}
	if err := tryPage(own); err != nil {
		return nil, err
	}
	return own, nil
}

// templateNames lists the templates in a folder. Something that has the ending
// of a template and the name of none is a mistake that would go unseen.
func templateNames(folder fs.FS) ([]string, error) {
	var names []string
	for _, dir := range []string{".", "words", "mail"} {
		list, err := fs.ReadDir(folder, dir)
		if err != nil && (dir == "." || !errors.Is(err, fs.ErrNotExist)) {
			return nil, err
		}
		for _, entry := range list {
			name := path.Join(dir, entry.Name())
			switch {
			case isTemplate(name):
				names = append(names, name)
			case slices.Contains([]string{".html", ".htm", ".css", ".json"}, strings.ToLower(path.Ext(name))):
				return nil, fmt.Errorf("%s: is not the name of a template: these are transcript.html, transcript.css, words/LANGUAGE.json, mail/letter.html and mail/LANGUAGE.md", name)
			}
		}
	}
	return names, nil
}

func isTemplate(name string) bool {
	for _, pattern := range []string{"words/*.json", "mail/*.md"} {
		if ok, _ := path.Match(pattern, name); ok {
			return true
		}
	}
	_, err := fs.Stat(templates.Files(), name)
	return err == nil && path.Ext(name) != ""
}

// readTemplate reads a text without its byte order mark, which would be in the
// way in the middle of a page.
func readTemplate(folder fs.FS, name string) ([]byte, error) {
	info, err := fs.Stat(folder, name)
	if err == nil && !info.Mode().IsRegular() {
		err = errors.New("is not a file") // a pipe would never end
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, unwrapPath(err))
	}
	f, err := folder.Open(name)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, unwrapPath(err))
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxTemplate+1))
	switch {
	case err != nil:
		return nil, fmt.Errorf("%s: %w", name, unwrapPath(err))
	case len(data) > maxTemplate:
		return nil, fmt.Errorf("%s: is larger than %d bytes", name, maxTemplate)
	case path.Ext(name) == ".html" && len(bytes.TrimSpace(data)) == 0:
		return nil, fmt.Errorf("%s: is empty, and a transcript would be too", name)
	case !utf8.Valid(data):
		return nil, fmt.Errorf("%s:%d: is not UTF-8", name, lineAt(data, invalidUTF8(data)))
	}
	return bytes.TrimPrefix(data, []byte("\ufeff")), nil
}

// unwrapPath takes the path from an error that says it a second time.
func unwrapPath(err error) error {
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		return p.Err
	}
	return err
}

// tryPage makes a page of each sample: a template has its mistakes where
// they are reached.
func tryPage(files fs.FS) error {
	everything, err := redact.New(redact.Options{Detectors: redact.Detectors()})
	if err != nil {
		return err
	}
	for _, raw := range []string{sampleTicket, `{"id":2,"culture":"he"}`, `{"id":3,"isScrambled":true}`} {
		t, err := ticket.Decode([]byte(raw))
		if err != nil {
			return fmt.Errorf("read the sample ticket: %w", err)
		}
		for _, o := range []Options{{Audience: Internal}, {Audience: ForCustomer}, {Audience: Legal}, {Audience: Internal, Standalone: true, Redact: everything}} {
			o.Templates, o.Generator, o.Generated = files, "sample", time.Unix(0, 0)
			made, err := Build(sample(t, raw), o)
			if err != nil {
				return err
			}
			if err := writePage(&limitedWriter{left: maxSample}, made); err != nil {
				return templateError(err)
			}
		}
	}
	return nil
}

var (
	templatePlace = regexp.MustCompile(`(?s)(?:html/)?template: ?(transcript\.html:\d+(?::\d+)?): (.*)`)
	templateField = regexp.MustCompile(`(?s)^executing "[^"]*" at (<.*?>): (.*?)(?: in type \S+)?$`)
)

// templateError says a mistake of a template as FILE:LINE:COLUMN: what.
func templateError(err error) error {
	if e, ok := errors.AsType[*template.Error](err); ok && e.Name == "" && e.Line == 0 {
		return fmt.Errorf("transcript.html: %s", e.Description)
	}
	m := templatePlace.FindStringSubmatch(err.Error())
	if m == nil {
		return fmt.Errorf("transcript.html: %w", err)
	}
	return fmt.Errorf("%s: %s", m[1], templateField.ReplaceAllString(m[2], "$1: $2"))
}

// limitedWriter ends a template that never does.
type limitedWriter struct{ left int }

func (w *limitedWriter) Write(p []byte) (int, error) {
	if w.left -= len(p); w.left < 0 {
		return 0, fmt.Errorf("makes a page of more than %d bytes from a short ticket", maxSample)
	}
	return len(p), nil
}

// sampleTicket has something for every part of a page.
//
//go:embed sample.json
var sampleTicket string

// sample is the record of a sample ticket.
func sample(t *ticket.Ticket, raw string) Record {
	return Record{Ticket: t, Raw: []byte(raw), Department: "Sample", Files: sampleFiles, Open: openSample}
}

// openSample opens a file of the sample: a picture, a small one or none.
func openSample(path string) (io.ReadSeekCloser, error) {
	size := 100
	if strings.HasSuffix(path, "icon.png") {
		size = 20
	}
	var picture bytes.Buffer
	if err := png.Encode(&picture, image.NewGray(image.Rect(0, 0, size, size))); err != nil {
		return nil, err
	}
	if strings.HasSuffix(path, "damaged.png") {
		picture.Truncate(1)
	}
	return struct {
		io.ReadSeeker
		io.Closer
	}{bytes.NewReader(picture.Bytes()), io.NopCloser(nil)}, nil
}

// sampleFiles are the files of the sample ticket: one of each kind, one that
// is missing, and one (absent.pdf) that was never asked for.
var sampleFiles = map[string]File{
	"photo.jpg":   {Path: "attachments/0001-photo.jpg", Size: 1, SHA256: sampleSum, MediaType: "image/jpeg"},
	"inline.png":  {Path: "attachments/0002-inline.png", Size: 1, SHA256: sampleSum, MediaType: "image/png"},
	"icon.png":    {Path: "attachments/0006-icon.png", Size: 1, SHA256: sampleSum, MediaType: "image/png"},
	"damaged.png": {Path: "attachments/0007-damaged.png", Size: 1, SHA256: sampleSum, MediaType: "image/png"},
	"voice.ogg":   {Path: "attachments/0003-voice.ogg", Size: 1, SHA256: sampleSum, MediaType: "audio/ogg"},
	"film.mp4":    {Path: "attachments/0004-film.mp4", Size: 1, SHA256: sampleSum, MediaType: "video/mp4"},
	"bill.pdf":    {Path: "attachments/0005-bill.pdf", Size: 1, SHA256: sampleSum, MediaType: "application/pdf"},
	"lost.pdf":    {Exception: &Exception{Attachment: "lost.pdf", Code: "attachment_missing", Message: "404"}},
}

const sampleSum = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
