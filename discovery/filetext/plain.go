package filetext

import (
	"bytes"
	"unicode/utf8"

	"golang.org/x/text/encoding/unicode"

	"github.com/glassix-archiver/archiver/render/body"
)

// plain takes a text file: UTF-8, or UTF-16 that says so. Of one in
// another encoding only what is ASCII can be told.
func plain(data []byte, out *writer) error {
	text, whole := decoded(data)
	if err := out.put(text); err != nil {
		return err
	}
	if !whole {
		return reasonError(Encoding)
	}
	return nil
}

// html takes what a page says, as it is taken from a message.
func html(data []byte, out *writer) error {
	const most = 8 << 20 // a page is read as a whole
	text, whole := decoded(data[:min(len(data), most)])
	if err := out.put(body.Plain(body.FromHTML(text))); err != nil {
		return err
	}
	switch {
	case len(data) > most:
		return errCut
	case !whole:
		return reasonError(Encoding)
	}
	return nil
}

// decoded is a text in UTF-8, and whether all of it could be read.
func decoded(data []byte) (text string, whole bool) {
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		decoder := unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()
		data, err := decoder.Bytes(data[:len(data)&^1])
		return string(data), err == nil
	}
	return string(data), utf8.Valid(data)
}
