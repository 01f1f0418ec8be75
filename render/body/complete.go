package body

import (
	"slices"
	"strings"
	"unicode"
)

// Lacking returns what a message's plain text says beyond blocks that were
// made of its HTML: the service sends both, and nothing says that they agree.
//
// It is the lines of the text whose words do not stand in the blocks one
// behind the other, each word of the blocks counted for one line only. A word
// is all between two spaces: its signs, its case and its points count, for
// "-5", "€5" and "5" are not one, nor "1.000" and "1,000". What a mail program
// changes when it makes a text of a page does not count; see wordsOf.
func Lacking(blocks []Block, text string) []Block {
	if strings.TrimSpace(text) == "" {
		return nil
	}
	text = clean(text)
	lines := strings.Split(text, "\n")
	said := newKnown(blocks)
	var missing []string
	for i, line := range wordsOf(text, said.addresses) {
		if !said.take(line) {
			missing = append(missing, lines[i])
		}
	}
	return FromText(strings.Join(missing, "\n"))
}

// known is what the blocks say: the words in their order, each taken at most
// once.
type known struct {
	addresses map[string]bool
	words     []string
	at        map[string][]int // where a word stands
	taken     []bool
	next      int // behind what was taken last
	effort    int // words that may still be compared
}

// maxEffort bounds the comparison of two texts that are made for it to take
// long. What is not compared is taken for lacking.
const maxEffort = 1 << 24

func newKnown(blocks []Block) *known {
	flat := plainWriter{bare: true}
	flat.blocks(blocks, "\n")
	k := &known{addresses: addressesOf(blocks, flat.String()), at: make(map[string][]int), effort: maxEffort}
	for _, line := range wordsOf(flat.String(), k.addresses) {
		for _, stretch := range line {
			k.words = append(k.words, stretch...)
		}
	}
	for i, word := range k.words {
		k.at[word] = append(k.at[word], i)
	}
	k.taken = make([]bool, len(k.words))
	return k
}

// addressesOf are the addresses and the pictures that the blocks show or lead
// to, and the words for these.
func addressesOf(blocks []Block, flat string) map[string]bool {
	all := make(map[string]bool)
	for in := range Inlines(blocks) {
		if in.Link != "" {
			all[in.Link] = true
		}
		if in.Image != nil {
			all[in.Image.Ref], all[in.Image.Alt] = true, true
		}
	}
	for _, span := range findLinks(flat) {
		all[span.href] = true
	}
	return all
}

// take takes the stretches of a line from the words, and reports whether all
// were there. The mark of a list's item may be missing, but not what could be
// the sign of a number.
func (k *known) take(line [][]string) bool {
	if len(line) > 0 && len(line[0]) > 1 && line[0][0] == "-" && !k.find(line[0], false) && !numeric(line[0][1]) {
		line = slices.Clone(line)
		line[0] = line[0][1:]
	}
	for _, stretch := range line {
		if !k.find(stretch, true) {
			return false
		}
	}
	return true
}

func numeric(word string) bool {
	return strings.ContainsFunc(word, func(r rune) bool { return unicode.IsDigit(r) || unicode.Is(unicode.Sc, r) })
}

// find seeks words one behind the other: first from where the last ones were,
// then in all.
func (k *known) find(stretch []string, take bool) bool {
	if len(stretch) == 0 {
		return true
	}
	places := k.at[stretch[0]]
	from, _ := slices.BinarySearch(places, k.next)
	for n := range places {
		start := places[(from+n)%len(places)]
		if k.stands(stretch, start) {
			if take {
				k.next = start + len(stretch)
				for i := start; i < k.next; i++ {
					k.taken[i] = true
				}
			}
			return true
		}
		if k.effort <= 0 {
			return false
		}
	}
	return false
}

func (k *known) stands(stretch []string, start int) bool {
	k.effort--
	if start+len(stretch) > len(k.words) {
		return false
	}
	for i, word := range stretch {
		if k.effort--; k.taken[start+i] || k.words[start+i] != word {
			return false
		}
	}
	return true
}

// The words of lines, as far as letters and digits go. They are what a reader
// of Markdown is held against.

// words yields the words of a text: runs of letters, marks and digits, in
// small letters, an apostrophe within them left out.
func words(s string) func(yield func(string) bool) {
	return func(yield func(string) bool) {
		for field := range strings.FieldsFuncSeq(s, func(r rune) bool { return !wordRune(r) && !apostrophe(r) }) {
			if word := letters(field); word != "" && !yield(word) {
				return
			}
		}
	}
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if !wordRune(r) {
			return -1
		}
		return unicode.ToLower(r)
	}, s)
}

func wordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsNumber(r) || unicode.IsMark(r) }

func apostrophe(r rune) bool { return strings.ContainsRune("'’‘`\"״׳", r) }
