package production

import (
	"bytes"
	"encoding/json"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// chat is an .rsmf file as readers have it that are not ours.
type chat struct {
	Headers  map[string]string
	Text     string
	Files    map[string]string // SHA-256 by name in the zip
	Manifest json.RawMessage
}

// readRSMF reads files with Python's mail and ZIP readers, and their zips with
// unzip too, which has to find the same manifest.
func readRSMF(t *testing.T, paths ...string) []chat {
	t.Helper()
	zips := t.TempDir()
	out, err := exec.Command("python3", append([]string{"../rsmf/testdata/read.py", "--zips", zips}, paths...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("python3: %v\n%s", err, out)
	}
	var list []chat
	for i, line := range bytes.Split(bytes.TrimSpace(out), []byte("\n")) {
		var c chat
		if err := json.Unmarshal(line, &c); err != nil {
			t.Fatal(err)
		}
		list = append(list, c)
		zip := filepath.Join(zips, filepath.Base(paths[i])+".zip")
		if said, err := exec.Command("unzip", "-tq", zip).CombinedOutput(); err != nil {
			t.Errorf("unzip -t %s: %v\n%s", paths[i], err, said)
		}
		manifest, err := exec.Command("unzip", "-p", zip, "rsmf_manifest.json").Output()
		var one, other any
		if err != nil || json.Unmarshal(manifest, &one) != nil || json.Unmarshal(c.Manifest, &other) != nil || !sameJSON(one, other) {
			t.Errorf("%s: unzip has another manifest: %v", paths[i], err)
		}
	}
	return list
}

func sameJSON(a, b any) bool {
	one, err1 := json.Marshal(a)
	other, err2 := json.Marshal(b)
	return err1 == nil && err2 == nil && bytes.Equal(one, other)
}

// checkChats holds each .rsmf file that a row names against the official schema,
// and its files against those of the family. It tells how many there are.
func checkChats(t *testing.T, volume string, rows []map[string]string) (n int) {
	t.Helper()
	schema, err := jsonschema.NewCompiler().Compile("../check/schema/rsmf_schema_2_0_0.json")
	if err != nil {
		t.Fatal(err)
	}
	natives := map[string]map[string]bool{} // hashes, by their ticket's DOCID
	for _, r := range rows {
		if natives[r["PARENTID"]] == nil {
			natives[r["PARENTID"]] = map[string]bool{}
		}
		natives[r["PARENTID"]][r["SHA256HASH"]] = true
	}
	for _, r := range rows {
		if r["RSMFLINK"] == "" {
			continue
		}
		var paths []string
		for link := range strings.SplitSeq(r["RSMFLINK"], ";") {
			paths = append(paths, filepath.Join(volume, filepath.FromSlash(strings.ReplaceAll(link, `\`, "/"))))
		}
		for i, c := range readRSMF(t, paths...) {
			n++
			manifest, err := jsonschema.UnmarshalJSON(bytes.NewReader(c.Manifest))
			if err == nil {
				err = schema.Validate(manifest)
			}
			if err != nil {
				t.Errorf("%s: not valid: %v", paths[i], err)
			}
			var said struct{ Events []json.RawMessage }
			if json.Unmarshal(c.Manifest, &said) != nil || len(said.Events) == 0 || c.Headers["x-rsmf-eventcount"] != strconv.Itoa(len(said.Events)) {
				t.Errorf("%s: %d events, the header says %s", paths[i], len(said.Events), c.Headers["x-rsmf-eventcount"])
			}
			for name, sum := range c.Files {
				if !natives[r["DOCID"]][sum] {
					t.Errorf("%s: %s is no file of %s", paths[i], name, r["DOCID"])
				}
			}
		}
	}
	return n
}
