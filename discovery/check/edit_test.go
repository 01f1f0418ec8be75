package check

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"io"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/tools/txtar"
)

var byteForm = regexp.MustCompile(`\\x[0-9A-F]{2}`)

// edited applies hunks that are parted by an empty line: lines with - and with a
// space are what was there, those with + and with a space what is there now.
// \x0D is that byte.
func edited(t testing.TB, data []byte, c txtar.File) []byte {
	t.Helper()
	if data == nil {
		t.Fatalf("%s: there is no such file", c.Name)
	}
	for hunk := range strings.SplitSeq(strings.TrimSuffix(string(c.Data), "\n"), "\n\n") {
		var old, now []string
		for line := range strings.SplitSeq(hunk, "\n") {
			raw := byteForm.ReplaceAllStringFunc(line[min(1, len(line)):], func(form string) string {
				b, _ := hex.DecodeString(form[2:])
				return string(b)
			})
			if line[0] != '+' {
				old = append(old, raw)
			}
			if line[0] != '-' {
				now = append(now, raw)
			}
		}
		before := []byte(strings.Join(old, "\n"))
		if !bytes.Contains(data, before) {
			t.Fatalf("%s: %q is not in it", c.Name, before)
		}
		data = bytes.Replace(data, before, []byte(strings.Join(now, "\n")), 1)
	}
	return data
}

// repacked is an .rsmf with another manifest.
func repacked(t testing.TB, mail []byte, change func(manifest []byte) []byte) []byte {
	t.Helper()
	head, rest, _ := bytes.Cut(mail, []byte(`filename="rsmf.zip"`))
	more, rest, _ := bytes.Cut(rest, []byte("\r\n\r\n"))
	coded, tail, found := bytes.Cut(rest, []byte("\r\n--"))
	packed, err := base64.StdEncoding.DecodeString(string(coded))
	if err != nil || !found {
		t.Fatalf("take an .rsmf apart: %v", err)
	}
	from, err := zip.NewReader(bytes.NewReader(packed), int64(len(packed)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	to := zip.NewWriter(&out)
	for _, f := range from.File {
		content, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(content)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == manifestName {
			data = change(data)
		}
		w, err := to.CreateHeader(&zip.FileHeader{Name: f.Name})
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write(data); err != nil {
			t.Fatal(err)
		}
	}
	if err := to.Close(); err != nil {
		t.Fatal(err)
	}
	text := base64.StdEncoding.EncodeToString(out.Bytes())
	return slices.Concat(head, []byte(`filename="rsmf.zip"`), more, []byte("\r\n\r\n"+text+"\r\n--"), tail)
}
