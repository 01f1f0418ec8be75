package typeset

import (
	"bytes"
	"fmt"
	"math"
	"strings"
	"testing"
)

// An emoji is wider than the font's size, and stays within a line's height.
func TestEmojiSize(t *testing.T) {
	e := newEngine(t)
	for _, text := range []string{"😀", "👩‍👩‍👧‍👦", "❤️", "1️⃣", "🇮🇱"} {
		lines := e.Layout(Text(text, Style{Size: 10}, Auto), 500)
		if got := lines[0]; math.Abs(got.Width-10*emojiAdvance) > 0.01 || got.Size != 10 {
			t.Errorf("%s is %v wide at size %v", text, got.Width, got.Size)
		}
	}
	if emojiTop > Ascent || -emojiBottom > Descent {
		t.Errorf("emoji reach from %v to %v", emojiBottom, emojiTop)
	}
}

// What is drawn lies within what the font says of itself.
func TestEmojiBox(t *testing.T) {
	e := newEngine(t)
	d := NewDocument(e, A4, Meta{Title: "t"})
	d.AddPage()
	for i, line := range e.Layout(Text("😀🌅👧🚗🇫🇷🇳🇵🏴‍☠️🏳️‍🌈", Style{Size: 10}, Auto), 500) {
		d.DrawLine(&line, 40, 40+15*float64(i))
	}
	var out bytes.Buffer
	if err := d.Output(&out); err != nil {
		t.Fatal(err)
	}
	r := read(t, out.Bytes())
	for _, ref := range r.dict(r.pages()[0], "Resources", "Font") {
		font := r.dict(ref)
		if font["Subtype"] != pdfName("Type3") {
			t.Fatal(font)
		}
		box := r.array(font, "FontBBox")
		for name, proc := range r.dict(font, "CharProcs") {
			_, drawing := r.object(proc.(pdfRef))
			p := &parser{t: t, b: drawing}
			var numbers []float64
			for v := p.value(); v != nil; v = p.value() {
				switch v := v.(type) {
				case float64:
					numbers = append(numbers, v)
				case pdfWord:
					if strings.Contains("m l c", string(v)) {
						for i, n := range numbers {
							if n < box[i%2].(float64) || n > box[2+i%2].(float64) {
								t.Errorf("%s goes to %v, outside of %v", name, numbers, box)
							}
						}
					}
					numbers = numbers[:0]
				}
			}
		}
	}
}

// One endless grapheme is broken into lines, and all of it can be extracted.
func TestEndlessEmoji(t *testing.T) {
	const count = 2000
	e := newEngine(t)
	d := NewDocument(e, A4, Meta{Title: "t"})
	lines := e.Layout(Text(strings.Repeat("👩\u200d", count), Style{Size: 10}, Auto), 500)
	if len(lines) < 20 {
		t.Fatalf("%d lines", len(lines))
	}
	for i := range lines {
		if lines[i].Width > 500 {
			t.Errorf("line %d is %v wide", i, lines[i].Width)
		}
		if i%50 == 0 {
			d.AddPage()
		}
		d.DrawLine(&lines[i], 40, 40+15*float64(i%50))
	}
	var out bytes.Buffer
	if err := d.Output(&out); err != nil {
		t.Fatal(err)
	}
	text := outside(t, "pdftotext", "-enc", "UTF-8", writeFile(t, out.Bytes()), "-")
	if got := strings.Count(text, "👩"); got != count {
		t.Errorf("%d emoji are extracted, want %d", got, count)
	}
}

// Emoji that are made of several are one glyph, those of 2023 and 2024 too.
func TestEmojiIsOneGlyph(t *testing.T) {
	e := newEngine(t)
	for _, text := range []string{"👨‍👩‍👧‍👦", "🧑‍🧑‍🧒‍🧒", "🧑‍🧑‍🧒", "🧑‍🧒", "🐦‍🔥", "🍋‍🟩", "🍄‍🟫", "⛓️‍💥", "🙂‍↔️", "🙂‍↕️", "🏃🏽‍♀️‍➡️", "👩🏿‍🦽‍➡️", "🫩", "🫆", "🪾"} {
		line := e.Layout(Text(text, Style{Size: 10}, Auto), 500)[0]
		got := clusters(&line)
		if len(got) != 1 || got[0].missing || got[0].face.id != emojiColor || math.Abs(line.Width-10*emojiAdvance) > 0.01 {
			t.Errorf("%s is %d glyphs, %v wide: %v", text, len(got), line.Width, got)
		}
	}
}

// Flags that fill their box have room and an edge; others are as emoji are.
func TestFlags(t *testing.T) {
	e := newEngine(t)
	d := NewDocument(e, A4, Meta{Title: "t"})
	d.AddPage()
	for text, want := range map[string]bool{"🇫🇷": true, "🇮🇱": true, "🇳🇵": false, "🏳️‍🌈": true, "🏴󠁧󠁢󠁥󠁮󠁧󠁿": true, "✉️": false, "🏳️": false, "😀": false} {
		line := e.Layout(Text(text, Style{Size: 10}, Auto), 500)[0]
		g := line.runs[0].words[0].glyphs[0]
		c := &code{[]part{{gid: int(g.id)}}, 614, []rune(text)}
		proc := string(e.colorProc(c))
		left := math.Inf(1)
		for _, move := range strings.Split(proc, "\n") {
			var x, y float64
			if n, _ := fmt.Sscanf(move, "%f %f m", &x, &y); n == 2 && strings.HasSuffix(move, "m") {
				left = min(left, x)
			}
		}
		if strings.Contains(proc, "RG\n") != want {
			t.Errorf("%s has an edge: %v, want %v", text, !want, want)
		}
		if want && left < 0.09*512 {
			t.Errorf("%s starts at %v", text, left)
		}
	}
}
