package check

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// Options are what the reading needs of the machine.
type Options struct {
	Workers int    // files read at once; 0 is one for each processor
	Temp    string // where a rsmf.zip is unpacked from; "" is the system's

	// Prove says whether an entry, with its line end, is in the custody log by
	// this proof; nil: what the log says is not looked into.
	Prove func(entry, proof []byte) error
}

// production is a folder as it is read.
type production struct {
	findings
	root   *os.Root
	o      Options
	files  map[string]*file // by path, slash separated
	report *report
	zone   *time.Location // of dates; nil when the report names none
	counts Counts
	docs   []*document // of all volumes, in order
	byID   map[string]*document
	named  map[string]string
}

// Folder checks a production. What is wrong with it is in the Result; the
// error is for a folder that can't be read at all, and for a cancelled context.
// Nothing outside of the folder is opened, whatever its links and paths say.
func Folder(ctx context.Context, dir string, o Options) (*Result, error) {
	root, err := os.OpenRoot(dir)
	if err != nil {
		return nil, fmt.Errorf("check production: %w", err)
	}
	defer root.Close()
	p := &production{root: root, o: o, files: map[string]*file{}, byID: map[string]*document{}, named: map[string]string{}}
	if err := p.read(ctx); err != nil {
		return nil, fmt.Errorf("check production %s: %w", filepath.Clean(dir), err)
	}
	return p.result(p.counts), nil
}

// Slice checks one .rsmf file by itself; name is what problems call it.
func Slice(ctx context.Context, from io.Reader, size int64, name string, o Options) (*Result, error) {
	f := &findings{}
	r := &rsmfReader{findings: f, path: name, size: size, temp: o.Temp}
	info, err := r.read(ctx, from)
	if err != nil {
		return nil, fmt.Errorf("check %s: %w", name, err)
	}
	return f.result(Counts{Files: 1, Bytes: size, RSMF: 1, Events: info.events}), nil
}

func (p *production) read(ctx context.Context) error {
	if err := p.walk(ctx); err != nil {
		return err
	}
	p.readReport()
	if err := p.readFiles(ctx); err != nil {
		return err
	}
	p.checkManifest()
	for _, name := range p.volumes() {
		if err := context.Cause(ctx); err != nil {
			return err
		}
		p.volume(name)
	}
	for _, d := range p.docs {
		p.byID[d.id] = d
	}
	p.checkUnnamed()
	p.checkLogs()
	p.checkReport()
	return nil
}

// volumes are the folders of volumes that are there, by their number.
func (p *production) volumes() []string {
	seen := map[string]bool{}
	for path := range p.files {
		if top, _, below := strings.Cut(path, "/"); below && volumeName.MatchString(top) {
			seen[top] = true
		}
	}
	list := make([]string, 0, len(seen))
	for name := range seen {
		list = append(list, name)
	}
	slices.SortFunc(list, func(a, b string) int {
		return cmp.Or(cmp.Compare(len(a), len(b)), strings.Compare(a, b))
	})
	p.counts.Volumes = len(list)
	return list
}

// volume reads a volume's load files.
func (p *production) volume(name string) {
	if !p.report.has("dat") {
		return
	}
	v := &volume{production: p, name: name, dat: name + "/DATA/" + name + ".dat", opt: name + "/DATA/" + name + ".opt"}
	v.readDAT()
	v.checkNumbers()
	v.checkFamilies()
	for _, d := range v.docs {
		v.checkLinks(d)
	}
	if p.report.has("pdf") {
		v.readOPT()
	}
	for _, d := range v.docs {
		d.forget()
	}
	p.docs = append(p.docs, v.docs...)
}

// volume is one of them, as far as it was read.
type volume struct {
	*production
	name, dat, opt string
	docs           []*document
	held           map[[2]string]bool // parent and SHA-256 of each attachment
}

func (v *volume) problem(code string, row int, format string, args ...any) {
	where := ""
	if row > 0 {
		where = fmt.Sprintf("row %d", row)
	}
	v.add(code, v.dat, where, format, args...)
}
