package bundle

import (
	"archive/zip"
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"hash/crc32"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

var sampleFiles = []File{
	Bytes("transcript.json", "application/json", []byte(`{"ticket":13783}`)),
	Bytes("source.json", "application/json", []byte(strings.Repeat(`{"id":13783}`, 500))),
	Bytes("attachments/0001-תמונה.jpg", "image/jpeg", []byte("\xff\xd8 a picture")),
	Bytes("attachments/0002-100%.txt", "text/plain", nil),
}

func write(t testing.TB, files []File) []byte {
	t.Helper()
	var b bytes.Buffer
	err := Write(context.Background(), &b, "13783", []Tag{{"Bagging-Date", "2026-01-02"}, {"Source-Organization", "a\r\nEvil-Tag: b"}}, files)
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func open(t testing.TB, data []byte) *Bag {
	t.Helper()
	bag, err := Open(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	return bag
}

func problems(t testing.TB, data []byte) []Problem {
	t.Helper()
	found, err := open(t, data).Verify(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return found
}

func TestRoundTrip(t *testing.T) {
	data := write(t, sampleFiles)
	bag := open(t, data)
	if found := problems(t, data); len(found) > 0 {
		t.Errorf("problems in a fresh bag: %v", found)
	}
	if got, want := bag.Payload(), []string{"attachments/0001-תמונה.jpg", "attachments/0002-100%.txt", "source.json", "transcript.json"}; !cmp.Equal(got, want) {
		t.Errorf("payload: got %q, want %q", got, want)
	}
	tags, err := bag.Tags()
	if err != nil {
		t.Fatal(err)
	}
	want := []Tag{{"Bagging-Date", "2026-01-02"}, {"Source-Organization", "a Evil-Tag: b"}, {"Payload-Oxum", "6028.4"}}
	if diff := cmp.Diff(want, tags); diff != "" {
		t.Error(diff)
	}
	got, err := bag.ReadFile("data/transcript.json", 100)
	if err != nil || string(got) != `{"ticket":13783}` {
		t.Errorf("transcript.json: %q, %v", got, err)
	}
}

func TestSameInputSameBytes(t *testing.T) {
	reversed := []File{sampleFiles[3], sampleFiles[2], sampleFiles[1], sampleFiles[0]}
	if !bytes.Equal(write(t, sampleFiles), write(t, reversed)) {
		t.Error("the order in which files are given changes the bundle")
	}
}

// A deflater is used again and again, and must remember nothing: neither what
// it packed before, nor in what pieces a file is read.
func TestSameBytesFromAUsedDeflater(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	text := make([]byte, 100_000)
	for i := range text {
		text[i] = "abcdefgh \n"[random.IntN(10)]
	}
	file := func(open func() io.Reader) File {
		return File{Path: "a.txt", Size: int64(len(text)), Open: func() (io.ReadCloser, error) { return io.NopCloser(open()), nil }}
	}
	whole := file(func() io.Reader { return bytes.NewReader(text) })
	want := write(t, []File{whole})
	for i := range 10 {
		junk := make([]byte, random.IntN(200_000))
		for j := range junk {
			junk[j] = byte(random.IntN(1 + i*25))
		}
		write(t, []File{Bytes("b.txt", "", junk), Bytes("c.txt", "", text[i*1000:])})
		pieces := file(func() io.Reader { return iotest.HalfReader(bytes.NewReader(text)) })
		if !bytes.Equal(write(t, []File{pieces}), want) || !bytes.Equal(write(t, []File{whole}), want) {
			t.Fatalf("after %d other bundles the same files make another one", i+1)
		}
	}
}

// Known checksums make the same bundle, and no bundle of other bytes.
func TestKnownSums(t *testing.T) {
	text := []byte("four")
	known := Bytes("x", "", text)
	known.Sums = &Sums{sha256.Sum256(text), crc32.ChecksumIEEE(text)}
	if !bytes.Equal(write(t, []File{known}), write(t, []File{Bytes("x", "", text)})) {
		t.Error("known checksums change the bundle")
	}
	known.Open = Bytes("x", "", []byte("fore")).Open
	if err := Write(context.Background(), io.Discard, "1", nil, []File{known}); err == nil {
		t.Error("other bytes than those of the checksums are packed")
	}
}

func TestVerifyFindsEachFlippedPayloadBit(t *testing.T) {
	data := write(t, sampleFiles)
	at := bytes.Index(data, []byte("a picture")) // stored, so its bytes stand in the ZIP
	for bit := range 8 {
		bad := bytes.Clone(data)
		bad[at] ^= 1 << bit
		found := problems(t, bad)
		if len(found) != 1 || found[0].Path != "data/attachments/0001-תמונה.jpg" {
			t.Errorf("bit %d: got %v", bit, found)
		}
	}
}

// repack writes the bag anew, as an attacker or a careless tool would.
func repack(t *testing.T, data []byte, edit func(path string, body []byte) (string, []byte), more ...string) []byte {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	put := func(name string, body []byte) {
		f, err := w.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		f.Write(body)
	}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if name, body := edit(f.Name, body); name != "" {
			put(name, body)
		}
	}
	for _, name := range more {
		put(name, []byte("more"))
	}
	w.Close()
	return out.Bytes()
}

func TestVerifyNamesWhatIsWrong(t *testing.T) {
	keep := func(name string, body []byte) (string, []byte) { return name, body }
	drop := func(what string) func(string, []byte) (string, []byte) {
		return func(name string, body []byte) (string, []byte) {
			if strings.HasSuffix(name, what) {
				return "", nil
			}
			return name, body
		}
	}
	change := func(what string) func(string, []byte) (string, []byte) {
		return func(name string, body []byte) (string, []byte) {
			if strings.HasSuffix(name, what) {
				return name, append(bytes.Clone(body), '\n')
			}
			return name, body
		}
	}
	data := write(t, sampleFiles)
	tests := []struct {
		name string
		data []byte
		want string // substring of the problems, joined
	}{
		{"payload dropped", repack(t, data, drop("source.json")), "data/source.json: is missing"},
		{"payload changed", repack(t, data, change("source.json")), "data/source.json: has a different SHA-256"},
		{"payload added", repack(t, data, keep, "13783/data/extra.txt"), "data/extra.txt: is not in the manifest"},
		{"manifest dropped", repack(t, data, drop("/manifest-sha256.txt")), "manifest-sha256.txt: missing or unreadable"},
		{"manifest changed", repack(t, data, change("/manifest-sha256.txt")), "manifest-sha256.txt: has a different SHA-256"},
		{"tag manifest dropped", repack(t, data, drop("tagmanifest-sha256.txt")), "tagmanifest-sha256.txt: missing"},
		{"bag-info changed", repack(t, data, change("bag-info.txt")), "bag-info.txt: has a different SHA-256"},
		{"declaration dropped", repack(t, data, drop("bagit.txt")), "bagit.txt: missing"},
	}
	for _, tt := range tests {
		got := fmt.Sprint(problems(t, tt.data))
		if !strings.Contains(got, tt.want) {
			t.Errorf("%s: got %s, want %s in it", tt.name, got, tt.want)
		}
	}
}

func TestOpenRefusesUnsafeNames(t *testing.T) {
	for _, name := range []string{"../13783/x", "13783/../../etc/passwd", "/13783/x", `13783\x`, "other/x", "13783/a\x00b", "loose.txt", "13783/data/source.json"} {
		bad := repack(t, write(t, sampleFiles), func(n string, b []byte) (string, []byte) { return n, b }, name)
		if _, err := Open(bytes.NewReader(bad), int64(len(bad))); err == nil {
			t.Errorf("a bundle with an entry %q was opened", name)
		}
	}
}

func TestWriteRefuses(t *testing.T) {
	tests := map[string][]File{
		"path that climbs":  {Bytes("../x", "", nil)},
		"absolute path":     {Bytes("/x", "", nil)},
		"same path twice":   {Bytes("x", "", nil), Bytes("x", "", nil)},
		"fewer bytes":       {{Path: "x", Size: 5, Open: Bytes("x", "", []byte("four")).Open}},
		"more bytes":        {{Path: "x", Size: 3, Open: Bytes("x", "", []byte("four")).Open}},
		"unreadable source": {{Path: "x", Open: func() (io.ReadCloser, error) { return nil, errors.New("gone") }}},
	}
	for name, files := range tests {
		if err := Write(context.Background(), io.Discard, "1", nil, files); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if err := Write(ctx, io.Discard, "1", nil, sampleFiles); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: got %v", err)
	}
}

func TestExtract(t *testing.T) {
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	bag := open(t, write(t, sampleFiles))
	name, err := bag.Extract(t.Context(), root)
	if err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(filepath.Join(dir, name, "data/attachments/0001-תמונה.jpg"))
	if err != nil || string(got) != "\xff\xd8 a picture" {
		t.Errorf("attachment: %q, %v", got, err)
	}
	if _, err := bag.Extract(t.Context(), root); !errors.Is(err, os.ErrExist) {
		t.Errorf("second extract: got %v, want it refused", err)
	}
}

// Readers that are not ours must agree: Info-ZIP's test of the archive, and
// the check of a manifest that anyone would do by hand.
func TestIndependentReaders(t *testing.T) {
	for _, tool := range []string{"unzip", "sha256sum"} {
		if _, err := exec.LookPath(tool); err != nil {
			if os.Getenv("CI") == "true" {
				t.Fatalf("%s is not installed", tool)
			}
			t.Skipf("needs %s", tool)
		}
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "b.zip"), write(t, sampleFiles[:3]), 0o600); err != nil {
		t.Fatal(err)
	}
	script := `unzip -q -t b.zip && unzip -q b.zip && cd 13783 &&
		sha256sum --quiet --strict -c manifest-sha256.txt tagmanifest-sha256.txt && ls data/attachments`
	cmd := exec.Command("sh", "-c", script)
	cmd.Dir, cmd.Env = dir, append(os.Environ(), "LC_ALL=C.UTF-8")
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.HasSuffix(string(out), "\n0001-תמונה.jpg\n") {
		t.Errorf("%v\n%s", err, out)
	}
}

func TestSafeName(t *testing.T) {
	tests := []struct{ in, want string }{
		{"UPLOADED_IMAGE.jpg", "0001-UPLOADED_IMAGE.jpg"},
		{"חוזה סופי (2).pdf", "0001-חוזה_סופי_2_.pdf"},
		{"../../etc/passwd", "0001-passwd"},
		{`C:\Users\x\report.docx`, "0001-report.docx"},
		{"evil\u202egpj.exe", "0001-evilgpj.exe"},
		{"a\x00b\nc", "0001-a_b_c"},
		{"CON", "0001-CON"}, // harmless behind its number
		{"", "0001-file"},
		{"...", "0001-file"},
		{"👍🏽.png", "0001-png"},
		{"\xff\xfe.txt", "0001-txt"},
		{strings.Repeat("א", 300) + ".jpeg", "0001-" + strings.Repeat("א", 47) + ".jpeg"},
	}
	for _, tt := range tests {
		if got := SafeName(1, tt.in); got != tt.want {
			t.Errorf("SafeName(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func FuzzSafeName(f *testing.F) {
	f.Add("../a\u202eb.jpg")
	f.Fuzz(func(t *testing.T, original string) {
		name := SafeName(7, original)
		if err := checkPath(name); err != nil || strings.Contains(name, "/") || len(name) > maxNameBytes+5 {
			t.Errorf("SafeName(%q) = %q: %v", original, name, err)
		}
	})
}

func FuzzOpen(f *testing.F) {
	f.Add(write(f, sampleFiles))
	f.Fuzz(func(t *testing.T, data []byte) {
		if bag, err := Open(bytes.NewReader(data), int64(len(data))); err == nil {
			bag.Verify(t.Context())
			bag.Tags()
		}
	})
}
