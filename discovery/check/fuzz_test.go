package check

import (
	"bytes"
	"errors"
	"io"
	"strings"
	"testing"
	"time"
)

// A row that is taken for good is, put together again, the row that it was.
func FuzzDAT(f *testing.F) {
	f.Add(goodFiles(f)["VOL001/DATA/VOL001.dat"])
	f.Add([]byte("\ufeffþAþ\x14þBþ\r\nþ1þ\x14þ®þ\r\nþ\xffþ\r\nþþþ\r\n"))
	f.Fuzz(func(t *testing.T, data []byte) {
		in := newRows(bytes.NewReader(data))
		for n := 1; ; n++ {
			list, err := in.next()
			if errors.Is(err, io.EOF) {
				break
			}
			if _, fault := errors.AsType[*rowError](err); fault {
				continue
			}
			if err != nil {
				t.Fatal(err)
			}
			again := "þ" + strings.Join(list, "þ\x14þ") + "þ\r\n"
			if n == 1 {
				again = bom + again
			}
			if !bytes.Contains(data, []byte(again)) {
				t.Errorf("row %d: %q is not in the file", n, again)
			}
		}
	})
}

func FuzzOPT(f *testing.F) {
	for line := range strings.Lines(string(goodFiles(f)["VOL001/DATA/VOL001.opt"])) {
		f.Add(strings.TrimSuffix(line, "\n"))
	}
	f.Fuzz(func(t *testing.T, line string) {
		p, err := optLine(line)
		if err != nil {
			return
		}
		first := ""
		if p.first {
			first = "Y"
		}
		if again := strings.Join([]string{p.id, p.volume, p.path, first, "", "", p.pages}, ",") + "\r"; again != line {
			t.Errorf("%q is %q", line, again)
		}
	})
}

const slice = "VOL001/RSMF/ABC-0001.001.rsmf"

// Whatever the bytes, the reading ends with problems and not with an error.
func FuzzRSMF(f *testing.F) {
	f.Add(goodFiles(f)[slice])
	for _, b := range corpus(f) {
		for name, data := range b.files(f) {
			if strings.HasSuffix(name, ".rsmf") && strings.HasPrefix(b.name, "rsmf-") {
				f.Add(data)
			}
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if _, err := Slice(t.Context(), bytes.NewReader(data), int64(len(data)), "x.rsmf", Options{Temp: t.TempDir()}); err != nil {
			t.Fatal(err)
		}
	})
}

// The manifest is where most of the format is.
func FuzzManifest(f *testing.F) {
	files := goodFiles(f)
	for _, text := range []string{`{}`, `[]`, `{"events":[{"type":1}]}`, `{"version":"2.0.0","participants":[],"conversations":[],"events":[],"x":{"x":[]}}`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		mail := repacked(t, files[slice], func([]byte) []byte { return data })
		r := &rsmfReader{findings: &findings{}, path: "x.rsmf", size: int64(len(mail)), temp: t.TempDir(), zone: time.UTC}
		if _, err := r.read(t.Context(), bytes.NewReader(mail)); err != nil {
			t.Fatal(err)
		}
	})
}
