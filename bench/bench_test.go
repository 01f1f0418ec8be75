package main

import (
	"bytes"
	"encoding/json"
	"image"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/glassix-archiver/archiver/bench/talk"
	"github.com/glassix-archiver/archiver/ticket"
)

func TestNotFound(t *testing.T) {
	tests := []struct{ words, text, lost string }{
		{"שלום דנה 4711", "דנה שלום\n4711", ""},
		{"one one", "one", "one"},
		{"one one", "one two one", ""},
		{"order#4711", "order #47\n11", ""},            // extractors guess where spaces are
		{"הוא 4711", "\u202bהוא\u200f 4711\u202c", ""}, // and add controls of direction
		{"1,234.50", "05.432,1", "1,234.50"},           // a reversed number is not found
		{"שָׁלוֹם", "ש\u05b8\u05c1לו\u05b9ם", ""},      // marks in another order are the same
		{"שָׁלוֹם", "שלום", "שָׁלוֹם"},                 // no marks are not
		{"👨‍👩‍👧", "👨👩👧", "👨‍👩‍👧"},                      // nor is a family without its joiners
	}
	for _, test := range tests {
		var words []string
		for _, word := range strings.Fields(test.words) {
			words = append(words, essence(word))
		}
		if got, want := strings.Join(notFound(words, test.text), " "), essence(test.lost); got != want {
			t.Errorf("of %q in %q not found: %q, want %q", test.words, test.text, got, want)
		}
	}
}

func TestTable(t *testing.T) {
	made := newTable("renderer", "ms", "pages")
	made.add("a|b", "1.25", "2")
	made.add("c", "not measured")
	var b bytes.Buffer
	if err := made.print(&b); err != nil {
		t.Fatal(err)
	}
	want := `| renderer | ms | pages |
|---|---:|---:|
| a\|b | 1.25 | 2 |
| c | not measured |  |

`
	if diff := cmp.Diff(want, b.String()); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestSpread(t *testing.T) {
	least, median := spread([]sample{{cpu: 3}, {cpu: 9}, {cpu: 1}, {cpu: 4}, {cpu: 100}}, sample.ofCPU)
	if least != 1 || median != 4 {
		t.Errorf("least %d and median %d, want 1 and 4", least, median)
	}
}

func TestMilliseconds(t *testing.T) {
	for d, want := range map[time.Duration]string{1234567: "1.23", 45678 * time.Microsecond: "45.7", 4321 * time.Millisecond: "4321"} {
		if got := milliseconds(d); got != want {
			t.Errorf("%v is %s ms, want %s", d, got, want)
		}
	}
}

func TestParseStat(t *testing.T) {
	line := "4242 (a) b) (c) S 1 77 77 0 -1 4194560 9 0 0 0 12 3 400 5 20 0 1 0 100 1000 10 18446744073709551615"
	group, cpu, ok := parseStat(line)
	if !ok || group != 77 || cpu != 420*tick {
		t.Errorf("group %d used %v (%v), want 77 and %v", group, cpu, ok, 420*tick)
	}
	for _, bad := range []string{"", "1 (sh", "1 (sh) S 1 2", strings.Replace(line, "400", "x", 1)} {
		if _, _, ok := parseStat(bad); ok {
			t.Errorf("%q was read", bad)
		}
	}
}

func TestNumbers(t *testing.T) {
	got, err := numbers("30, 2000")
	if diff := cmp.Diff([]int{30, 2000}, got); diff != "" || err != nil {
		t.Errorf("%v (-want +got):\n%s", err, diff)
	}
	for _, bad := range []string{"", "0", "-1", "1,,2", "x"} {
		if got, err := numbers(bad); err == nil {
			t.Errorf("%q is read as %v", bad, got)
		}
	}
}

func TestReadableByPlainFonts(t *testing.T) {
	if got, want := withoutEmoji("שלום 🙏🏻!"), "שלום !"; got != want {
		t.Errorf("without emoji %q, want %q", got, want)
	}
	for _, r := range latinOnly("שלום 🙏 ok") {
		if r > '~' {
			t.Errorf("%q is left", r)
		}
	}
}

// The command that memory is measured of reads what runChild writes.
func TestMadeUpTicketIsOneOfTheService(t *testing.T) {
	made := talk.Ticket(20, 3)
	text, err := json.Marshal(made)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ticket.Decode(text)
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Transactions) != 20 || got.Transactions[7].Text != made.Transactions[7].Text {
		t.Errorf("%d messages, the eighth is %q; want 20 and %q", len(got.Transactions), got.Transactions[7].Text, made.Transactions[7].Text)
	}
}

func TestSideBySide(t *testing.T) {
	sheet := sideBySide(image.NewRGBA(image.Rect(0, 0, 10, 20)), nth(nil, 3))
	if got, want := sheet.Bounds().Size(), image.Pt(18, 20); got != want {
		t.Errorf("%v, want %v", got, want)
	}
}

// The programs that are not there are said to be missing, and the table is
// printed all the same.
func TestMissingPrograms(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	results := newTable("", "messages")
	for _, start := range []starter{startChromium, startWeasyPrint, startWeasyPrintProcess} {
		if err := compete(t.Context(), start, newSource(t.TempDir()), []int{1}, 1, results); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range results.rows {
		if !strings.HasPrefix(row[1], "not measured: ") {
			t.Errorf("the row says %q", row)
		}
	}
	if found, missing := extractors(t.Context()); len(found) != 0 || len(missing) != 2 {
		t.Errorf("found %v, missing %q", found, missing)
	}
}

func TestSpeed(t *testing.T) {
	results := newTable("", "messages", "rounds", "CPU ms, least", "median", "wall ms, least", "median", "pages", "KB")
	for _, start := range []starter{startArchiver, startCoreFont} {
		if err := compete(t.Context(), start, newSource(t.TempDir()), []int{3}, 1, results); err != nil {
			t.Fatal(err)
		}
	}
	for _, row := range results.rows {
		if row[2] != "10" || row[8] == "" || row[8] == "0" {
			t.Errorf("the row says %q", row)
		}
	}
}
