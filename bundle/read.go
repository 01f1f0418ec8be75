package bundle

import (
	"archive/zip"
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
)

// Tag files of a bag are small; a bigger one is not ours.
const maxTagFile = 64 << 20

// Bag is a bundle opened for reading.
type Bag struct {
	name  string
	files map[string]*zip.File // by path in the bag
	order []string
}

// Open reads the directory of a bundle. It fails on what is no ZIP, and on a
// ZIP with unsafe, double or stray names; the bytes of the entries are not
// looked at: Verify does that.
func Open(r io.ReaderAt, size int64) (*Bag, error) {
	z, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fmt.Errorf("open bundle: %w", err)
	}
	b := &Bag{files: make(map[string]*zip.File, len(z.File))}
	for _, f := range z.File {
		if err := b.add(f); err != nil {
			return nil, fmt.Errorf("open bundle: %w", err)
		}
	}
	if len(b.order) == 0 {
		return nil, errors.New("open bundle: no files in it")
	}
	slices.Sort(b.order)
	return b, nil
}

func (b *Bag) add(f *zip.File) error {
	if err := checkPath(strings.TrimSuffix(f.Name, "/")); err != nil {
		return err
	}
	name, path, nested := strings.Cut(f.Name, "/")
	if !nested || (b.name != "" && b.name != name) {
		return fmt.Errorf("%q is outside the bag's one folder", f.Name)
	}
	b.name = name
	if strings.HasSuffix(f.Name, "/") { // a folder's own entry, from another tool
		return nil
	}
	if !f.Mode().IsRegular() {
		return fmt.Errorf("%q is not a regular file", f.Name)
	}
	if _, double := b.files[path]; double {
		return fmt.Errorf("two entries called %q", f.Name)
	}
	b.files[path] = f
	b.order = append(b.order, path)
	return nil
}

// Name returns the bag's top folder.
func (b *Bag) Name() string { return b.name }

// Paths returns the path of each file within the bag, sorted.
func (b *Bag) Paths() []string { return slices.Clone(b.order) }

// Payload returns the paths of the payload below data/, sorted.
func (b *Bag) Payload() []string {
	var paths []string
	for _, p := range b.order {
		if rest, ok := strings.CutPrefix(p, payloadFolder); ok {
			paths = append(paths, rest)
		}
	}
	return paths
}

// OpenFile opens a file by its path within the bag. Reading ends with an
// error where the bytes do not match the ZIP's own checksum.
func (b *Bag) OpenFile(path string) (io.ReadCloser, error) {
	f, ok := b.files[path]
	if !ok {
		return nil, fmt.Errorf("no %s in bundle %s", path, b.name)
	}
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("open %s in bundle %s: %w", path, b.name, err)
	}
	return r, nil
}

// Size is how many bytes a file has by the ZIP's directory, and whether it is there.
func (b *Bag) Size(path string) (int64, bool) {
	f, ok := b.files[path]
	if !ok {
		return 0, false
	}
	return int64(f.UncompressedSize64), true
}

// Sums is the SHA-256, in hex, that the manifest has of each payload file, by its
// path within the bag. Only Verify tells whether the files have it.
func (b *Bag) Sums() map[string]string {
	return (&verifier{bag: b}).manifest(manifestName)
}

// ReadFile returns a small file whole: a tag file, a transcript. One of more
// than limit bytes is an error.
func (b *Bag) ReadFile(path string, limit int64) ([]byte, error) {
	r, err := b.OpenFile(path)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("read %s in bundle %s: %w", path, b.name, err)
	}
	if int64(len(data)) > limit {
		return nil, fmt.Errorf("read %s in bundle %s: more than %d bytes", path, b.name, limit)
	}
	return data, nil
}

// Tags returns bag-info.txt, line by line.
func (b *Bag) Tags() ([]Tag, error) {
	data, err := b.ReadFile(infoName, maxTagFile)
	if err != nil {
		return nil, err
	}
	var tags []Tag
	lines := bufio.NewScanner(bytes.NewReader(data))
	for lines.Scan() {
		line := lines.Text()
		if len(tags) > 0 && line != "" && (line[0] == ' ' || line[0] == '\t') { // a folded value
			tags[len(tags)-1].Value += " " + strings.TrimSpace(line)
			continue
		}
		if label, value, ok := strings.Cut(line, ":"); ok {
			tags = append(tags, Tag{label, strings.TrimSpace(value)})
		}
	}
	return tags, lines.Err()
}
