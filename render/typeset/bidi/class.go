package bidi

import (
	"sync"

	"golang.org/x/text/unicode/bidi"
)

// lowClasses is a table of the classes of most characters in use, punctuation
// and controls of the block U+2000 included.
var lowClasses = sync.OnceValue(func() *[0x2100]class {
	var table [0x2100]class
	for r := range table {
		table[r] = lookup(rune(r))
	}
	return &table
})

func classOf(r rune) class {
	if low := lowClasses(); uint32(r) < uint32(len(low)) {
		return low[r]
	}
	return lookup(r)
}

func lookup(r rune) class {
	properties, _ := bidi.LookupRune(r)
	return properties.Class()
}
