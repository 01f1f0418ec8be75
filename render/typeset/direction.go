package typeset

import "github.com/glassix-archiver/archiver/render/typeset/bidi"

// firstHebrew is the first code point with a right-to-left class; text below
// it, read from left to right, has level 0 throughout.
const firstHebrew = 0x590

// FirstStrong finds the direction of a text by UAX #9, P2: that of its first
// letter outside of isolates. ok is false if there is none.
func FirstStrong(text string) (rtl, ok bool) { return bidi.FirstStrong([]rune(text)) }

// directions decides for each hard line whether it starts from the right.
func directions(lines []styled, dir Direction) []bool {
	rtl := make([]bool, len(lines))
	last := dir == AutoRTL || dir == RightToLeft
	for i, line := range lines {
		if dir == Auto || dir == AutoRTL {
			if strong, ok := bidi.FirstStrong(line.text); ok {
				last = strong
			}
		}
		rtl[i] = last
	}
	return rtl
}

// levels gives each rune its embedding level (UAX #9).
func levels(text []rune, rtl bool) []int8 {
	if !rtl && allBelow(text, firstHebrew) {
		return make([]int8, len(text))
	}
	return bidi.Levels(text, rtl)
}

func allBelow(text []rune, limit rune) bool {
	for _, r := range text {
		if r >= limit {
			return false
		}
	}
	return true
}

// reorder puts the runs of one line in visual order (UAX #9, L2).
func reorder(runs []run) {
	highest, lowestOdd := int8(0), int8(127)
	for _, r := range runs {
		highest = max(highest, r.level)
		if r.level%2 == 1 {
			lowestOdd = min(lowestOdd, r.level)
		}
	}
	for level := highest; level >= lowestOdd; level-- {
		for i := 0; i < len(runs); i++ {
			if runs[i].level < level {
				continue
			}
			end := i
			for end < len(runs) && runs[end].level >= level {
				end++
			}
			for a, b := i, end-1; a < b; a, b = a+1, b-1 {
				runs[a], runs[b] = runs[b], runs[a]
			}
			i = end
		}
	}
}
