package loadfile

import (
	"bufio"
	"fmt"
	"io"
)

// A Field is a column. Several says that its values may have several texts, also
// where one has a single one: readers part them all.
type Field struct {
	Name    string
	Several bool
}

// A DAT is a file of one line a document. The first error sticks, and Close
// returns it.
type DAT struct {
	out        *bufio.Writer
	delimiters Delimiters
	fields     []Field
}

// NewDAT begins a file with its byte order mark and its head: the names of the
// fields.
func NewDAT(w io.Writer, d Delimiters, fields []Field) *DAT {
	t := &DAT{out: bufio.NewWriterSize(w, 64<<10), delimiters: d, fields: fields}
	t.out.WriteString("\ufeff")
	var head []Value
	for _, f := range fields {
		head = append(head, Text(f.Name))
	}
	t.line(head, func(Substitution) {})
	return t
}

// Write adds a document's line: a value for each field. log is told what had to
// be substituted.
func (t *DAT) Write(values []Value, log func(Substitution)) error {
	if len(values) != len(t.fields) {
		return fmt.Errorf("write a line of a load file: %d values for %d fields", len(values), len(t.fields))
	}
	return t.line(values, log)
}

func (t *DAT) line(values []Value, log func(Substitution)) error {
	for i, v := range values {
		if i > 0 {
			t.out.WriteRune(t.delimiters.Column)
		}
		t.out.WriteRune(t.delimiters.Quote)
		t.out.WriteString(t.delimiters.field(t.fields[i], v, log))
		t.out.WriteRune(t.delimiters.Quote)
	}
	_, err := t.out.WriteString("\r\n")
	return err
}

// Close writes what is left. It does not close what is below.
func (t *DAT) Close() error { return t.out.Flush() }
