package typeset

// simpleClass sorts the characters of most lines by how they break lines
// (UAX #14) and form graphemes (each is one by itself).
type simpleClass uint8

const (
	notSimple simpleClass = iota
	spaceClass
	letterClass
	hebrewClass
	digitClass
	stopClass   // . , : ;
	endClass    // ! ?
	quoteClass  // " '
	openClass   // ( [ {
	closeClass  // ) ]
	hyphenClass // -
	slashClass  // /
	signClass   // of currencies, + and %
	isolateClass
	simpleClasses
)

// simpleTable holds the classes of the characters below U+0600.
var simpleTable = func() (table [0x600]simpleClass) {
	set := func(class simpleClass, chars string) {
		for _, r := range chars {
			table[r] = class
		}
	}
	span := func(class simpleClass, from, to rune) {
		for r := from; r <= to; r++ {
			table[r] = class
		}
	}
	span(letterClass, 'a', 'z')
	span(letterClass, 'A', 'Z')
	span(letterClass, 0xC0, 0x17F)
	table[0xD7], table[0xF7] = notSimple, notSimple
	span(letterClass, 0x400, 0x45F)
	span(hebrewClass, 0x5D0, 0x5EA)
	span(digitClass, '0', '9')
	set(letterClass, "#&*<=>@^_`~·")
	set(spaceClass, " ")
	set(stopClass, ".,:;")
	set(endClass, "!?")
	set(quoteClass, "\"'")
	set(openClass, "([{")
	set(closeClass, ")]")
	set(hyphenClass, "-")
	set(slashClass, "/")
	set(signClass, "+%$")
	return table
}()

func simpleClassOf(r rune) simpleClass {
	switch {
	case r < 0:
		return notSimple
	case int(r) < len(simpleTable):
		return simpleTable[r]
	case r >= 0x2066 && r <= 0x2069:
		return isolateClass
	case r == '₪' || r == '€':
		return signClass
	}
	return notSimple
}

// verdict says whether a line may end between two characters.
type verdict uint8

const (
	ask   verdict = iota // it takes the whole of UAX #14 to know
	never                // it may not
	may                  // it may
)

// adjacent holds, for two classes side by side without a space, the verdict
// that is the same whatever stands around them. A test compares it with the
// segmenter's.
var adjacent = func() (table [simpleClasses][simpleClasses]verdict) {
	set := func(v verdict, before, after []simpleClass) {
		for _, b := range before {
			for _, a := range after {
				table[b][a] = v
			}
		}
	}
	words := []simpleClass{letterClass, hebrewClass, digitClass}
	clinging := []simpleClass{stopClass, endClass, quoteClass, closeClass, hyphenClass, slashClass}
	all := append([]simpleClass{openClass, signClass}, append(words, clinging...)...)
	set(never, all, clinging)                                                // LB13, LB19, LB21
	set(never, words, append([]simpleClass{openClass, signClass}, words...)) // LB23, LB24, LB25, LB28, LB30
	set(never, []simpleClass{openClass, quoteClass}, all)                    // LB14, LB19
	set(never, []simpleClass{closeClass, signClass}, words)                  // LB24, LB25, LB30
	set(ask, []simpleClass{closeClass}, []simpleClass{digitClass})           // a number may go on
	set(never, []simpleClass{stopClass}, []simpleClass{letterClass, hebrewClass})
	set(may, []simpleClass{endClass}, words)
	set(never, []simpleClass{hyphenClass}, []simpleClass{digitClass}) // LB25
	set(may, []simpleClass{slashClass}, []simpleClass{letterClass})
	set(never, []simpleClass{slashClass}, []simpleClass{hebrewClass}) // LB21b
	return table
}()

// simpleBreaks appends where a line may end, the end of the text last, as far
// as that is known without the segmenter's tables. That is up to the returned
// place, which is 0, the end, or where a line may end after a space; the word
// after it is simple as well, so that what stands before the place does not
// matter to what comes after that word.
func simpleBreaks(breaks []int, text []rune) (_ []int, known int) {
	before, word := spaceClass, spaceClass // of the character before; of the last one but spaces
	number := false                        // the character before separates digits, if one follows
	start, kept := 0, 0                    // of this word; breaks up to known
	for i, r := range text {
		class := simpleClassOf(r)
		switch {
		case class == notSimple:
			return breaks[:kept], known
		case class == isolateClass: // takes part with what it follows (LB9, LB10)
			if class = before; before == spaceClass {
				class = letterClass
			} else {
				continue
			}
		}
		if class != spaceClass && i > 0 {
			verdict := adjacent[before][class]
			switch {
			case before == spaceClass:
				verdict = afterSpace(word, class)
			case class == digitClass && number: // LB25
				verdict = never
			}
			switch verdict {
			case ask:
				return breaks[:kept], known
			case may:
				if before == spaceClass {
					for known = start; kept < len(breaks) && breaks[kept] <= known; {
						kept++
					}
					start = i
				}
				breaks = append(breaks, i)
			}
		}
		number = before == digitClass && (class == stopClass || class == slashClass)
		if before = class; class != spaceClass {
			word = class
		}
	}
	return append(breaks, len(text)), len(text)
}

// afterSpace says whether a line may end at spaces between two classes.
func afterSpace(before, after simpleClass) verdict {
	switch after {
	case stopClass, endClass, closeClass, slashClass:
		return ask
	}
	if before == openClass {
		return ask
	}
	return may
}
