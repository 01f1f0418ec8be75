package loadfile

import (
	"bufio"
	"fmt"
	"io"
	"strings"
)

// An OPT is a file of lines for pages, which says where their images are.
type OPT struct {
	out *bufio.Writer
	// Once has one line a document, not one a page: some importers read a file
	// of several pages anew for each line that names it.
	Once bool
}

// NewOPT begins a file.
func NewOPT(w io.Writer) *OPT { return &OPT{out: bufio.NewWriterSize(w, 64<<10)} }

// Write adds the lines of a document of that many pages, whose image is the one
// file at path, with backslashes. number is what a page is called, from 1. There
// is no quoting: what has a comma, or is not ASCII, is an error.
func (o *OPT) Write(volume, path string, pages int, number func(page int) string) error {
	for page := 1; page <= pages; page++ {
		id, first, count := number(page), "", ""
		if page == 1 {
			first, count = "Y", fmt.Sprint(pages)
		}
		for _, text := range []string{id, volume, path} {
			if strings.ContainsFunc(text, func(r rune) bool { return r == ',' || r < ' ' || r > '~' }) {
				return fmt.Errorf("write a line of an image load file: %q is not allowed in one", text)
			}
		}
		if _, err := fmt.Fprintf(o.out, "%s,%s,%s,%s,,,%s\r\n", id, volume, path, first, count); err != nil || o.Once {
			return err
		}
	}
	return nil
}

// Close writes what is left. It does not close what is below.
func (o *OPT) Close() error { return o.out.Flush() }
