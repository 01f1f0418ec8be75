package production

import (
	"fmt"
	"strings"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
)

// reading is what a bundle says.
type reading struct {
	raw     []byte // the service's answer
	t       *render.Transcript
	altered map[string]string // in what files are not what the transcript in the bundle says, by their paths
}

// heldFiles are the files of a record as the bag has them, which was checked to
// its last byte: before anything is made of the record, so that pages, texts and
// RSMF say the same. A file that is not there is missing, and one of other bytes is
// taken as it is.
func heldFiles(bag *bundle.Bag, files map[string]render.File) (held map[string]render.File, altered map[string]string) {
	held, altered = make(map[string]render.File, len(files)), map[string]string{}
	sums := bag.Sums()
	for key, f := range files {
		size, there := bag.Size("data/" + f.Path)
		sum := sums["data/"+f.Path]
		switch {
		case f.Exception != nil || f.Path == "":
		case !there:
			f = render.File{Exception: &render.Exception{Code: notRecorded, Message: "the bundle's transcript names it, but the bundle does not have it"}}
		case !strings.EqualFold(sum, f.SHA256):
			altered[f.Path] = fmt.Sprintf("its SHA-256 is %s, the bundle's transcript says %s", sum, f.SHA256)
		case size != f.Size:
			altered[f.Path] = fmt.Sprintf("it has %d bytes, the bundle's transcript says %d", size, f.Size)
		}
		if altered[f.Path] != "" {
			f.SHA256, f.Size = sum, size
		}
		held[key] = f
	}
	return held, altered
}
