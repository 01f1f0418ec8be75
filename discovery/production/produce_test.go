package production

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// readDAT reads a volume's load file with a reader that is not ours.
func readDAT(t *testing.T, volume string) []map[string]string {
	t.Helper()
	out, err := exec.Command("python3", "testdata/readdat.py", volume).CombinedOutput()
	if err != nil {
		t.Fatalf("python3: %v\n%s", err, out)
	}
	var rows []map[string]string
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 1<<24)
	for lines.Scan() {
		var r map[string]string
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		rows = append(rows, r)
	}
	return rows
}

// The sample workspace, produced in all formats, reads back with Python's mail and
// CSV readers, unzip, poppler, coreutils and a validator of JSON Schemas: families,
// hashes, conversations, and a number on each page, without a gap.
func TestProduceSample(t *testing.T) {
	needs(t, "python3", "pdftotext", "pdfinfo", "sha256sum", "unzip")
	h := sampleHouse(t)
	out := filepath.Join(t.TempDir(), "out")
	report := h.produce(h.options(out))
	if report.Counts.Found != len(h.keys()) || report.Counts.Withheld != 0 || report.Counts.Attachments == 0 || report.Counts.RSMF == 0 {
		t.Errorf("counts: %+v", report.Counts)
	}
	check := exec.Command("sha256sum", "--quiet", "--strict", "-c", "manifest-sha256.txt")
	check.Dir = out
	if said, err := check.CombinedOutput(); err != nil {
		t.Errorf("sha256sum: %v\n%s", err, said)
	}
	volume := filepath.Join(out, "VOL001")
	rows := readDAT(t, volume)
	if len(rows) != report.Counts.Documents {
		t.Errorf("%d rows, %d documents", len(rows), report.Counts.Documents)
	}
	checkFamilies(t, rows)
	if n := checkChats(t, volume, rows); n != report.Counts.RSMF {
		t.Errorf("the rows name %d .rsmf files, the report %d", n, report.Counts.RSMF)
	}
	next := int64(1)
	for _, r := range rows {
		next = checkPages(t, volume, r, next)
	}
	if next-1 != report.Bates.LastNumber {
		t.Errorf("the last number is %d, %d in the report", next-1, report.Bates.LastNumber)
	}
	listed := map[string]bool{}
	for line := range strings.Lines(tree(t, out)["manifest-sha256.txt"]) {
		listed[strings.TrimSpace(line[66:])] = true
	}
	for name := range tree(t, out) {
		if own := strings.HasPrefix(name, "CUSTODY/produced.") || name == manifestName; listed[name] == own {
			t.Errorf("%s: in the manifest: %v", name, listed[name])
		}
	}
}

// checkFamilies holds each row against its parent.
func checkFamilies(t *testing.T, rows []map[string]string) {
	t.Helper()
	parent := map[string]string{}
	left := 0
	for _, r := range rows {
		if r["DOCTYPE"] == "Ticket" {
			if left != 0 {
				t.Errorf("%s: %d files of the ticket before are missing", r["DOCID"], left)
			}
			parent = r
			fmt.Sscan(r["ATTACHCOUNT"], &left)
			continue
		}
		left--
		if r["PARENTID"] != parent["DOCID"] || r["BEGATTACH"] != parent["BEGBATES"] || r["ENDATTACH"] != parent["ENDATTACH"] || !slices.Contains(strings.Split(parent["ATTACHIDS"], ";"), r["DOCID"]) {
			t.Errorf("%s is not of the family of %s", r["DOCID"], parent["DOCID"])
		}
	}
}

// checkPages holds a document's PDF against its row: as many pages, each with
// its number as the last thing on it.
func checkPages(t *testing.T, volume string, r map[string]string, next int64) int64 {
	t.Helper()
	file := filepath.Join(volume, filepath.FromSlash(strings.ReplaceAll(r["PDFLINK"], `\`, "/")))
	info, err := exec.Command("pdfinfo", file).CombinedOutput()
	if err != nil {
		t.Fatalf("pdfinfo: %v\n%s", err, info)
	}
	if !strings.Contains(string(info), fmt.Sprintf("Pages:           %s\n", r["PGCOUNT"])) {
		t.Errorf("%s: PGCOUNT %s, and\n%s", r["DOCID"], r["PGCOUNT"], info)
	}
	text, err := exec.Command("pdftotext", "-layout", file, "-").Output()
	if err != nil {
		t.Fatal(err)
	}
	b := Bates{"ABC", 7}
	if r["BEGBATES"] != b.Of(next) {
		t.Errorf("%s begins with %s, want %s", r["DOCID"], r["BEGBATES"], b.Of(next))
	}
	marks := strings.NewReplacer("\u202a", "", "\u202b", "", "\u202c", "") // poppler's own, on pages in Hebrew
	for page := range strings.SplitSeq(strings.TrimSuffix(marks.Replace(string(text)), "\f"), "\f") {
		lines := strings.Split(strings.TrimSpace(page), "\n")
		if last := lines[len(lines)-1]; !strings.HasSuffix(strings.TrimSpace(last), b.Of(next)) || !strings.Contains(last, "CONFIDENTIAL") {
			t.Errorf("%s: the page ends with %q, not with %s", r["DOCID"], last, b.Of(next))
		}
		next++
	}
	if r["ENDBATES"] != b.Of(next-1) {
		t.Errorf("%s ends with %s, want %s", r["DOCID"], r["ENDBATES"], b.Of(next-1))
	}
	return next
}

// The same store, options and clock give the same bytes, however many work on
// it; what the log says of the production is its own.
func TestSameBytes(t *testing.T) {
	h := sampleHouse(t)
	var first map[string]string
	for i, workers := range []int{1, 7} {
		if err := os.RemoveAll(filepath.Join(h.folder, "productions")); err != nil { // as if there had been none
			t.Fatal(err)
		}
		o := h.options(filepath.Join(t.TempDir(), "out"))
		o.Workers, o.Split, o.Log = workers, 9, nil
		h.produce(o)
		files := tree(t, o.Out)
		if i == 0 {
			first = files
			continue
		}
		for _, name := range slices.Sorted(maps.Keys(first)) {
			if files[name] != first[name] {
				t.Errorf("%s differs", name)
			}
		}
		if len(files) != len(first) {
			t.Errorf("%d files, then %d", len(first), len(files))
		}
	}
}
