package check

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"net/mail"
	"os"
	"strings"
)

const (
	manifestName = "rsmf_manifest.json"
	maxEntries   = 100_000
	maxUnpacked  = 4 << 30
)

// zipEntry is a file of rsmf.zip, read to its end.
type zipEntry struct {
	size   int64
	sha256 string
}

// attached checks the zip and the manifest in it.
func (r *rsmfReader) attached(ctx context.Context, head mail.Header, packed *io.SectionReader, info *rsmfInfo) error {
	archive, err := zip.NewReader(packed, packed.Size())
	if err != nil {
		r.problem(RSMFZip, "", "can't be read: %v", err)
		return nil
	}
	manifest, entries, err := r.entries(ctx, archive)
	if err != nil {
		return err
	}
	info.files = map[string]string{}
	for name, e := range entries {
		info.files[name] = e.sha256
	}
	if manifest == nil {
		r.problem(RSMFManifest, "", "there is no %s", manifestName)
		return nil
	}
	m := r.manifest(manifest)
	if m == nil {
		return nil
	}
	info.events = len(m.Events)
	r.references(m)
	r.closure(m, entries)
	r.times(m)
	r.headers(head, m)
	info.told = r.tell(head, m, entries)
	return nil
}

// entries reads every entry to its end, so that its checksum is checked too.
func (r *rsmfReader) entries(ctx context.Context, archive *zip.Reader) (manifest []byte, list map[string]zipEntry, err error) {
	list = map[string]zipEntry{}
	folded := map[string]bool{}
	left := int64(maxUnpacked)
	if len(archive.File) > maxEntries {
		r.problem(RSMFZip, "", "has %d entries", len(archive.File))
		return nil, list, nil
	}
	for _, f := range archive.File {
		if problem := entryProblem(f); problem != "" {
			r.problem(RSMFZip, f.Name, "%s", problem)
			continue
		}
		if folded[strings.ToLower(f.Name)] {
			r.problem(RSMFZip, f.Name, "is repeated")
			continue
		}
		folded[strings.ToLower(f.Name)] = true
		data, e, problem := unpack(ctx, f, left)
		if err := context.Cause(ctx); err != nil {
			return nil, nil, err
		}
		left -= e.size
		switch {
		case problem != nil:
			r.problem(RSMFZip, f.Name, "can't be unpacked: %v", problem)
		case f.Name == manifestName:
			manifest = data
		default:
			list[f.Name] = e
		}
	}
	return manifest, list, nil
}

// entryProblem says what makes an entry unfit before it is opened.
func entryProblem(f *zip.File) string {
	switch {
	case f.Name == "" || strings.ContainsAny(f.Name, `/\:`) || f.Name == "." || f.Name == "..":
		return "is not in the archive's top folder"
	case strings.ContainsFunc(f.Name, func(c rune) bool { return c < ' ' || c == 0x7f || c == '\ufffd' }):
		return "has an unsafe name"
	case f.Mode()&os.ModeType != 0:
		return "is not a file"
	case f.Flags&1 != 0:
		return "is encrypted"
	case f.Method != zip.Store && f.Method != zip.Deflate:
		return fmt.Sprintf("is packed by method %d", f.Method)
	case f.UncompressedSize64 > maxUnpacked:
		return fmt.Sprintf("claims to have %d bytes", f.UncompressedSize64)
	case f.Name == manifestName && f.UncompressedSize64 > maxManifest:
		return fmt.Sprintf("has %d bytes, more than are read", f.UncompressedSize64)
	}
	return ""
}

// unpack reads an entry, the manifest into memory.
func unpack(ctx context.Context, f *zip.File, most int64) ([]byte, zipEntry, error) {
	content, err := f.Open()
	if err != nil {
		return nil, zipEntry{}, err
	}
	defer content.Close()
	var data bytes.Buffer
	sum := sha256.New()
	var to io.Writer = sum
	if f.Name == manifestName {
		most, to = min(most, maxManifest), io.MultiWriter(sum, &data)
	}
	n, err := io.Copy(to, io.LimitReader(&watched{ctx: ctx, r: content}, most+1))
	if err == nil && n > most {
		err = fmt.Errorf("unpacks to more than %d bytes", most)
	}
	return data.Bytes(), zipEntry{n, hex.EncodeToString(sum.Sum(nil))}, err
}
