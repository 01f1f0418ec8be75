package send

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// ErrList: a list of what is to be sent can't be read.
var ErrList = errors.New("not a list of tickets and addresses")

// maxList bounds a list, in bytes: some half a million lines.
const maxList = 32 << 20

// ReadList reads a CSV file with a header that names the columns ticket and
// address; others are passed over. Fields are parted by what the header is:
// commas, semicolons (as Excel writes where the comma is decimal) or tabs. A byte
// order mark, Excel's "sep=;" and empty lines do no harm. Nothing is half read:
// a line that has not both is ErrList with its number. Whether the two are what
// they should be is not checked.
func ReadList(r io.Reader) ([]Item, error) {
	data, err := io.ReadAll(io.LimitReader(r, maxList+1))
	switch {
	case err != nil:
		return nil, err
	case len(data) > maxList:
		return nil, fmt.Errorf("%w: it is larger than %d MB", ErrList, maxList>>20)
	case !utf8.Valid(data) || bytes.IndexByte(data, 0) >= 0:
		return nil, fmt.Errorf("%w: it is not UTF-8 (in Excel: save as CSV UTF-8)", ErrList)
	}
	text, skipped, comma := dialect(string(bytes.TrimPrefix(data, []byte("\ufeff"))))
	rows := csv.NewReader(bufio.NewReader(strings.NewReader(text)))
	rows.Comma, rows.FieldsPerRecord, rows.TrimLeadingSpace = comma, -1, comma != '\t'
	return itemsOf(rows, skipped)
}

// dialect takes off a line "sep=;" and tells what parts the fields.
func dialect(text string) (rest string, skipped int, comma rune) {
	first, rest, _ := strings.Cut(text, "\n")
	if sep, ok := strings.CutPrefix(strings.TrimRight(first, "\r"), "sep="); ok && (sep == "," || sep == ";" || sep == "\t") {
		return rest, 1, rune(sep[0])
	}
	for line := range strings.SplitSeq(text, "\n") {
		if strings.TrimSpace(line) == "" {
			continue
		}
		for _, c := range ";\t" {
			if strings.ContainsRune(line, c) && !strings.Contains(line, ",") {
				return text, 0, c
			}
		}
		break
	}
	return text, 0, ','
}

func itemsOf(rows *csv.Reader, skipped int) ([]Item, error) {
	header, err := rows.Read()
	if err == io.EOF {
		return nil, fmt.Errorf("%w: it is empty", ErrList)
	}
	if err != nil {
		return nil, badLine(err, skipped)
	}
	ticket, address := column(header, "ticket"), column(header, "address")
	if ticket < 0 || address < 0 {
		return nil, fmt.Errorf("%w: its first line has to name the columns ticket and address, each once", ErrList)
	}
	var items []Item
	for {
		row, err := rows.Read()
		if err == io.EOF {
			return items, nil
		}
		if err != nil {
			return nil, badLine(err, skipped)
		}
		line, _ := rows.FieldPos(0)
		if strings.TrimSpace(strings.Join(row, "")) == "" {
			continue
		}
		item := Item{Line: line + skipped, Ticket: field(row, ticket), To: field(row, address)}
		if item.Ticket == "" || item.To == "" {
			return nil, fmt.Errorf("%w: line %d has no ticket or no address", ErrList, item.Line)
		}
		items = append(items, item)
	}
}

// column is where a name stands, once; -1 if it does not.
func column(header []string, name string) int {
	at := -1
	for i, h := range header {
		if strings.EqualFold(strings.TrimSpace(h), name) {
			if at >= 0 {
				return -1
			}
			at = i
		}
	}
	return at
}

func field(row []string, at int) string {
	if at >= len(row) {
		return ""
	}
	return strings.TrimSpace(row[at])
}

func badLine(err error, skipped int) error {
	if bad, ok := errors.AsType[*csv.ParseError](err); ok {
		return fmt.Errorf("%w: line %d: %w", ErrList, bad.Line+skipped, bad.Err)
	}
	return fmt.Errorf("%w: %w", ErrList, err)
}
