package check

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"io"
	"io/fs"
	"maps"
	"path"
	"regexp"
	"runtime"
	"slices"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"
)

// file is one of the folder's, read to its end.
type file struct {
	size        int64
	sha256, md5 string // md5 of a native only
	pages       int    // of a PDF; -1 when it can't be read
	rsmf        *rsmfInfo
	head        string // of a text: its first line with its end, or the beginning of a long one
}

const maxFiles = 20_000_000

var volumeName = regexp.MustCompile(`^VOL\d{3,9}$`)

// walk finds all there is, without following a link.
func (p *production) walk(ctx context.Context) error {
	folded := map[string]string{}
	return fs.WalkDir(p.root.FS(), ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			if name == "." {
				return err
			}
			p.add(FileUnread, name, "", "%v", err)
			return nil
		}
		if err := context.Cause(ctx); err != nil {
			return err
		}
		p.checkName(folded, name)
		switch {
		case d.IsDir():
			return nil
		case !d.Type().IsRegular():
			p.add(FileIrregular, name, "", "is neither a file nor a folder: %v", d.Type())
			return nil
		case len(p.files) >= maxFiles:
			return errors.New("there are more files than this check reads")
		}
		p.files[name] = &file{}
		return nil
	})
}

// checkName holds a name to what Windows can hold too, where most productions
// are loaded.
func (p *production) checkName(folded map[string]string, name string) {
	base := path.Base(name)
	if name != "." && (len(base) > 200 || strings.HasSuffix(base, ".") || strings.HasSuffix(base, " ") ||
		strings.ContainsFunc(base, func(c rune) bool { return c < ' ' || c > '~' || strings.ContainsRune(`<>:"\|?*`, c) })) {
		p.add(FileName, name, "", "is not a valid name on every system")
	}
	small := strings.ToLower(name)
	if other, there := folded[small]; there {
		p.add(FileName, name, "", "differs from %s only in case", other)
	}
	folded[small] = name
}

// readFiles reads every file once, several at a time.
func (p *production) readFiles(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	workers := p.o.Workers
	if workers <= 0 {
		workers = runtime.NumCPU()
	}
	group.SetLimit(workers)
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		if ctx.Err() != nil {
			break
		}
		group.Go(func() error { return p.readFile(ctx, name, p.files[name]) })
	}
	if err := group.Wait(); err != nil {
		return err
	}
	for _, f := range p.files {
		p.counts.Files++
		p.counts.Bytes += f.size
		p.counts.Pages += max(0, f.pages)
		if f.rsmf != nil {
			p.counts.RSMF++
			p.counts.Events += f.rsmf.events
		}
	}
	return nil
}

var buffers = sync.Pool{New: func() any { b := make([]byte, 64<<10); return &b }}

func (p *production) readFile(ctx context.Context, name string, f *file) error {
	opened, err := p.root.Open(name)
	if err != nil {
		p.add(FileUnread, name, "", "%v", err)
		return nil
	}
	defer opened.Close()
	whole, short := sha256.New(), md5.New()
	text := &utf8Checker{}
	first := &firstBytes{}
	to := []io.Writer{whole}
	switch kindOf(name) {
	case "NATIVES":
		to = append(to, short)
	case "TEXT":
		to = append(to, text, first)
	}
	buffer := buffers.Get().(*[]byte)
	f.size, err = io.CopyBuffer(io.MultiWriter(to...), &watched{ctx: ctx, r: opened}, *buffer)
	buffers.Put(buffer)
	if cause := context.Cause(ctx); cause != nil {
		return cause
	}
	if err != nil {
		p.add(FileUnread, name, "", "%v", err)
		return nil
	}
	f.sha256 = hex.EncodeToString(whole.Sum(nil))
	switch kindOf(name) {
	case "NATIVES":
		f.md5 = hex.EncodeToString(short.Sum(nil))
	case "TEXT":
		if !text.whole() || bytes.HasPrefix(first.bytes, []byte(bom)) {
			p.add(TextEncoding, name, "", "is not UTF-8 without a BOM")
		}
		f.head = first.line()
	case "PDF":
		p.readPDF(ctx, name, opened, f)
	case "RSMF":
		if _, err := opened.Seek(0, io.SeekStart); err != nil {
			p.add(FileUnread, name, "", "%v", err)
			return nil
		}
		r := &rsmfReader{findings: &p.findings, path: name, size: f.size, temp: p.o.Temp, zone: p.zone}
		info, err := r.read(ctx, opened)
		if err != nil {
			return err
		}
		f.rsmf = &info
	}
	return nil
}

// kindOf is the folder of a volume that a file lies in.
func kindOf(name string) string {
	parts := strings.Split(name, "/")
	if len(parts) != 3 || !volumeName.MatchString(parts[0]) {
		return ""
	}
	return parts[1]
}

// small reads a file that belongs into memory.
func (p *production) small(name string, most int64) ([]byte, error) {
	if p.files[name] == nil {
		return nil, errors.New("is not there")
	}
	opened, err := p.root.Open(name)
	if err != nil {
		return nil, err
	}
	defer opened.Close()
	data, err := io.ReadAll(io.LimitReader(opened, most+1))
	if err == nil && int64(len(data)) > most {
		err = errors.New("is larger than this check reads")
	}
	return data, err
}
