package send

import (
	"bytes"
	"errors"
	"fmt"
	"html/template"
	"io/fs"
	"path"
	"strings"
	texttemplate "text/template"

	"github.com/glassix-archiver/archiver/templates"
)

// A Letter is what stands around a transcript: a subject and a text in Markdown,
// each a text/template over Facts.
type Letter struct {
	Language  string // BCP 47
	Direction string // ltr or rtl

	subject, text *texttemplate.Template
	page          *template.Template
}

// ErrLetter: a letter's template can't be used.
var ErrLetter = errors.New("the letter can't be used")

const (
	pageName  = "mail/letter.html"
	maxLetter = 1 << 20 // bytes that a letter may make
)

// FindLetter returns the letter of a language, from files (the user's templates,
// which may be nil), else the built-in one; in English where there is none.
func FindLetter(files fs.FS, language, direction string) (*Letter, error) {
	for _, one := range []Letter{{Language: language, Direction: direction}, {Language: "en", Direction: "ltr"}} {
		name := path.Join("mail", one.Language+".md")
		source, err := read(files, name)
		if errors.Is(err, fs.ErrNotExist) || !fs.ValidPath(name) {
			continue
		}
		if err != nil {
			return nil, err
		}
		return ParseLetter(files, name, source, one.Language, one.Direction)
	}
	return nil, fmt.Errorf("%w: there is no letter, not even in English", ErrLetter)
}

// ParseLetter reads a letter: a first line "Subject: …", which may be absent, and
// the text. The letter is tried, so that one with a mistake is ErrLetter, with
// name and line, before anything is made. name is for errors.
func ParseLetter(files fs.FS, name, source, language, direction string) (*Letter, error) {
	l := &Letter{Language: language, Direction: direction}
	source = strings.ReplaceAll(strings.TrimPrefix(source, "\ufeff"), "\r\n", "\n")
	first, text, _ := strings.Cut(source, "\n")
	subject, found := strings.CutPrefix(first, "Subject:")
	if found {
		text = "\n" + text // so that errors name the right line
	} else {
		subject, text = "", source
	}
	var err error
	if l.subject, err = texttemplate.New(name).Parse(strings.TrimSpace(subject)); err == nil {
		l.text, err = texttemplate.New(name).Parse(text)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: %s", ErrLetter, strings.TrimPrefix(err.Error(), "template: "))
	}
	page, err := read(files, pageName)
	if err != nil {
		return nil, err
	}
	if l.page, err = template.New(pageName).Parse(page); err != nil {
		return nil, fmt.Errorf("%w: %s", ErrLetter, strings.TrimPrefix(err.Error(), "template: "))
	}
	for _, sample := range []Facts{{Number: "1"}, {"1", "A", "B", "C", "D", []Label{{"a", "1"}}, []Label{{"b", ""}}, "https://a.example/?b=c&d", "E"}} {
		if _, err := l.Write(sample, ""); err != nil {
			return nil, err
		}
	}
	return l, nil
}

func read(files fs.FS, name string) (string, error) {
	if files != nil {
		data, err := fs.ReadFile(files, name)
		if err == nil || !errors.Is(err, fs.ErrNotExist) {
			return string(data), err
		}
	}
	data, err := fs.ReadFile(templates.Files(), name)
	return string(data), err
}

// Written is a letter filled in.
type Written struct{ Subject, Text, HTML string }

// Write fills the letter in. What the facts say is text and nothing else: no
// mark of Markdown or HTML in it counts. A subject goes before the letter's own.
func (l *Letter) Write(f Facts, subject string) (Written, error) {
	w := Written{Subject: subject}
	if subject == "" {
		plain, err := fill(l.subject, f)
		if err != nil {
			return w, err
		}
		w.Subject = plain
	}
	if w.Subject = oneLine(w.Subject, maxSubject); w.Subject == "" {
		w.Subject = f.Number
	}
	source, err := fill(l.text, f.escaped(l.Direction))
	if err != nil {
		return w, err
	}
	html, text := letterForms([]byte(source))
	if strings.TrimSpace(text) == "" {
		return w, fmt.Errorf("%w: %s: it says nothing", ErrLetter, l.text.Name())
	}
	var page bytes.Buffer
	err = l.page.Execute(&page, map[string]any{
		"Language": l.Language, "Direction": l.Direction, "Title": w.Subject, "Body": template.HTML(html), // made by goldmark, which lets no HTML through
	})
	if err != nil {
		return w, fmt.Errorf("%w: %s", ErrLetter, strings.TrimPrefix(err.Error(), "template: "))
	}
	w.Text, w.HTML = text, page.String()
	return w, nil
}

func fill(t *texttemplate.Template, f Facts) (string, error) {
	out := &limited{left: maxLetter}
	if err := t.Execute(out, f); err != nil {
		return "", fmt.Errorf("%w: %s", ErrLetter, strings.TrimPrefix(err.Error(), "template: "))
	}
	return out.String(), nil
}

// limited ends a template that never does.
type limited struct {
	strings.Builder
	left int
}

func (l *limited) Write(p []byte) (int, error) {
	if l.left -= len(p); l.left < 0 {
		return 0, fmt.Errorf("it makes more than %d bytes", maxLetter)
	}
	return l.Builder.Write(p)
}
