package bundle

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"io"
	"slices"
	"strings"
	"sync"

	"github.com/klauspost/compress/flate"
)

// Write packs the files into a bag called name and writes it to w, in one
// pass and constant memory. To tags it adds the Payload-Oxum. A file whose
// bytes are not as many as its Size is an error; so is a cancelled context,
// and w then holds no valid ZIP.
func Write(ctx context.Context, w io.Writer, name string, tags []Tag, files []File) error {
	files = slices.Clone(files)
	slices.SortFunc(files, func(a, b File) int { return strings.Compare(a.Path, b.Path) })
	if err := checkFiles(name, files); err != nil {
		return fmt.Errorf("write bundle %s: %w", name, err)
	}
	out := outs.Get().(*bufio.Writer)
	out.Reset(w)
	b := &writer{zip: zip.NewWriter(out), ctx: ctx, name: name, buffer: make([]byte, 32<<10)}
	b.zip.RegisterCompressor(zip.Deflate, pooledDeflate)
	err := b.bag(tags, files)
	if err == nil {
		err = out.Flush()
	}
	out.Reset(nil)
	outs.Put(out)
	if err != nil {
		return fmt.Errorf("write bundle %s: %w", name, err)
	}
	return nil
}

// outs gather what is written: a bundle of pieces takes few system calls.
var outs = sync.Pool{New: func() any { return bufio.NewWriterSize(nil, 256<<10) }}

func checkFiles(name string, files []File) error {
	if err := checkPath(name); err != nil || strings.Contains(name, "/") {
		return fmt.Errorf("unsafe name %q", name)
	}
	for i, f := range files {
		if err := checkPath(f.Path); err != nil {
			return err
		}
		if i > 0 && files[i-1].Path == f.Path {
			return fmt.Errorf("two files called %q", f.Path)
		}
	}
	return nil
}

type writer struct {
	zip    *zip.Writer
	ctx    context.Context
	name   string
	tags   bytes.Buffer // lines of the tag manifest
	buffer []byte       // of the copy that is under way
}

// bag writes the entries in sorted order: bag-info, bagit, data/…, manifest,
// tagmanifest. So the payload's hashes are known when the manifest's turn is.
func (b *writer) bag(tags []Tag, files []File) error {
	var total int64
	for _, f := range files {
		total += f.Size
	}
	tags = append(slices.Clone(tags), Tag{"Payload-Oxum", fmt.Sprintf("%d.%d", total, len(files))})
	if err := b.tagFile(infoName, formatTags(tags)); err != nil {
		return err
	}
	if err := b.tagFile(declarationName, []byte(declaration)); err != nil {
		return err
	}
	var manifest bytes.Buffer
	for _, f := range files {
		sum, err := b.payload(f)
		if err != nil {
			return fmt.Errorf("%s: %w", f.Path, err)
		}
		fmt.Fprintf(&manifest, "%x  %s\n", sum, encodePath(payloadFolder+f.Path))
	}
	if err := b.tagFile(manifestName, manifest.Bytes()); err != nil {
		return err
	}
	if err := b.entry(tagManifestName, zip.Deflate, bytes.NewReader(b.tags.Bytes()), nil); err != nil {
		return err
	}
	return b.zip.Close()
}

func (b *writer) tagFile(name string, data []byte) error {
	fmt.Fprintf(&b.tags, "%x  %s\n", sha256.Sum256(data), name)
	return b.entry(name, zip.Deflate, bytes.NewReader(data), nil)
}

func (b *writer) payload(f File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, err
	}
	defer r.Close()
	method := zip.Deflate
	if incompressible(f.MediaType) {
		method = zip.Store
	}
	var check hash.Hash = sha256.New()
	if f.Sums != nil {
		check = crc32.NewIEEE()
	}
	counted := &countingReader{r: r}
	if err := b.entry(payloadFolder+f.Path, method, counted, check); err != nil {
		return nil, err
	}
	if counted.n != f.Size {
		return nil, fmt.Errorf("has %d bytes where %d were announced", counted.n, f.Size)
	}
	if f.Sums == nil {
		return check.Sum(nil), nil
	}
	if sum := binary.BigEndian.Uint32(check.Sum(nil)); sum != f.Sums.CRC32 {
		return nil, fmt.Errorf("has CRC-32 %08x where %08x was announced", sum, f.Sums.CRC32)
	}
	return f.Sums.SHA256[:], nil
}

func (b *writer) entry(name string, method uint16, r io.Reader, hash io.Writer) error {
	header := &zip.FileHeader{Name: b.name + "/" + name, Method: method, Modified: entryTime}
	header.SetMode(0o444)
	w, err := b.zip.CreateHeader(header)
	if err != nil {
		return err
	}
	if hash != nil {
		w = io.MultiWriter(w, hash)
	}
	_, err = io.CopyBuffer(w, contextReader{b.ctx, r}, b.buffer)
	return err
}

// formatTags writes bag-info.txt. A value stays on one line: what comes from
// outside must not be able to add a tag.
func formatTags(tags []Tag) []byte {
	var b bytes.Buffer
	for _, t := range tags {
		fmt.Fprintf(&b, "%s: %s\n", t.Label, strings.Join(strings.Fields(t.Value), " "))
	}
	return b.Bytes()
}

// incompressible tells media that carry their own compression.
func incompressible(mediaType string) bool {
	mediaType, _, _ = strings.Cut(mediaType, ";")
	family, kind, _ := strings.Cut(mediaType, "/")
	switch {
	case kind == "svg+xml", kind == "bmp", kind == "tiff", kind == "wav", kind == "x-wav":
		return false
	case family == "image", family == "audio", family == "video":
		return true
	}
	return slices.ContainsFunc([]string{"zip", "pdf", "gzip", "x-7z", "x-rar", "x-xz", "x-bzip", "openxmlformats", "opendocument"},
		func(s string) bool { return strings.Contains(kind, s) })
}

// level is the quickest: a bundle's HTML and JSON get a sixth longer than with
// the slower ones, in half of the time. Beside its PDF and its attachments that
// is little. What can't be compressed takes a hundredth.
const level = 1

var deflaters = sync.Pool{New: func() any {
	w, err := flate.NewWriter(io.Discard, level)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

type pooledWriter struct{ *flate.Writer }

// pooledDeflate spares each entry the megabyte that a new deflater allocates.
func pooledDeflate(w io.Writer) (io.WriteCloser, error) {
	d := deflaters.Get().(*flate.Writer)
	d.Reset(w)
	return &pooledWriter{d}, nil
}

func (p *pooledWriter) Close() error {
	if p.Writer == nil {
		return errors.New("closed twice")
	}
	err := p.Writer.Close()
	deflaters.Put(p.Writer)
	p.Writer = nil
	return err
}

type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// contextReader ends a long copy when the context does.
type contextReader struct {
	ctx context.Context
	r   io.Reader
}

func (c contextReader) Read(p []byte) (int, error) {
	if err := context.Cause(c.ctx); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
