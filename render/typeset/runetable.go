package typeset

import "github.com/go-text/typesetting/language"

// runeTable is what an engine knows of characters, looked up by block.
type runeTable struct {
	pages [0x110000 >> 8]*[0x100]runeInfo
	count int
}

// runeInfo is a character's script, whether it is mirrored in text that runs
// from right to left, and its font for each weight: 0 is not looked for yet,
// noFont is none, others are a fontID and one.
type runeInfo struct {
	script language.Script
	mirror bool
	fonts  [weights]uint8
}

const noFont = 0xFF

// of returns the entry of a character. The pointer is for use at once: a
// full table is emptied.
func (t *runeTable) of(r rune) *runeInfo {
	page := t.pages[r>>8]
	if page == nil {
		page = t.add(r >> 8)
	}
	return &page[r&0xFF]
}

func (t *runeTable) add(n rune) *[0x100]runeInfo {
	if t.count >= maxPages {
		clear(t.pages[:])
		t.count = 0
	}
	page := new([0x100]runeInfo)
	for i := range page {
		r := n<<8 + rune(i)
		page[i].script, page[i].mirror = language.LookupScript(r), mirrors[r] != 0
	}
	t.pages[n] = page
	t.count++
	return page
}

// neutral tells whether a script is none, so that the characters around
// decide.
func neutral(s language.Script) bool { return s == language.Common || s == language.Inherited }
