// Package yamlfile reads YAML that people write by hand, such as settings or a
// policy, and points to mistakes: file, line, column, and a caret under the
// place.
package yamlfile

import (
	"bytes"
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/token"
)

// File is the text of a file, to point into.
type File struct {
	Path string
	Data []byte
}

// New takes the text without the mark that some editors put first.
func New(path string, data []byte) File {
	return File{path, bytes.TrimPrefix(data, []byte("\ufeff"))}
}

// Error is an error at a place in a file.
type Error struct {
	Summary string   // path:line:column: what is wrong
	Source  []string // the line and its caret, as they came; empty where there is no place
	Err     error    // what is wrong
}

func (e *Error) Error() string { return e.Summary }
func (e *Error) Unwrap() error { return e.Err }

// Refused makes an error of one of the parser or the decoder.
func (f File) Refused(err error) *Error {
	message, at := err.Error(), (*token.Token)(nil)
	if y, ok := errors.AsType[yaml.Error](err); ok {
		message, at = y.GetMessage(), y.GetToken()
	}
	message = strings.ReplaceAll(message, "character '\t'", "a tab")
	return f.point(at, errors.New(strings.Join(strings.Fields(message), " ")))
}

// At makes an error at a place that is given as a YAML path: $.rules[0].name.
func (f File) At(place string, err error) *Error {
	path, perr := yaml.PathString(place)
	if perr != nil {
		return f.point(nil, err)
	}
	node, perr := path.ReadNode(bytes.NewReader(f.Data))
	if perr != nil {
		return f.point(nil, err)
	}
	return f.point(node.GetToken(), err)
}

func (f File) point(at *token.Token, err error) *Error {
	e := &Error{Summary: f.Path + ": " + err.Error(), Err: err}
	if at != nil && at.Position != nil {
		line, column := at.Position.Line, at.Position.Column
		e.Summary = fmt.Sprintf("%s:%d:%d: %v", f.Path, line, column, err)
		e.Source = excerpt(f.Data, line, column)
	}
	return e
}

// secretValue is a member whose value is nobody's business, whatever it is
// called.
var secretValue = regexp.MustCompile(`(?i)((?:secret|password|token)\w*["']?\s*:\s*)\S.*`)

// excerpt is a line with a caret below the column. Both count from 1.
func excerpt(data []byte, line, column int) []string {
	lines := strings.Split(string(data), "\n")
	if line < 1 || line > len(lines) {
		return nil
	}
	text := strings.ReplaceAll(strings.TrimRight(lines[line-1], "\r"), "\t", " ")
	text = secretValue.ReplaceAllString(text, "${1}…")
	text, at := around([]rune(text), max(0, min(column-1, utf8.RuneCountInString(text))))
	margin := strconv.Itoa(line)
	caret := strings.Repeat(" ", at) + "^"
	return []string{"  " + margin + " | " + text, "  " + strings.Repeat(" ", len(margin)) + " | " + caret}
}

// Runes of a line that are shown before and after the caret.
const (
	shownBefore = 48
	shownAfter  = 24
)

// around cuts a line that is too long for a terminal to what is near a place,
// and tells where that is then.
func around(line []rune, at int) (string, int) {
	if len(line) <= shownBefore+shownAfter {
		return string(line), at
	}
	if end := at + shownAfter; end < len(line) {
		line = append(line[:end:end], '…')
	}
	if cut := at - shownBefore; cut > 0 {
		line, at = append([]rune{'…'}, line[cut+1:]...), shownBefore
	}
	return string(line), at
}
