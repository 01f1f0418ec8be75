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
	"strings"
	"sync"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/templates"
)

// HTML writes the transcript as one page that holds no script and loads
// nothing but the bundle's own files, by paths relative to the page. It is
// written as it is made: the memory it takes does not grow with the ticket.
func HTML(w io.Writer, t *Transcript) error {
	if err := writePage(w, t); err != nil {
		return fmt.Errorf("write HTML transcript of ticket %d: %w", t.Header.Number, err)
	}
	return nil
}

func writePage(w io.Writer, t *Transcript) error {
	style, page, err := pageTemplates(t.templates)
	if err != nil {
		return err
	}
	style = fillStyle(style, t)
	out := bufio.NewWriterSize(w, 1<<15)
	view := &pageView{Transcript: t, Loading: loading(t), Style: template.CSS(style), StyleHash: hashOf(style)}
	if err := page.Execute(out, view); err != nil {
		return err
	}
	return out.Flush()
}

// hashOf is a style sheet's hash as a policy names it (CSP 3, 2.3.1).
func hashOf(style string) string {
	sum := sha256.Sum256([]byte(style))
	return base64.StdEncoding.EncodeToString(sum[:])
}

// fillStyle puts in what printed pages say at their edges: "{heading}" is the
// transcript's title, "{page}" the page's number and how many there are,
// "{made}" when and from what it was made, and "{audience}" for whom.
// "{head-left}" to "{foot-right}" are the four of them, by the page's
// direction.
func fillStyle(style string, t *Transcript) string {
	var number strings.Builder
	for i, part := range parts(t.words.find("page.of")) {
		switch {
		case i%2 == 0:
			number.WriteString(cssString(part))
		case part == "0":
			number.WriteString(" counter(page) ")
		default:
			number.WriteString(" counter(pages) ")
		}
	}
	heading, audience := cssString(t.Heading()), cssString(t.Say("audience."+string(t.View.Audience)))
	page, made := number.String(), cssString(t.madeText())
	edges := []string{heading, audience, made, page}
	if t.Direction() == body.RightToLeft {
		edges = []string{audience, heading, page, made}
	}
	return fillPlaces(style, map[string]string{"heading": heading, "page": page, "audience": audience, "made": made,
		"head-left": edges[0], "head-right": edges[1], "foot-left": edges[2], "foot-right": edges[3]})
}

// fillPlaces puts each value in the place of its name in `"{name}"`. In a long
// style sheet it is a hundred times as fast as a strings.Replacer.
func fillPlaces(style string, values map[string]string) string {
	var out strings.Builder
	for {
		before, rest, found := strings.Cut(style, `"{`)
		out.WriteString(before)
		if !found {
			return out.String()
		}
		name, after, _ := strings.Cut(rest, `}"`)
		if value, known := values[name]; known {
			out.WriteString(value)
			style = after
		} else {
			out.WriteString(`"{`)
			style = rest
		}
	}
}

// madeText says when and from what the transcript was made, for the foot of a
// printed page.
func (t *Transcript) madeText() string {
	source, sum := leftToRight(t.Source.Name), leftToRight("sha256 "+shortHash(t.Source.SHA256))
	switch {
	case t.customer() && t.View.Generated.IsZero():
		return sum
	case t.customer():
		return t.FormatTime(Time{UTC: t.View.Generated}) + " · " + sum
	case t.View.Generated.IsZero():
		return t.Say("footer.source", source) + " · " + sum
	default:
		return t.Say("page.made", t.FormatTime(Time{UTC: t.View.Generated}), source) + " · " + sum
	}
}

// cssString quotes a text for a style sheet; whatever is not a plain letter
// or digit is escaped (CSS Syntax 3, 4.3.7).
func cssString(s string) string {
	var out strings.Builder
	out.WriteByte('"')
	for _, r := range strings.ReplaceAll(s, "\x00", "\ufffd") {
		if r < 0x80 && isAlphanumeric(byte(r)) {
			out.WriteRune(r)
		} else {
			fmt.Fprintf(&out, "\\%06x", r) // a blank, too: behind an escape it would belong to it
		}
	}
	out.WriteByte('"')
	return out.String()
}

func isAlphanumeric(c byte) bool {
	return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'z'
}

// builtInPage and builtInStyle read the program's own templates once.
var (
	builtInPage  = sync.OnceValues(func() (*template.Template, error) { return parsePage(templates.Files()) })
	builtInStyle = sync.OnceValues(func() (string, error) { return readStyle(templates.Files()) })
)

// pageTemplates returns the style sheet and the page: each from files, or
// from the built-in ones where files has none.
func pageTemplates(files fs.FS) (style string, page *template.Template, err error) {
	if style, err = orBuiltIn(files, readStyle, builtInStyle); err != nil {
		return "", nil, err
	}
	page, err = orBuiltIn(files, pageOf, builtInPage)
	return style, page, err
}

func orBuiltIn[T any](files fs.FS, read func(fs.FS) (T, error), builtIn func() (T, error)) (T, error) {
	if files != nil {
		own, err := read(files)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return own, err
		}
	}
	return builtIn()
}

func readStyle(files fs.FS) (string, error) {
	css, err := fs.ReadFile(files, "transcript.css")
	if err != nil {
		return "", err
	}
	if strings.Contains(strings.ToLower(string(css)), "</style") {
		return "", errors.New(`read transcript.css: holds "</style"`)
	}
	return strings.ReplaceAll(string(css), "\r\n", "\n"), nil // as a browser does, before it takes the hash
}

func parsePage(files fs.FS) (*template.Template, error) {
	text, err := fs.ReadFile(files, "transcript.html")
	if err != nil {
		return nil, err
	}
	return template.New("transcript.html").Funcs(template.FuncMap{
		"isolated": isolated,
		"fact":     func(value string) template.HTML { return valueHTML(factValue(value)) },
		"value":    valueHTML,
		"payload":  func(json string) template.HTML { return jsonHTML(overrides.Replace(json)) },
		"length":   lengthClass,
	}).Parse(string(text))
}
