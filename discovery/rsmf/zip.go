package rsmf

import (
	"archive/zip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"strings"
)

const manifestName = "rsmf_manifest.json"

// epoch is the date of every entry, 1 January 1980: ZIP knows none before.
const epoch = 1<<5 | 1

// sums reads each file for its CRC-32, and holds it against the transcript.
func (d *Day) sums(ctx context.Context) (map[string]uint32, error) {
	sums := map[string]uint32{}
	for _, f := range d.Files {
		sum, whole := crc32.NewIEEE(), sha256.New()
		if err := d.copy(ctx, io.MultiWriter(sum, whole), f); err != nil {
			return nil, err
		}
		if got := hex.EncodeToString(whole.Sum(nil)); f.SHA256 != "" && !strings.EqualFold(got, f.SHA256) {
			return nil, fmt.Errorf("%s: has SHA-256 %s, the transcript says %s", f.Path, got, f.SHA256)
		}
		sums[f.ID] = sum.Sum32()
	}
	return sums, nil
}

func (d *Day) copy(ctx context.Context, w io.Writer, f File) error {
	if d.book.o.Open == nil {
		return fmt.Errorf("%s: there is nothing to open files with", f.Path)
	}
	r, err := d.book.o.Open(f.Path)
	if err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	n, err := io.Copy(w, io.LimitReader(&cancellable{ctx, r}, f.Size+1))
	if err = errors.Join(err, r.Close()); err != nil {
		return fmt.Errorf("%s: %w", f.Path, err)
	}
	if n != f.Size {
		return fmt.Errorf("%s: does not have the %d bytes that the transcript says", f.Path, f.Size)
	}
	return nil
}

// zip writes the manifest and the files. Nothing is compressed: a compressor
// may give other bytes in its next version, and most files are compressed
// already. Sizes and checksums stand before the bytes, for readers in one pass.
func (d *Day) zip(ctx context.Context, w io.Writer, manifest []byte, sums map[string]uint32) error {
	z := zip.NewWriter(w)
	entry, err := stored(z, manifestName, int64(len(manifest)), crc32.ChecksumIEEE(manifest))
	if err != nil {
		return err
	}
	if _, err := entry.Write(manifest); err != nil {
		return err
	}
	for _, f := range d.Files {
		entry, err := stored(z, f.ID, f.Size, sums[f.ID])
		if err != nil {
			return err
		}
		check := crc32.NewIEEE()
		if err := d.copy(ctx, io.MultiWriter(entry, check), f); err != nil {
			return err
		}
		if check.Sum32() != sums[f.ID] {
			return fmt.Errorf("%s: changed while it was read", f.Path)
		}
	}
	return z.Close()
}

func stored(z *zip.Writer, name string, size int64, sum uint32) (io.Writer, error) {
	h := &zip.FileHeader{Name: name, Method: zip.Store, CRC32: sum, CompressedSize64: uint64(size), UncompressedSize64: uint64(size)}
	//lint:ignore SA1019 CreateRaw takes the date from nowhere else, and not every reader bears one of month 0
	h.ModifiedDate = epoch
	return z.CreateRaw(h)
}

// cancellable is a reader that ends with its context.
type cancellable struct {
	ctx context.Context
	r   io.Reader
}

func (c *cancellable) Read(p []byte) (int, error) {
	if err := context.Cause(c.ctx); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
