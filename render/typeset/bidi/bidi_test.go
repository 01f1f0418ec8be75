package bidi

import (
	"bufio"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode"
)

// conformance is the Unicode Consortium's test, in Debian's unicode-data.
const conformance = "/usr/share/unicode/BidiCharacterTest.txt"

func TestConformance(t *testing.T) {
	file, err := os.Open(conformance)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s (package unicode-data) is missing", conformance)
		}
		t.Skipf("%s (package unicode-data) is missing", conformance)
	}
	defer file.Close()
	lines := bufio.NewScanner(file)
	tests, failed := 0, 0
	var resolver Resolver // one for all, so that what it keeps is tested too
	for lines.Scan() {
		line, _, _ := strings.Cut(lines.Text(), "#")
		fields := strings.Split(line, ";")
		if len(fields) < 5 {
			continue
		}
		tests++
		if !conforms(t, &resolver, fields) {
			if failed++; failed > 10 {
				t.Fatal("too many failures")
			}
		}
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	if tests < 90000 {
		t.Errorf("only %d tests were read", tests)
	}
}

// conforms runs one line: the text, its direction (2 is by the first strong
// letter), the resolved paragraph level, the levels (x where removed), and
// the visual order.
func conforms(t *testing.T, resolver *Resolver, fields []string) bool {
	var text []rune
	for _, code := range strings.Fields(fields[0]) {
		n, err := strconv.ParseInt(code, 16, 32)
		if err != nil {
			t.Fatal(err)
		}
		text = append(text, rune(n))
	}
	rtl := fields[1] == "1"
	if fields[1] == "2" {
		rtl, _ = FirstStrong(text)
	}
	if rtl != (fields[2] == "1") {
		t.Errorf("%s: paragraph level, want %s", fields[0], fields[2])
		return false
	}
	got := resolver.Levels(text, rtl)
	for i, want := range strings.Fields(fields[3]) {
		if want != "x" && strconv.Itoa(int(got[i])) != want {
			t.Errorf("%s (direction %s): levels %v, want %s", fields[0], fields[1], got, fields[3])
			return false
		}
	}
	return true
}

// TestClosing holds the arithmetic of bracket pairs to the Unicode data.
func TestClosing(t *testing.T) {
	data, err := os.ReadFile("/usr/share/unicode/BidiBrackets.txt")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip("package unicode-data is missing")
	}
	pairs := 0
	for line := range strings.Lines(string(data)) {
		fields := strings.FieldsFunc(line, func(r rune) bool { return r == ';' || unicode.IsSpace(r) })
		if len(fields) < 3 || fields[2] != "o" {
			continue
		}
		open, err1 := strconv.ParseInt(fields[0], 16, 32)
		want, err2 := strconv.ParseInt(fields[1], 16, 32)
		if err1 != nil || err2 != nil {
			t.Fatal(line)
		}
		if got := closing(rune(open)); got != rune(want) {
			t.Errorf("%U is closed by %U, want %U", open, got, want)
		}
		pairs++
	}
	if pairs < 60 {
		t.Errorf("only %d pairs", pairs)
	}
}

func TestLevels(t *testing.T) {
	for _, tt := range []struct {
		text string
		rtl  bool
		want []int8
	}{
		{"ab", false, []int8{0, 0}},
		{"a א1 b", false, []int8{0, 0, 1, 2, 0, 0}},
		{"א 12", true, []int8{1, 1, 2, 2}},
		{"", true, []int8{}},
	} {
		if got := Levels([]rune(tt.text), tt.rtl); !slices.Equal(got, tt.want) {
			t.Errorf("%q: %v, want %v", tt.text, got, tt.want)
		}
	}
}

func FuzzLevels(f *testing.F) {
	f.Add("a\u2067א(\u202e1\u2069)\u2029 x", true)
	f.Fuzz(func(t *testing.T, text string, rtl bool) {
		runes := []rune(text)
		for i, level := range Levels(runes, rtl) {
			if level < 0 || level > maxDepth+1 {
				t.Fatalf("level %d at %d", level, i)
			}
		}
	})
}

// A flood of controls takes time in proportion to its length. Had it the
// square of that, this would take minutes.
func TestFloods(t *testing.T) {
	for _, part := range []string{"\u2068", "\u2068a\u2069", "\u2067א\u2069b", "\u202bא\u202ca", "(", "(א)", "a\u200fא1", "\u202e\u2068", "\u2069\u202c", "[\u0301"} {
		for _, rtl := range []bool{false, true} {
			start := time.Now()
			Levels([]rune(strings.Repeat(part, 100_000)), rtl)
			if took := time.Since(start); took > 5*time.Second {
				t.Errorf("%q 100,000 times takes %v", part, took)
			}
		}
	}
}

func BenchmarkLevels(b *testing.B) {
	for name, text := range map[string]string{
		"mixed":    "שלום דנה, מספר ההזמנה 4711 (order) ",
		"hebrew":   "שלום דנה, ההזמנה שלך נשלחה אתמול. ",
		"latin":    "Hello Dana, your order 4711 is here ",
		"isolates": "של \u2068Dana\u2069, הזמנה \u20664711 \u2069",
	} {
		runes := []rune(strings.Repeat(text, 10))
		b.Run(name, func(b *testing.B) {
			var r Resolver
			for b.Loop() {
				r.Levels(runes, name != "latin")
			}
		})
	}
}
