package check

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
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
	SOURCEKEY SOURCESHA256 ALLSOURCES NATIVELINK TEXTLINK PDFLINK TEXTSHA256 PDFSHA256 RSMFLINK RSMFSHA256 EXCEPTION REDACTED`)

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
			return nil, fmt.Errorf("row %d is longer than this check reads", x.n+1)
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
