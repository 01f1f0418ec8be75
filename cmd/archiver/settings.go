package main

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

// settingsFile is the text of a settings file, to point into.
type settingsFile struct {
	path string
	data []byte
}

// department is the place of a department in the settings.
func department(i int) string { return "$.departments[" + strconv.Itoa(i) + "]" }

// invalid makes an error of one of the parser, with its place.
func (f settingsFile) invalid(err error) error {
	message, hint := "", ""
	at := (*token.Token)(nil)
	if y, ok := errors.AsType[yaml.Error](err); ok {
		message, at = y.GetMessage(), y.GetToken()
	} else {
		message = err.Error()
	}
	if strings.Contains(message, "api_secret") {
		hint = "a secret is not kept in settings: say where it is, with api_secret_env or api_secret_file"
	}
	return f.point(at, errors.New(strings.Join(strings.Fields(message), " ")), hint)
}

// at makes an error at a place, given as a YAML path.
func (f settingsFile) at(place, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	path, perr := yaml.PathString(place)
	if perr != nil {
		return f.point(nil, err, hintOf(err))
	}
	node, perr := path.ReadNode(bytes.NewReader(f.data))
	if perr != nil {
		return f.point(nil, err, hintOf(err))
	}
	return f.point(node.GetToken(), err, hintOf(err))
}

func (f settingsFile) point(at *token.Token, err error, hint string) error {
	s := &snippet{summary: f.path + ": " + err.Error(), err: err}
	if at != nil && at.Position != nil {
		line, column := at.Position.Line, at.Position.Column
		s.summary = fmt.Sprintf("%s:%d:%d: %v", f.path, line, column, err)
		s.source = excerpt(f.data, line, column)
	}
	return &coded{code: exitUsage, err: s, hint: hint}
}

// secretValue is a member whose value is nobody's business, whatever it is
// called.
var secretValue = regexp.MustCompile(`(?i)((?:secret|password|token)\w*["']?\s*:\s*)\S.*`)

// excerpt is a line with a caret below the column. Both count from 1.
func excerpt(data []byte, line, column int) string {
	lines := strings.Split(string(data), "\n")
	if line < 1 || line > len(lines) {
		return ""
	}
	text := visible(strings.ReplaceAll(strings.TrimRight(lines[line-1], "\r"), "\t", " "))
	text = secretValue.ReplaceAllString(text, "${1}…")
	margin := strconv.Itoa(line)
	caret := strings.Repeat(" ", max(0, min(column-1, utf8.RuneCountInString(text)))) + "^"
	return fmt.Sprintf("  %s | %s\n  %s | %s", margin, text, strings.Repeat(" ", len(margin)), caret)
}

// snippet is an error at a place in a file: the one kind that has more lines
// than one.
type snippet struct {
	summary, source string
	err             error
}

func (s *snippet) Error() string { return s.summary }
func (s *snippet) Unwrap() error { return s.err }
