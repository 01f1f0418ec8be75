package archive

import (
	"archive/zip"
	"bytes"
	"compress/zlib"
	"io"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/glassix-archiver/archiver/storage"
)

// tame checks the keys and what is in the bags: nothing leads out of them.
func (h *hostile) tame() {
	h.Helper()
	for _, k := range h.keys() {
		if err := storage.CheckKey(k.String()); err != nil || !filepath.IsLocal(k.String()) {
			h.Errorf("key %q: %v", k, err)
		}
		z, err := zip.OpenReader(filepath.Join(h.folder, k.String()))
		if err != nil {
			h.Fatal(err)
		}
		lower := map[string]bool{}
		for _, f := range z.File {
			odd := strings.ContainsFunc(f.Name, func(r rune) bool {
				return unicode.IsControl(r) || unicode.Is(unicode.Cf, r) || strings.ContainsRune(`\:*?"<>|%`, r)
			})
			if odd || !filepath.IsLocal(f.Name) || !strings.HasPrefix(f.Name, strconv.FormatInt(k.Ticket, 10)+"/") || !f.Mode().IsRegular() || lower[strings.ToLower(f.Name)] {
				h.Errorf("%s holds %q", k, f.Name)
			}
			if base := filepath.Base(f.Name); len(base) > 143 || strings.HasSuffix(base, ".") || strings.HasPrefix(base, ".") {
				h.Errorf("%s holds %q", k, f.Name)
			}
			lower[strings.ToLower(f.Name)] = true
		}
		z.Close()
		h.unpacked(k)
	}
}

// unpacked extracts a bag next to something that is not to be touched.
func (h *hostile) unpacked(k Key) {
	h.Helper()
	root, err := os.OpenRoot(h.TempDir())
	if err != nil {
		h.Fatal(err)
	}
	defer root.Close()
	name, err := h.bag(k).Extract(h.Context(), root)
	entries, listErr := os.ReadDir(root.Name())
	if err != nil || listErr != nil || len(entries) != 1 || entries[0].Name() != name {
		h.Errorf("extract %s: %v, %v, %v", k, err, listErr, entries)
	}
}

// silent searches all that the run has written for what is secret. source.json
// alone, the answer as it came, may have it, wherever it lies.
func (h *hostile) silent(report *Report) {
	h.Helper()
	data, err := report.JSON()
	if err != nil {
		h.Fatal(err)
	}
	h.quiet("report", data)
	h.quiet("log", h.log.Bytes())
	within := 0 // PDFs, in which the answer as it came lies too
	for _, k := range h.keys() {
		bag := h.bag(k)
		source := h.file(k, "data/source.json")
		for _, name := range append(bag.Payload(), "../bag-info.txt", "../manifest-sha256.txt") {
			if name == "source.json" || strings.HasPrefix(name, attachmentsFolder+"/") {
				continue
			}
			body := []byte(h.file(k, path.Join("data", name)))
			h.quiet(k.String()+" "+name, body)
			for stream := range streams(body) {
				if string(stream) == source {
					within++
					continue
				}
				h.quiet(k.String()+" "+name+", packed", stream)
			}
		}
	}
	if within != len(h.keys()) {
		h.Errorf("looked into %d of %d PDFs", within, len(h.keys()))
	}
	for run, err := range Runs(h.Context(), h.store) {
		if err != nil {
			h.Fatal(err)
		}
		for _, name := range []string{reportName, inventoryName, fatesName} {
			data, err := os.ReadFile(filepath.Join(h.folder, runsPrefix, run, name))
			if err != nil {
				h.Fatal(err)
			}
			h.quiet(name, data)
		}
	}
}

func (h *hostile) quiet(where string, data []byte) {
	h.Helper()
	for _, secret := range []string{"X-Amz-", "5ec2e7", "AKIA", "hunter2", "secret-1", "Bearer"} {
		if i := bytes.Index(data, []byte(secret)); i >= 0 {
			h.Errorf("%s tells %q: …%q…", where, secret, data[max(i-80, 0):min(i+80, len(data))])
		}
	}
}

// streams yields what is packed within a PDF.
func streams(pdf []byte) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for part := range bytes.SplitSeq(pdf, []byte("stream\n")) {
			z, err := zlib.NewReader(bytes.NewReader(part))
			if err != nil {
				continue
			}
			if data, err := io.ReadAll(z); err == nil && !yield(data) {
				return
			}
		}
	}
}

// kept looks for what must have come through.
func (h *hostile) kept() {
	h.Helper()
	for id, marks := range map[int64][]string{
		101: {"core"}, 104: {"הזמנה 4711"}, 105: {"caf\ufffd"}, 106: {`"entries"`}, 9007199254740993: {"9007199254740993", "9223372036854775807"},
	} {
		keys, err := Find(h.Context(), h.store, id)
		if err != nil || len(keys) != 1 {
			h.Fatalf("ticket %d: %v, %v", id, keys, err)
		}
		for _, mark := range marks {
			if !strings.Contains(h.file(keys[0], "data/transcript.json"), mark) {
				h.Errorf("ticket %d: its transcript does not have %q", id, mark)
			}
		}
	}
	if list := h.fileNames(100); len(list) != len(hostileNames)+3 {
		h.Errorf("%d files of ticket 100: %q", len(list), list)
	}
}

func (h *hostile) fileNames(id int64) []string {
	h.Helper()
	keys, err := Find(h.Context(), h.store, id)
	if err != nil || len(keys) != 1 {
		h.Fatal(keys, err)
	}
	return slices.DeleteFunc(h.bag(keys[0]).Payload(), func(p string) bool { return !strings.HasPrefix(p, attachmentsFolder+"/") })
}
