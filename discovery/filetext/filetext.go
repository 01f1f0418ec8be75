package filetext

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"time"
)

// The bounds of one file.
const (
	MaxFile = 64 << 20    // bytes that are read
	MaxText = 1 << 20     // bytes of text that are taken
	MaxTime = time.Minute // that a file may take
)

// Reason says why a text is not all that a file says; "" is that it is all.
type Reason string

// The reasons. With some of them a part of the text may be there.
const (
	Cut          Reason = "cut"           // it has more text than is extracted
	Encrypted    Reason = "encrypted"     // it asks for a password
	Damaged      Reason = "damaged"       // it can't be read, or not to its end
	TooLarge     Reason = "too_large"     // it has more than MaxFile bytes, or unpacks to too many
	TooLong      Reason = "took_too_long" // it can be tried again
	NoText       Reason = "no_text"       // nothing but pictures, such as a scan
	Encoding     Reason = "encoding"      // a text that is not in UTF-8: only its ASCII is taken
	PagesWithout Reason = "pages_without" // some of its pages are pictures
	NotRead      Reason = "not_read"      // of a kind whose text is not taken: pictures, sound, film, archives, …
)

// Reasons are all of them, the worst to miss first.
var Reasons = []Reason{Encrypted, Damaged, TooLong, TooLarge, Cut, Encoding, NoText, PagesWithout, NotRead}

// Text is what a file says.
type Text struct {
	Kind   string // such as pdf or docx; "" is one that is not read
	Text   string // UTF-8, with line breaks and tabs and no other controls
	Reason Reason
}

// ErrStart says that PDFium could not be started, which is no fault of a file.
var ErrStart = errors.New("start PDFium")

// Extractor takes texts out of files. It is safe for concurrent use; what it needs
// for PDF it makes with the first one.
type Extractor struct {
	places chan struct{} // one for each file in work
	pdf    *engine
	time   time.Duration // that a file may take
}

// New is an extractor that works on so many files at once, each of which may take
// 400 MB for a while. The folder keeps PDFium as this machine's code, so that the
// next process need not compile it for seconds; whoever may write there may run
// code. "" keeps none.
func New(workers int, folder string) *Extractor {
	workers = max(1, workers)
	return &Extractor{places: make(chan struct{}, workers), pdf: newEngine(workers, folder), time: MaxTime}
}

// Close lets go of what PDF needed. No call may be going on.
func (x *Extractor) Close() error { return x.pdf.close() }

// Extract takes the text out of a file of that many bytes. What the file lacks is
// the text's reason; an error is one of reading it, ErrStart, or the context's.
// Files of a kind that is not read are opened and closed again.
func (x *Extractor) Extract(ctx context.Context, size int64, open func() (io.ReadCloser, error)) (Text, error) {
	select {
	case x.places <- struct{}{}:
		defer func() { <-x.places }()
	case <-ctx.Done():
		return Text{}, context.Cause(ctx)
	}
	data, kind, err := read(size, open)
	switch {
	case err != nil:
		return Text{}, err
	case size == 0 || kind == "":
		return Text{Kind: kind, Reason: unlessEmpty(size, NotRead)}, nil
	case size > MaxFile:
		return Text{Kind: kind, Reason: TooLarge}, nil
	}
	if kind == pdf {
		if err := x.pdf.start(ctx); err != nil { // takes seconds the first time, which are not the file's
			return Text{}, fmt.Errorf("%w: %w", ErrStart, err)
		}
	}
	limited, cancel := context.WithTimeout(ctx, x.time)
	defer cancel()
	out := &writer{ctx: limited}
	reason := x.take(limited, kind, data, out)
	if err := context.Cause(ctx); err != nil {
		return Text{}, err
	}
	if limited.Err() != nil {
		reason = TooLong
	}
	text := out.text()
	if text == "" {
		reason = cmp.Or(reason, NoText)
	}
	return Text{Kind: kind, Text: text, Reason: reason}, nil
}

func unlessEmpty(size int64, r Reason) Reason {
	if size == 0 {
		return ""
	}
	return r
}

// take is the work on one file.
func (x *Extractor) take(ctx context.Context, kind string, data []byte, out *writer) Reason {
	err := func() error {
		switch kind {
		case pdf:
			return x.pdf.take(ctx, data, out)
		case zipped:
			return office(data, out)
		case web:
			return html(data, out)
		case compound:
			return legacy(data)
		}
		return plain(data, out)
	}()
	var known reasonError
	switch {
	case err == nil:
		return ""
	case errors.Is(err, errCut):
		return Cut
	case errors.As(err, &known):
		return Reason(known)
	}
	return Damaged
}

// reasonError ends the work on a file for a reason.
type reasonError Reason

func (e reasonError) Error() string { return string(e) }
