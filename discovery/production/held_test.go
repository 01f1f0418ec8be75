package production

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/bundle"
)

// repack makes a bundle anew, and valid, with other files.
func (h *house) repack(k archive.Key, change func(path string, data []byte) []byte) {
	h.Helper()
	b, err := archive.OpenBundle(h.Context(), h.store, k)
	if err != nil {
		h.Fatal(err)
	}
	defer b.Close()
	var files []bundle.File
	for _, path := range b.Bag.Payload() {
		data, err := b.Bag.ReadFile("data/"+path, 1<<20)
		if err != nil {
			h.Fatal(err)
		}
		if data = change(path, data); data != nil {
			files = append(files, bundle.Bytes(path, "", data))
		}
	}
	tags, err := b.Bag.Tags()
	if err != nil {
		h.Fatal(err)
	}
	var packed bytes.Buffer
	tags = slices.DeleteFunc(tags, func(t bundle.Tag) bool { return t.Label == "Payload-Oxum" })
	if err := bundle.Write(h.Context(), &packed, b.Bag.Name(), tags, files); err != nil {
		h.Fatal(err)
	}
	path := filepath.Join(h.folder, filepath.FromSlash(k.String()))
	if err := os.Remove(path); err != nil {
		h.Fatal(err)
	}
	if err := os.WriteFile(path, packed.Bytes(), 0o444); err != nil {
		h.Fatal(err)
	}
}

// A valid bundle whose transcript speaks of a file that is not there, or of another,
// ends no production: pages, texts and RSMF say what is there, and each difference is
// an exception.
func TestTranscriptAndFilesDiffer(t *testing.T) {
	needs(t, "python3")
	w := desk(t, thorny)
	for _, f := range []struct{ name, body string }{{"f1", "one"}, {"f2", "two"}, {"gone", "three"}, {"f3", "four"}} {
		host(t, w, f.name, f.body)
	}
	h := newHouse(t, w)
	h.repack(h.keys()[0], func(path string, data []byte) []byte {
		switch {
		case strings.Contains(path, "/0001-"):
			return nil
		case strings.Contains(path, "/0002-"):
			return []byte("twice as long")
		case path == "transcript.json":
			return bytes.Replace(data, []byte(`"size": 4,`), []byte(`"size": 5,`), 1)
		}
		return data
	})
	o := h.options(filepath.Join(t.TempDir(), "out"))
	o.Log, o.View = nil, nil // which would say that this is another bundle
	plan, err := Look(t.Context(), o)
	if err != nil || plan.Missing != 1 || plan.Documents != 5 {
		t.Errorf("%+v, %v", plan, err)
	}
	r := h.produce(o)
	var got []string
	for _, e := range r.Exceptions {
		message, _, _ := strings.Cut(e.Message, " ")
		got = append(got, e.File+" "+e.Code+" "+message)
	}
	if want := []string{"a.txt attachment_missing the", "=b.TXT attachment_differs its", "../../x.e;x e attachment_differs it"}; !slices.Equal(got, want) {
		t.Errorf("exceptions %q, want %q", got, want)
	}
	if n := rsmfFiles(t, filepath.Join(o.Out, "VOL001", "RSMF", "ABC-0000001.001.rsmf")); n != 3 {
		t.Errorf("the .rsmf has %d files, want 3", n)
	}
	if rows := readDAT(t, filepath.Join(o.Out, "VOL001")); rows[1]["NATIVELINK"] != "" || rows[2]["FILESIZE"] != "13" || rows[4]["FILESIZE"] != "4" {
		t.Errorf("rows %v", rows)
	}
}
