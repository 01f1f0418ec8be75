package check

import (
	"bufio"
	"context"
	"encoding/base64"
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/mail"
	"os"
	"strings"
	"time"
)

// rsmfInfo is what the rest of the production is held against.
type rsmfInfo struct {
	events     int
	collection string            // X-RSMF-EventCollectionID
	files      map[string]string // name in the zip → SHA-256
	told       *told             // nil when its manifest can't be read
}

// What an importer takes, and more than any file here needs.
const (
	maxRSMF     = 2_000_000_000
	maxEvents   = 10_000
	maxHeader   = 4 << 20
	maxText     = 1 << 30
	maxManifest = 256 << 20
)

// rsmfReader reads one .rsmf file.
type rsmfReader struct {
	*findings
	path string
	size int64 // of the mail
	temp string
	zone *time.Location // of the production's dates; nil when there is none to be held against
}

func (r *rsmfReader) problem(code, where, format string, args ...any) {
	r.add(code, r.path, where, format, args...)
}

// read reads the mail, and what is attached to it by way of a temporary file.
// Its error is that of the reading only; what is wrong with the file is a
// problem.
func (r *rsmfReader) read(ctx context.Context, from io.Reader) (info rsmfInfo, err error) {
	if r.size > maxRSMF {
		r.problem(RSMFLimit, "", "has %d bytes; importers accept %d", r.size, maxRSMF)
		return info, nil
	}
	source := &watched{ctx: ctx, r: from}
	message, err := mail.ReadMessage(bufio.NewReaderSize(&headLimit{r: source, left: maxHeader}, 1<<16))
	if source.err != nil {
		return info, source.err
	}
	if err != nil {
		r.problem(RSMFMail, "", "is not a mail: %v", err)
		return info, nil
	}
	spool, drop, err := r.spool()
	if err != nil {
		return info, err
	}
	defer drop()
	packed, err := r.parts(message, spool)
	if source.err != nil {
		return info, source.err
	}
	if err != nil {
		return info, err
	}
	info.collection = decoded(message.Header.Get("X-Rsmf-Eventcollectionid"))
	if packed >= 0 {
		err = r.attached(ctx, message.Header, io.NewSectionReader(spool, 0, packed), &info)
	}
	return info, err
}

// parts goes through the mail's parts and puts the attachment into spool. It
// returns how many bytes that has, or -1 where there is not exactly the one that
// should be.
func (r *rsmfReader) parts(message *mail.Message, spool io.Writer) (int64, error) {
	kind, params, err := mime.ParseMediaType(message.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" || params["boundary"] == "" {
		r.problem(RSMFMail, "", "is not multipart/mixed: %q", message.Header.Get("Content-Type"))
		return -1, nil
	}
	parts := multipart.NewReader(message.Body, params["boundary"])
	texts, zips, packed := 0, 0, int64(-1)
	for n := 1; ; n++ {
		part, err := parts.NextRawPart()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil || n > 10 {
			r.problem(RSMFMail, "", "its parts can't be read: %v", err)
			return -1, nil
		}
		if part.FileName() == "" {
			texts++
			r.text(part)
			continue
		}
		if zips++; zips > 1 || !r.isZip(part) {
			continue
		}
		if packed, err = io.Copy(spool, io.LimitReader(base64.NewDecoder(base64.StdEncoding, part), r.size)); err != nil {
			if _, ours := errors.AsType[*os.PathError](err); ours {
				return -1, err
			}
			r.problem(RSMFMail, "rsmf.zip", "is not whole base64: %v", err)
			return -1, nil
		}
	}
	if zips != 1 {
		r.problem(RSMFMail, "", "has %d attachments where one is expected", zips)
	}
	if texts != 1 {
		r.problem(RSMFMail, "", "has %d texts where one is expected", texts)
	}
	if zips != 1 {
		return -1, nil
	}
	return packed, nil
}

func (r *rsmfReader) isZip(part *multipart.Part) bool {
	how, params, err := mime.ParseMediaType(part.Header.Get("Content-Disposition"))
	if err != nil || how != "attachment" || params["filename"] != "rsmf.zip" {
		r.problem(RSMFMail, "", "its attachment has Content-Disposition %q", part.Header.Get("Content-Disposition"))
		return false
	}
	if coding := part.Header.Get("Content-Transfer-Encoding"); !strings.EqualFold(coding, "base64") {
		r.problem(RSMFMail, "rsmf.zip", "is in %q, not in base64", coding)
		return false
	}
	return true
}

// text holds the extracted text to being plain text in UTF-8.
func (r *rsmfReader) text(part *multipart.Part) {
	kind, params, err := mime.ParseMediaType(part.Header.Get("Content-Type"))
	if err != nil || kind != "text/plain" || !strings.EqualFold(params["charset"], "utf-8") {
		r.problem(RSMFMail, "text", "is %q, not text/plain in UTF-8", part.Header.Get("Content-Type"))
		return
	}
	var content io.Reader = part
	if strings.EqualFold(part.Header.Get("Content-Transfer-Encoding"), "base64") {
		content = base64.NewDecoder(base64.StdEncoding, part)
	}
	valid := &utf8Checker{}
	if _, err := io.Copy(valid, io.LimitReader(content, maxText)); err != nil {
		r.problem(RSMFMail, "text", "can't be read: %v", err)
	} else if !valid.whole() {
		r.problem(RSMFMail, "text", "is not UTF-8")
	}
}

// decoded is a header's value with its encoded words as they are meant.
func decoded(value string) string {
	text, err := new(mime.WordDecoder).DecodeHeader(value)
	if err != nil {
		return value
	}
	return text
}
