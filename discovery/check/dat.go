package check

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode/utf8"
)

const (
	column    = "\x14"
	quote     = "\u00fe"
	lineBreak = "\u00ae"
	several   = ";"
	bom       = "\ufeff"
	maxRow    = 64 << 20
)

// fields are those of a row, in this order.
var fields = strings.Fields(`DOCID BEGBATES ENDBATES BEGATTACH ENDATTACH PARENTID ATTACHIDS ATTACHCOUNT PGCOUNT DOCTYPE
	CUSTODIAN FROM TO PARTICIPANTS SUBJECT CHANNEL DEPARTMENT TICKETID REVISION TAGS DIRECTION
	DATESENT DATELASTMSG DATEOPENED DATECLOSED TIMEZONE MESSAGECOUNT FILENAME FILEEXT FILESIZE MD5HASH SHA256HASH ALLFILENAMES
	SOURCEKEY SOURCESHA256 ALLSOURCES NATIVELINK TEXTLINK PDFLINK TEXTSHA256 PDFSHA256 RSMFLINK EXCEPTION REDACTED`)

// rowError is a fault of the form, with its code.
type rowError struct{ code, message string }

func (e *rowError) Error() string { return e.message }

// rows reads a Concordance load file row by row.
type rows struct {
	r *bufio.Reader
	n int // rows read, the header being 1
}

func newRows(r io.Reader) *rows { return &rows{r: bufio.NewReaderSize(r, 1<<16)} }

// next returns the values of a row, io.EOF behind the last one, or a rowError,
// after which the reading goes on with the next row.
func (x *rows) next() ([]string, error) {
	line, err := x.line()
	if err != nil {
		return nil, err
	}
	x.n++
	if x.n == 1 {
		if !bytes.HasPrefix(line, []byte(bom)) {
			return nil, &rowError{DATForm, "the file does not begin with a BOM"}
		}
		line = line[len(bom):]
	}
	if !utf8.Valid(line) {
		return nil, &rowError{DATEncoding, "is not UTF-8"}
	}
	text, ended := strings.CutSuffix(string(line), "\r\n")
	if !ended || strings.ContainsAny(text, "\r\n") {
		return nil, &rowError{DATForm, "does not end with CR LF"}
	}
	return values(text)
}

// line reads up to a line feed. A line that is too long ends the reading.
func (x *rows) line() ([]byte, error) {
	var line []byte
	for {
		piece, err := x.r.ReadSlice('\n')
		line = append(line, piece...)
		switch {
		case err == nil:
			return line, nil
		case len(line) > maxRow:
			return nil, fmt.Errorf("row %d is longer than this reads", x.n+1)
		case errors.Is(err, bufio.ErrBufferFull):
		case errors.Is(err, io.EOF) && len(line) > 0:
			return line, nil
		default:
			return nil, err
		}
	}
}

// values takes a row apart. Nothing can be escaped in this format: a delimiter
// in a value is a fault.
func values(text string) ([]string, error) {
	var list []string
	for part := range strings.SplitSeq(text, column) {
		inner, opened := strings.CutPrefix(part, quote)
		inner, closed := strings.CutSuffix(inner, quote)
		if !opened || !closed {
			return nil, &rowError{DATForm, fmt.Sprintf("column %d is not between quotes", len(list)+1)}
		}
		if strings.Contains(inner, quote) {
			return nil, &rowError{DATForm, fmt.Sprintf("column %d has a quote in its value", len(list)+1)}
		}
		list = append(list, inner)
	}
	return list, nil
}

// document is a row.
type document struct {
	volume     string
	row        int
	id         string // DOCID
	parent     string
	begin, end int64  // numbers; 0 when they can't be read
	last       string // ENDBATES
	key, sum   string // of the source
	values     []string
	position   map[string]int
}

// forget lets a row's values go, but for those that the report is held against.
func (d *document) forget() {
	d.id, d.parent, d.last = strings.Clone(d.id), strings.Clone(d.parent), strings.Clone(d.get("ENDBATES"))
	d.key, d.sum = strings.Clone(d.get("SOURCEKEY")), strings.Clone(d.get("SOURCESHA256"))
	d.values, d.position = nil, nil
}

func (d *document) get(field string) string {
	at, ok := d.position[field]
	if !ok || at >= len(d.values) {
		return ""
	}
	return d.values[at]
}

// list are the several values of a field.
func (d *document) list(field string) []string {
	if d.get(field) == "" {
		return nil
	}
	return strings.Split(d.get(field), several)
}

// readDAT reads the volume's load file into documents.
func (v *volume) readDAT() {
	if v.files[v.dat] == nil {
		v.problem(DATForm, 0, "is not there")
		return
	}
	opened, err := v.root.Open(v.dat)
	if err != nil {
		v.problem(DATForm, 0, "%v", err)
		return
	}
	defer opened.Close()
	in := newRows(opened)
	head, err := in.next()
	if err != nil {
		v.rowProblem(1, err)
		return
	}
	position := v.header(head)
	for {
		list, err := in.next()
		if errors.Is(err, io.EOF) {
			return
		}
		if fault, ok := errors.AsType[*rowError](err); ok {
			v.rowProblem(in.n, fault)
			continue
		}
		if err != nil {
			v.rowProblem(in.n, err)
			return
		}
		if len(list) != len(head) {
			v.problem(DATForm, in.n, "has %d columns, the header %d", len(list), len(head))
			continue
		}
		v.docs = append(v.docs, v.document(in.n, list, position))
	}
}

func (v *volume) rowProblem(row int, err error) {
	code := DATForm
	if fault, ok := errors.AsType[*rowError](err); ok {
		code = fault.code
	}
	v.problem(code, row, "%v", err)
}

// header holds the header row to the fields.
func (v *volume) header(head []string) map[string]int {
	position := map[string]int{}
	for i, name := range head {
		if _, there := position[name]; there {
			v.problem(DATFields, 1, "has the field %q twice", name)
		} else if !slices.Contains(fields, name) {
			v.problem(DATFields, 1, "has a field %q that the layout does not have", name)
		}
		position[name] = i
	}
	for _, name := range fields {
		if _, there := position[name]; !there {
			v.problem(DATFields, 1, "has no field %q", name)
		}
	}
	if len(head) == len(fields) && !slices.Equal(head, fields) {
		v.problem(DATFields, 1, "has the fields in another order")
	}
	return position
}
