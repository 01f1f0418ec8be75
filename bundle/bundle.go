// Package bundle writes, reads and verifies the archive's unit: one revision
// of one ticket as a BagIt bag (RFC 8493) in one ZIP.
//
// The same input gives the same bytes: entries are sorted and have one fixed
// time, and nothing of the host or the clock gets in. The package knows nothing
// of tickets or of where bundles are kept.
package bundle

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"path"
	"strings"
	"time"
)

// Names of the bag's own files.
const (
	declarationName = "bagit.txt"
	infoName        = "bag-info.txt"
	manifestName    = "manifest-sha256.txt"
	tagManifestName = "tagmanifest-sha256.txt"
	payloadFolder   = "data/"
)

const declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

// entryTime is the one time that every entry bears: ZIP's own epoch.
var entryTime = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)

// Tag is a line of bag-info.txt.
type Tag struct{ Label, Value string }

// File is a payload file to be written: its path below data/, its size, and
// its bytes, which must be as many as Size and may be asked for once.
type File struct {
	Path      string
	Size      int64
	MediaType string // decides whether deflating is worth the time
	Open      func() (io.ReadCloser, error)

	// Sums, if given, are those of the bytes as they were when they were kept
	// for the bundle. The SHA-256 is then not computed anew, which is most of
	// what packing takes, and the CRC-32 is what tells whether they still are
	// the same.
	Sums *Sums
}

// Sums are the checksums of a file: the one in the manifest and ZIP's own.
type Sums struct {
	SHA256 [sha256.Size]byte
	CRC32  uint32 // IEEE
}

// Bytes is a File of what is already in memory.
func Bytes(path, mediaType string, data []byte) File {
	return File{Path: path, Size: int64(len(data)), MediaType: mediaType, Open: func() (io.ReadCloser, error) {
		return io.NopCloser(bytes.NewReader(data)), nil
	}}
}

// checkPath refuses what could not be unpacked safely everywhere.
func checkPath(p string) error {
	if p == "" || p != path.Clean(p) || path.IsAbs(p) || p == ".." || strings.HasPrefix(p, "../") || p == "." {
		return fmt.Errorf("unsafe path %q", p)
	}
	if strings.ContainsAny(p, "\\:\x00") || strings.ContainsFunc(p, func(r rune) bool { return r < ' ' || r == 0x7f }) {
		return fmt.Errorf("unsafe path %q", p)
	}
	return nil
}

// In manifests a line break or a percent sign of a path is percent-encoded
// (RFC 8493, 2.1.3).
var (
	encodePath = strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace
	decodePath = strings.NewReplacer("%25", "%", "%0D", "\r", "%0d", "\r", "%0A", "\n", "%0a", "\n").Replace
)
