package main

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/catalog"
	"github.com/glassix-archiver/archiver/discovery/query"
)

// hostileHit is one whose every text would like to do something to a terminal.
func hostileHit() (catalog.Hit, query.Excerpt) {
	const bad = "a\x1b[2J\u202eb\u2069c\r\nd\u0085\u2066e"
	hit := catalog.Hit{Key: archive.Key{Department: "d", Closed: time.Unix(0, 0), Ticket: 7, Revision: "r"}, Head: catalog.Head{Channel: bad, DepartmentName: bad, Who: []string{bad, bad, bad, bad}}}
	text := "חשבונית " + bad + " refund"
	e := query.Excerpt{Segment: query.Segment{Kind: query.Note, Author: bad, Text: text}, Before: true}
	e.Marks = []query.Mark{{Start: 0, End: len("חשבונית")}, {Start: len(text) - len("refund"), End: len(text)}}
	return hit, e
}

// On a terminal hits are bold, each text is kept to itself, and nothing of a
// text is a control.
func TestHitOnTerminal(t *testing.T) {
	var out bytes.Buffer
	p := newHitPrinter(&sys{stdout: &out, bold: func() bool { return true }}, false)
	if err := p.print(hostileHit()); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{"\x1b[1mחשבונית\x1b[22m", "\x1b[1mrefund\x1b[22m", "[internal note] \u2068a·[2J·b·c"} {
		if !strings.Contains(text, want) {
			t.Errorf("%q is not in %q", want, text)
		}
	}
	plain := strings.NewReplacer("\x1b[1m", "", "\x1b[22m", "").Replace(text)
	depth := 0
	for _, r := range plain {
		switch {
		case r == '\u2068':
			depth++
		case r == '\u2069':
			depth--
		case r != '\n' && (r < ' ' || r >= 0x7f && r < 0xa0 || r >= 0x202a && r <= 0x202e || r >= 0x2066 && r <= 0x2067):
			t.Errorf("%U in %q", r, plain)
		case r == '\n' && depth != 0:
			t.Errorf("a line ends within an isolate: %q", plain)
		}
	}
	if depth != 0 || strings.Count(plain, "\n") != 3 {
		t.Errorf("%q", plain)
	}
}

// In a pipe they are marked plainly; in JSON the text is as it was written, and
// the offsets count characters.
func TestHitInPipeAndJSON(t *testing.T) {
	var out bytes.Buffer
	s := &sys{stdout: &out, bold: func() bool { return false }}
	if err := newHitPrinter(s, false).print(hostileHit()); err != nil {
		t.Fatal(err)
	}
	if text := out.String(); !strings.Contains(text, "…«חשבונית» a·[2J") || strings.ContainsAny(text, "\x1b\u202e\u2068") {
		t.Errorf("%q", text)
	}
	out.Reset()
	hit, excerpt := hostileHit()
	if err := newHitPrinter(s, true).print(hit, excerpt); err != nil {
		t.Fatal(err)
	}
	var read struct {
		Excerpt struct {
			Text  string
			Marks [][2]int
		}
	}
	if err := json.Unmarshal(out.Bytes(), &read); err != nil || read.Excerpt.Text != excerpt.Text {
		t.Fatalf("%s: %v", out.String(), err)
	}
	for i, want := range []string{"חשבונית", "refund"} {
		if m := read.Excerpt.Marks[i]; string([]rune(read.Excerpt.Text)[m[0]:m[1]]) != want {
			t.Errorf("mark %d is %q", i, string([]rune(read.Excerpt.Text)[m[0]:m[1]]))
		}
	}
}
