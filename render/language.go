package render

import (
	"unicode"

	"golang.org/x/text/language"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

// scripts maps a script to the language that its letters tell, or to an
// undetermined language of that script where they tell several.
var scripts = []struct {
	table *unicode.RangeTable
	code  string // ISO 15924
	lang  string
}{
	{unicode.Latin, "Latn", "und-Latn"},
	{unicode.Hebrew, "Hebr", "he"},
	{unicode.Arabic, "Arab", "ar"},
	{unicode.Cyrillic, "Cyrl", "und-Cyrl"},
	{unicode.Greek, "Grek", "el"},
	{unicode.Thai, "Thai", "th"},
	{unicode.Devanagari, "Deva", "hi"},
	{unicode.Hangul, "Kore", "ko"},
	{unicode.Hiragana, "Jpan", "ja"},
	{unicode.Katakana, "Jpan", "ja"},
	{unicode.Han, "Hani", "zh"},
}

// tally counts the letters of each script.
type tally struct {
	counts [scriptCount]int
	seen   int
}

const (
	scriptCount = 11   // of scripts
	maxTally    = 2000 // letters that tell enough

	latin, hebrew, hiragana, katakana = 0, 1, 8, 9 // indexes of scripts
)

// add counts the letters of a text.
func (c *tally) add(text string) {
	for _, r := range text {
		if c.seen == maxTally {
			return
		}
		switch {
		case r|0x20 >= 'a' && r|0x20 <= 'z':
			c.counts[latin]++
			c.seen++
		case r < 0x80:
		case r >= 'א' && r <= 'ת':
			c.counts[hebrew]++
			c.seen++
		case unicode.IsLetter(r):
			if at := scriptOf(r); at >= 0 {
				c.counts[at]++
			}
			c.seen++
		}
	}
}

// scriptOf is the index of a letter's script, or -1 for one that is not
// listed.
func scriptOf(r rune) int {
	for i := range scripts {
		if unicode.Is(scripts[i].table, r) {
			return i
		}
	}
	return -1
}

// ticketCulture is what a ticket's culture says of its texts' languages.
type ticketCulture struct {
	script string // ISO 15924
	base   string // the language; empty when the culture is none
}

func cultureOf(culture ticket.Text) ticketCulture {
	tag, err := language.Parse(string(culture))
	if err != nil || culture == "" {
		return ticketCulture{}
	}
	script, _ := tag.Script()
	base, _ := tag.Base()
	return ticketCulture{script.String(), base.String()}
}

// language is the culture's own where that is written in a script.
func (c ticketCulture) language(script string) (string, bool) {
	own := c.script
	if script == "Hani" && (own == "Hans" || own == "Hant" || own == "Jpan") {
		own = "Hani"
	}
	return c.base, c.base != "" && own == script
}

// direction is that of the culture's script, and of the page for want of a
// culture.
func (c ticketCulture) direction(page body.Direction) body.Direction {
	switch c.script {
	case "":
		return page
	case "Hebr", "Arab", "Syrc", "Thaa", "Nkoo", "Adlm":
		return body.RightToLeft
	}
	return body.LeftToRight
}

// languageOf guesses a body's language from the script of most of its
// letters, and from the ticket's culture where that is of the same script.
// Mail that it quotes may be in another language and counts only where there
// is nothing else; so does what is hidden.
func (c ticketCulture) languageOf(blocks []body.Block) string {
	var letters tally
	for i := range blocks {
		if blocks[i].Kind != body.Quote && blocks[i].Kind != body.Hidden {
			letters.addBlocks(blocks[i : i+1])
		}
	}
	if letters.seen == 0 {
		letters.addBlocks(blocks)
	}
	best := -1
	for i, n := range letters.counts {
		if n > 0 && (best < 0 || n > letters.counts[best]) {
			best = i
		}
	}
	if best < 0 {
		return ""
	}
	if scripts[best].code == "Hani" && letters.counts[hiragana]+letters.counts[katakana] > 0 {
		best = hiragana
	}
	if own, ok := c.language(scripts[best].code); ok {
		return own
	}
	return scripts[best].lang
}

func (c *tally) addBlocks(blocks []body.Block) {
	for in := range body.Inlines(blocks) {
		c.add(in.Text)
	}
}
