package render

import (
	"bufio"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"io/fs"
	"net/url"
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/templates"
)

// HTML writes the transcript as one page that holds no script and loads
// nothing but the bundle's own files, by paths relative to the page.
func HTML(w io.Writer, t *Transcript) error {
	style, page, err := pageTemplates(t.templates)
	if err != nil {
		return fmt.Errorf("write HTML transcript of ticket %d: %w", t.Header.Number, err)
	}
	out := bufio.NewWriter(w)
	view := &pageView{Transcript: t, Style: template.CSS(style), StyleHash: hashOf(style)}
	if err := page.Execute(out, view); err != nil {
		return fmt.Errorf("write HTML transcript of ticket %d: %w", t.Header.Number, err)
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write HTML transcript of ticket %d: %w", t.Header.Number, err)
	}
	return nil
}

// hashOf is a style sheet's hash as a policy names it (CSP 3, 2.3.1).
func hashOf(style string) string {
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// builtInPage parses the program's own page once.
var builtInPage = sync.OnceValues(func() (*template.Template, error) { return parsePage(templates.Files()) })

// pageTemplates returns the style sheet and the page: each from files, or
// from the built-in ones where files has none.
func pageTemplates(files fs.FS) (style string, page *template.Template, err error) {
	css, err := readTemplate(files, "transcript.css")
	if err != nil {
		return "", nil, err
	}
	if strings.Contains(strings.ToLower(string(css)), "</style") {
		return "", nil, errors.New("read transcript.css: holds \"</style\"")
	}
	style = strings.ReplaceAll(string(css), "\r\n", "\n") // as a browser does, before it takes the hash
	if files != nil {
		page, err = parsePage(files)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return style, page, err
		}
	}
	page, err = builtInPage()
	return style, page, err
}

func readTemplate(files fs.FS, name string) ([]byte, error) {
	if files != nil {
		data, err := fs.ReadFile(files, name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return data, err
		}
	}
	return fs.ReadFile(templates.Files(), name)
}

func parsePage(files fs.FS) (*template.Template, error) {
	text, err := fs.ReadFile(files, "transcript.html")
	if err != nil {
		return nil, err
	}
	return template.New("transcript.html").Funcs(template.FuncMap{
		"link": func(href string) template.URL { return template.URL(body.SafeLink(href)) },
		"path": func(path string) string { return (&url.URL{Path: path}).String() },
		"dir":  textDirection,
		"side": containerDirection,
		"fold": foldsQuote,

		"fact":      factValue,
		"overrides": overrides.Replace,
	}).Parse(string(text))
}

// textDirection is the dir attribute of a block.
func textDirection(d body.Direction) string {
	if d == body.Auto {
		return "auto"
	}
	return string(d)
}

// containerDirection is the dir attribute of a list, a quote or a table. Where
// it says none it goes by all that is in it: a browser would skip what is
// within, for that has a dir of its own.
func containerDirection(b body.Block) string {
	if b.Direction != body.Auto {
		return string(b.Direction)
	}
	return textDirection(body.DirectionOf([]body.Block{b}))
}

// foldsQuote reports whether block i is older mail below a new text: closed
// until somebody wants it.
func foldsQuote(i int, b body.Block) bool { return i > 0 && b.Kind == body.Quote }

// pageView is what the template sees.
type pageView struct {
	*Transcript
	Style     template.CSS
	StyleHash string
}

// Stamp is an instant for a machine to read.
func (*pageView) Stamp(at Time) string {
	if at.UTC.IsZero() {
		return ""
	}
	return at.UTC.Format(time.RFC3339Nano)
}

// FactGroups returns the facts group by group.
func (p *pageView) FactGroups() [][]Fact {
	var groups [][]Fact
	for i, f := range p.Facts() {
		if i == 0 || f.Group != groups[len(groups)-1][0].Group {
			groups = append(groups, nil)
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], f)
	}
	return groups
}

// Sentence returns the entry's words in pieces; an odd one is a name.
func (*pageView) Sentence(e Entry) []string { return e.sentence }

// Odd reports whether a piece of a sentence is a name.
func (*pageView) Odd(i int) bool { return i%2 == 1 }

// Identifiers is what somebody is known by beside the name.
func (*pageView) Identifiers(who Participant) []string {
	known := []string{who.Name}
	for _, id := range []string{who.UserName, who.Identifier, who.Contact, who.Department} {
		if id = Visible(id); id != "" && !slices.Contains(known, id) {
			known = append(known, id)
		}
	}
	return known[1:]
}

// Initials stands for a face: the first letters of the first word and of the
// last one, or for a name that has none its first digit.
func (*pageView) Initials(name string) string {
	var out []rune
	for word := range strings.FieldsSeq(name) {
		if i := strings.IndexFunc(word, unicode.IsLetter); i >= 0 {
			r, _ := utf8.DecodeRuneInString(word[i:])
			out = append(out, unicode.ToUpper(r))
		}
	}
	switch i := strings.IndexFunc(name, unicode.IsDigit); {
	case len(out) > 2:
		return string([]rune{out[0], out[len(out)-1]})
	case len(out) > 0:
		return string(out)
	case i >= 0:
		r, _ := utf8.DecodeRuneInString(name[i:])
		return string(r)
	default:
		return "•"
	}
}

// Hash is a file's checksum: whole for a court, else as much of it as people
// compare.
func (p *pageView) Hash(sum string) string {
	if p.View.Audience == Legal || len(sum) < 20 {
		return sum
	}
	return sum[:8] + "…" + sum[len(sum)-6:]
}

// Shows says how a page can show a file: image, audio, video, or not at all.
func (*pageView) Shows(a Attachment) string {
	kind, _, _ := strings.Cut(a.MediaType, "/")
	switch {
	case a.Path == "":
		return ""
	case drawable(a.MediaType):
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

// MediaType is a file's type without its parameters.
func (*pageView) MediaType(a Attachment) string {
	name, _, _ := strings.Cut(a.MediaType, ";")
	return name
}

// Badge is the short name of a file's kind, from its name.
func (*pageView) Badge(a Attachment) string {
	if i := strings.LastIndexByte(a.Name, '.'); i >= 0 && len(a.Name)-i <= 6 {
		return strings.ToUpper(a.Name[i+1:])
	}
	return "•"
}

// Host names where an image would have come from; nothing for one that the
// message itself was to hold.
func (*pageView) Host(image *body.Image) string {
	u, err := url.Parse(image.Ref)
	if err != nil {
		return ""
	}
	return Visible(u.Hostname())
}
