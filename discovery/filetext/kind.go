package filetext

import (
	"bytes"

	"github.com/gabriel-vasile/mimetype"
)

// The kinds of files as they are told by their first bytes. What is in a ZIP is
// told by its entries.
const (
	pdf      = "pdf"
	zipped   = "zip"
	web      = "html"
	flat     = "text"
	compound = "ole" // what Office wrote before 2007, and writes around what is encrypted
)

// headSize is how much of a file tells its kind, in bytes.
const headSize = 4 << 10

// kindOf tells a file by its first bytes; "" is one that is not read.
func kindOf(head []byte) string {
	switch {
	case bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-")): // readers allow for something before it
		return pdf
	case bytes.HasPrefix(head, []byte("PK\x03\x04")):
		return zipped
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return compound
	}
	m := mimetype.Detect(head)
	if m.Is("text/html") {
		return web
	}
	for ; m != nil; m = m.Parent() {
		if m.Is("text/rtf") {
			return ""
		}
		if m.Is("text/plain") {
			return flat
		}
	}
	return ""
}
