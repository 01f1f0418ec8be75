package typeset

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestMirrors(t *testing.T) {
	data, err := os.ReadFile("/usr/share/unicode/BidiMirroring.txt")
	if err != nil {
		missing(t, "BidiMirroring.txt (Debian: unicode-data)")
	}
	want := map[rune]rune{}
	for line := range strings.Lines(string(data)) {
		var from, to rune
		if n, _ := fmt.Sscanf(line, "%X; %X", &from, &to); n == 2 {
			want[from] = to
		}
	}
	if diff := cmp.Diff(want, mirrors); diff != "" {
		t.Error(diff)
	}
}

// mirroredPDF shows a line, tagged or not.
func mirroredPDF(t *testing.T, text string, tagged bool) []byte {
	t.Helper()
	e := newEngine(t)
	d := NewDocument(e, A4, Meta{Title: "t", Language: "he"})
	if tagged {
		d.Tagged(d.Structure().Add(RoleParagraph))
	}
	d.AddPage()
	for i, line := range e.Layout(Text(text, Style{Size: 10}, RightToLeft), 500) {
		d.DrawLine(&line, 40, 40+15*float64(i))
	}
	var out bytes.Buffer
	if err := d.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// Glyphs map to what is seen; structure and ActualText have what is meant.
func TestMirroredText(t *testing.T) {
	const text = "מחיר (כולל [מע״מ]) <b> ≤ «סוף»"
	s := readStructure(t, mirroredPDF(t, text, true))
	if got := s.document.find(RoleParagraph)[0].text; bare(got) != bare(text) {
		t.Errorf("reads %q, want %q", got, text)
	}
	r := read(t, mirroredPDF(t, "(א<", false))
	shown := map[string]bool{}
	for _, ref := range r.dict(r.pages()[0], "Resources", "Font") {
		for _, v := range r.toUnicode(r.dict(ref)) {
			shown[v] = true
		}
	}
	content := string(bytes.Join(r.contents(r.pages()[0]), nil))
	for _, want := range []string{"/Span<</ActualText<FEFF0028>>>BDC\n", "/Span<</ActualText<FEFF003C>>>BDC\n"} {
		if !strings.Contains(content, want) {
			t.Errorf("%q is not in\n%s", want, content)
		}
	}
	if !shown[")"] || !shown[">"] {
		t.Errorf("glyphs stand for %v", shown)
	}
}

// A left-to-right bracket has nothing around it.
func TestUnmirroredText(t *testing.T) {
	r := read(t, mirroredPDF(t, "a (b) c", false))
	if content := bytes.Join(r.contents(r.pages()[0]), nil); bytes.Contains(content, []byte("ActualText")) {
		t.Errorf("%s", content)
	}
}

func TestMirroredExtraction(t *testing.T) {
	for _, tagged := range []bool{false, true} {
		out := outside(t, "pdftotext", "-enc", "UTF-8", writeFile(t, mirroredPDF(t, "מחיר (כולל [מעמ] שלי) «סוף»", tagged)), "-")
		if want := "מחיר (כולל [מעמ] שלי) «סוף»"; bare(strings.TrimSpace(out)) != bare(want) {
			t.Errorf("tagged %v: %q, want %q", tagged, out, want)
		}
	}
}
