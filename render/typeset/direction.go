package typeset

import (
	"slices"

	"github.com/glassix-archiver/archiver/render/typeset/bidi"
)

// FirstStrong finds the direction of a text by UAX #9, P2: that of its first
// letter outside of isolates. ok is false if there is none.
func FirstStrong(text string) (rtl, ok bool) { return bidi.FirstStrongOf(text) }

// startsRight decides whether a hard line starts from the right. before tells
// it of the line before.
func startsRight(text []rune, dir Direction, before bool) bool {
	if dir == Auto || dir == AutoRTL {
		if strong, ok := bidi.FirstStrong(text); ok {
			return strong
		}
	}
	return before
}

// reorder puts the runs of one line in visual order (UAX #9, L2).
func reorder(runs []run) {
	if len(runs) < 2 {
		return
	}
	highest, lowestOdd := int8(0), int8(127)
	for i := range runs {
		level := runs[i].level
		highest = max(highest, level)
		if level%2 == 1 {
			lowestOdd = min(lowestOdd, level)
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
			slices.Reverse(runs[i:end])
			i = end
		}
	}
}
