package production

import (
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/discovery/filetext"
)

// saidBy are the texts of attachments in a production, by their files' names.
func saidBy(t *testing.T, folder string) map[string]string {
	t.Helper()
	files, said := tree(t, folder), map[string]string{}
	for _, r := range readDAT(t, filepath.Join(folder, "VOL001")) {
		if link := r["TEXTLINK"]; r["PARENTID"] != "" && link != "" {
			said[r["FILENAME"]] = files["VOL001/"+strings.ReplaceAll(link, `\`, "/")]
		}
	}
	return said
}

// TEXT has what attachments say; of a redacted production it has nothing of that.
func TestTextOfAttachments(t *testing.T) {
	needs(t, "python3")
	h := sampleHouse(t)
	o := h.options(filepath.Join(t.TempDir(), "out"))
	plain := h.produce(o)
	said := saidBy(t, o.Out)
	for ending, want := range map[string]string{".pdf": "לכבוד משפחת אדלר · 10/02/2026", ".docx": "Terms of supply", ".xlsx": "Robot vacuum\tSV-90\t12"} {
		met := false
		for name, text := range said {
			met = met || strings.HasSuffix(name, ending) && strings.Contains(text, want)
		}
		if !met {
			t.Errorf("%s: %q in none of %d texts", ending, want, len(said))
		}
	}
	if plain.Counts.Texts != plain.Counts.Parents+len(said) || plain.Counts.Unsaid != 0 || len(said) < 8 {
		t.Errorf("%+v, %d texts", plain.Counts, len(said))
	}
	o = h.options(filepath.Join(t.TempDir(), "out"))
	o.Redact = "card numbers"
	if r := h.produce(o); r.Counts.Texts != r.Counts.Parents {
		t.Errorf("%+v", r.Counts)
	}
}

// A file of which the text could not be had is named, and makes no exception: it is
// produced as it is.
func TestTextThatCannotBeHad(t *testing.T) {
	needs(t, "python3")
	locked := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
	for _, c := range "EncryptedPackage" {
		locked += string(c) + "\x00"
	}
	w := desk(t, thorny)
	host(t, w, "f1", locked)
	host(t, w, "f2", "\x89PNG\r\n\x1a\n a picture")
	host(t, w, "f3", "others")
	h := newHouse(t, w)
	o := h.options(filepath.Join(t.TempDir(), "out"))
	r := h.produce(o)
	if len(r.Unsaid) != 1 || r.Unsaid[0].File != "a.txt" || r.Unsaid[0].Reason != filetext.Encrypted || r.Counts.Unsaid != 1 || len(r.Exceptions) != 1 || r.Counts.Natives != 3 {
		t.Errorf("%+v, %+v, %+v", r.Unsaid, r.Exceptions, r.Counts)
	}
	if said := saidBy(t, o.Out); len(said) != 1 || said["../../x.e;x e"] != "others" {
		t.Errorf("%q", said)
	}
}
