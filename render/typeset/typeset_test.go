package typeset

import (
	"bytes"
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

//go:embed testdata/lines.txt
var sample string

var ink = Color{0x1b, 0x24, 0x30}

func newEngine(t testing.TB) *Engine {
	t.Helper()
	e, err := NewEngine()
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// samplePDF sets the sample lines and one of each thing a document can hold.
func samplePDF(t testing.TB, e *Engine) []byte {
	t.Helper()
	d := NewDocument(e, A4, Meta{Title: "פנייה 4711 😀", Language: "he-IL", RTL: true, Producer: "typeset test",
		Created: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC)})
	d.AddPage()
	d.Bookmark("יום שני (1) 😀\\", 0)
	y := 60.0
	for _, style := range []Style{{Size: 10.5, Color: ink}, {Size: 10.5, Color: Color{0, 90, 0}, Bold: true, Italic: true}, {Size: 9, Mono: true, Underline: true, Link: "https://example.com/א(1)"}} {
		for text := range strings.Lines(sample) {
			for _, line := range e.Layout(Text(strings.TrimSpace(text), style, Auto), 515) {
				x := 40.0
				if line.RTL {
					x = 555 - line.Width
				}
				d.DrawLine(&line, x, y)
				if y += 16; y > 800 {
					d.AddPage()
					y = 60
				}
			}
		}
	}
	blue, amber := Color{0xef, 0xf4, 0xfd}, Color{0x8a, 0x5a, 0}
	d.Box(Box{X: 40, Y: 700, W: 200, H: 60, Radius: 7, Corners: RoundTop, Fill: &blue, Stroke: &amber, LineWidth: 0.75, Dash: []float64{2.5, 2}, Edges: EdgeTop | EdgeSides})
	d.Rule(40, 770, 240, 770, 0.5, amber)
	d.DrawImage(Image{Width: 2, Height: 2, Pixels: []byte{255, 0, 0, 0, 255, 0, 0, 0, 255, 9, 9, 9}}, 300, 700, 50, 50)
	d.DrawImage(Image{Width: 2, Height: 1, Gray: true, Pixels: []byte{0, 128}}, 360, 700, 50, 50)
	d.Bookmark("Second", 100)
	for page := 1; page <= d.Pages(); page++ {
		d.GoTo(page)
		line := e.Layout(Text("4711 · page", Style{Size: 8}, LeftToRight), 500)[0]
		d.DrawLine(&line, 40, 830)
	}
	var out bytes.Buffer
	if err := d.Output(&out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// outside runs an outside program, which CI must have and others may.
func outside(t testing.TB, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		missing(t, program)
	}
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s %s: %v\n%s", program, strings.Join(args, " "), err, out)
	}
	return string(out)
}

func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("%s is not installed", what)
	}
	t.Skipf("%s is not installed", what)
}

func writeFile(t testing.TB, data []byte) string {
	t.Helper()
	name := filepath.Join(t.ArtifactDir(), "out.pdf")
	if err := os.WriteFile(name, data, 0o644); err != nil {
		t.Fatal(err)
	}
	return name
}
