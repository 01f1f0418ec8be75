package typeset

import (
	"math/rand/v2"
	"slices"
	"testing"
)

// simpleSample has one or more characters of each simple class.
var simpleSample = []rune("  abאД17.,!?'\"([)]--/+%\u2068\u2069")

// checkBreaks compares a text's breaks and graphemes with those that the
// segmenter finds in the whole of it. It returns how much was simple.
func checkBreaks(t *testing.T, e *Engine, text []rune) int {
	t.Helper()
	b := &breaker{e: e, text: text}
	next := b.findBreaks()
	var ends, breaks, graphemes []int
	for i := 0; i < len(text); {
		i = next.end(i)
		ends = append(ends, i)
	}
	e.seg.Init(text)
	for it := e.seg.LineIterator(); it.Next(); {
		breaks = append(breaks, it.Line().Offset+len(it.Line().Text))
	}
	for it := e.seg.GraphemeIterator(); it.Next(); {
		graphemes = append(graphemes, it.Grapheme().Offset+len(it.Grapheme().Text))
	}
	if !slices.Equal(breaks, b.breaks) {
		t.Errorf("%q breaks at %v, by the short way at %v (simple to %d)", string(text), breaks, b.breaks, next.simple)
	}
	if !slices.Equal(graphemes, ends) {
		t.Errorf("%q has graphemes to %v, by the short way to %v (simple to %d)", string(text), graphemes, ends, next.simple)
	}
	return next.simple
}

// TestSimpleBreaks holds the short way through simple text to the long one.
func TestSimpleBreaks(t *testing.T) {
	e := newEngine(t)
	simple := 0
	alphabet := []rune(" aא1.!\"()-/+\u2068")
	text := make([]rune, 4)
	for n := range 13 * 13 * 13 * 13 {
		for i, v := 0, n; i < len(text); i++ {
			text[i] = alphabet[v%len(alphabet)]
			v /= len(alphabet)
		}
		if checkBreaks(t, e, text) == len(text) {
			simple++
		}
	}
	random := rand.New(rand.NewPCG(1, 2))
	for range 50_000 {
		text := make([]rune, 6+random.IntN(12))
		for i := range text {
			text[i] = simpleSample[random.IntN(len(simpleSample))]
		}
		if checkBreaks(t, e, text) == len(text) {
			simple++
		}
	}
	if simple < 15_000 {
		t.Errorf("only %d texts were simple", simple)
	}
}

// What follows simple text does not change it, nor the other way round.
func TestSimpleBeginning(t *testing.T) {
	e := newEngine(t)
	sample := append([]rune("  \u00a0\u0301\u05b8\u200d\u200b\ufe0f\u20e3😀👩❤🏽🇮🇱—…–’“”«»״־。你、々ーกิक्षस안%\u0600\u00ad\u2060|"), simpleSample...)
	random := rand.New(rand.NewPCG(3, 4))
	parted := 0
	words := []string{"אב ", "a ", "a, ", "17 ", "(א) ", "\"a\" ", "- ", "(a ", "1/2  ", "\u2068א\u2069 ", "a/b! "}
	for range 30_000 {
		var text []rune
		for range 1 + random.IntN(4) {
			text = append(text, []rune(words[random.IntN(len(words))])...)
		}
		for range 1 + random.IntN(8) {
			from := simpleSample
			if random.IntN(2) == 0 {
				from = sample
			}
			text = append(text, from[random.IntN(len(from))])
		}
		if n := checkBreaks(t, e, text); n > 0 && n < len(text) {
			parted++
		}
		if t.Failed() {
			return
		}
	}
	if parted < 10_000 {
		t.Errorf("only %d texts were partly simple", parted)
	}
}

// Each simple character breaks lines as its class does.
func TestSimpleClasses(t *testing.T) {
	e := newEngine(t)
	others := []rune(" aא1.(-/")
	count := 0
	for r := range rune(0x3000) {
		if simpleClassOf(r) == notSimple {
			continue
		}
		count++
		for _, a := range others {
			for _, b := range others {
				for _, c := range others {
					checkBreaks(t, e, []rune{a, r, b, c})
					checkBreaks(t, e, []rune{a, b, r, c})
				}
			}
		}
	}
	if count < 400 {
		t.Errorf("only %d characters are simple", count)
	}
}

func BenchmarkBreaks(b *testing.B) {
	e := newEngine(b)
	for name, text := range map[string]string{
		"simple": "שלום דנה, מספר ההזמנה שלך הוא 4711 (order) https://example.com/a?b=1, תודה!",
		"emoji":  "שלום דנה, מספר ההזמנה שלך הוא 4711 (order) https://example.com/a?b=1, תודה 🙏",
	} {
		b.Run(name, func(b *testing.B) {
			br := &breaker{e: e, text: []rune(text)}
			for b.Loop() {
				br.findBreaks()
			}
		})
	}
}
