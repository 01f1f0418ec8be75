package production

import (
	"bytes"
	"errors"
	"fmt"
	"io"

	"github.com/glassix-archiver/archiver/discovery/loadfile"
)

// Volume is what the report says of one.
type Volume struct {
	Name      string   `json:"name"`
	First     string   `json:"first"` // number
	Last      string   `json:"last"`
	Documents int      `json:"documents"`
	Pages     int      `json:"pages"`
	DAT       *FileRef `json:"dat"`
	OPT       *FileRef `json:"opt"`
}

// FileRef is a file of the production.
type FileRef struct {
	Path   string `json:"path"`
	SHA256 string `json:"sha256"`
}

func ref(s fileSum) *FileRef { return &FileRef{s.path, s.sha256} }

// volume is the one that documents come into now. They come in the order of
// their numbers, so each folder's lines of the manifest are in order too.
type volume struct {
	*producer
	Volume
	dat, opt *outFile
	rows     *loadfile.DAT
	images   *loadfile.OPT
	manifest map[string]*bytes.Buffer // by folder
}

// volumeFolders are the folders of a volume in the order of their names, but
// for the load files' own, which comes first.
var volumeFolders = []string{"NATIVES", "PDF", "RSMF", "TEXT"}

func (p *producer) newVolume(name string) (v *volume, err error) {
	v = &volume{producer: p, Volume: Volume{Name: name}, manifest: map[string]*bytes.Buffer{}}
	for _, folder := range volumeFolders {
		v.manifest[name+"/"+folder+"/"] = new(bytes.Buffer)
	}
	if !p.has(DAT) {
		return v, nil
	}
	if v.dat, err = p.dir.create(name + "/DATA/" + name + ".dat"); err != nil {
		return nil, err
	}
	v.rows = loadfile.NewDAT(v.dat, loadfile.Concordance, fields())
	if p.has(PDF) {
		if v.opt, err = p.dir.create(name + "/DATA/" + name + ".opt"); err != nil {
			return nil, err
		}
		v.images = loadfile.NewOPT(v.opt)
		v.images.Once = p.OneLine
	}
	return v, nil
}

// add takes a family in.
func (v *volume) add(f *produced, log func(bates string, s substitution)) error {
	for i, r := range f.rows {
		if v.rows != nil {
			if err := v.rows.Write(r.line(), func(s substitution) { log(f.begin(i), s) }); err != nil {
				return err
			}
		}
		if v.images != nil {
			if err := v.images.Write(v.Name, windows(f.images[i].path[len(v.Name)+1:]), f.pages[i], func(page int) string { return f.page(i, page) }); err != nil {
				return err
			}
		}
	}
	for _, s := range f.files {
		for _, folder := range volumeFolders {
			if prefix := v.Name + "/" + folder + "/"; len(s.path) > len(prefix) && s.path[:len(prefix)] == prefix {
				fmt.Fprintf(v.manifest[prefix], "%s  %s\n", s.sha256, s.path)
			}
		}
	}
	if v.Documents == 0 {
		v.First = f.begin(0)
	}
	v.Last = f.last()
	v.Documents += f.counts.Documents
	v.Pages += f.counts.Pages
	return nil
}

// close ends the load files, and writes the volume's part of the manifest.
func (v *volume) close(manifest io.Writer) error {
	var errs []error
	if v.dat != nil {
		sum, err := closeLoadFile(v.rows, v.dat)
		v.DAT, errs = ref(sum), append(errs, err)
	}
	if v.opt != nil {
		sum, err := closeLoadFile(v.images, v.opt)
		v.OPT, errs = ref(sum), append(errs, err)
	}
	for _, f := range []*FileRef{v.DAT, v.OPT} {
		if f != nil {
			fmt.Fprintf(manifest, "%s  %s\n", f.SHA256, f.Path)
		}
	}
	for _, folder := range volumeFolders {
		_, err := v.manifest[v.Name+"/"+folder+"/"].WriteTo(manifest)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

func closeLoadFile(lines io.Closer, file *outFile) (fileSum, error) {
	err := lines.Close()
	sum, closeErr := file.close()
	return sum, errors.Join(err, closeErr)
}

// abandon lets the files go of a volume that comes to nothing.
func (v *volume) abandon() {
	for _, f := range []*outFile{v.dat, v.opt} {
		if f != nil && f.file != nil {
			f.file.Close()
		}
	}
}
