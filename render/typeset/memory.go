package typeset

// memory is what a document works with and leaves to the next one of its
// engine, so that it need not grow anew.
type memory struct {
	ground, content []byte
	spare           [][]byte // of pages that were deflated
	file            []byte
	drawn           drawn
}

// Bounds of what is left.
const (
	maxSpare     = 1 << 17 // bytes of a buffer
	maxSpareSets = 1 << 12 // words with their codes
)

// borrow takes the engine's memory. There is none while another document has
// it.
func (e *Engine) borrow() memory {
	m := e.memory
	e.memory = memory{}
	return m
}

// giveBack leaves the document's memory to the next one, but for what got
// large or refers to this one.
func (d *Document) giveBack(file []byte) {
	m := memory{ground: emptied(d.ground), content: emptied(d.content), file: emptied(file)}
	for _, b := range d.spare {
		if b = emptied(b); b != nil {
			m.spare = append(m.spare, b)
		}
	}
	if k := &d.drawn; len(k.known) <= maxSpareSets {
		clear(k.known)
		clear(k.list)
		m.drawn = drawn{known: k.known, list: k.list[:0], bytes: emptied(k.bytes)}
	}
	d.engine.memory = m
	d.ground, d.content, d.spare, d.drawn = nil, nil, nil, drawn{}
}

// emptied is a buffer without what is in it, nil if it is large.
func emptied(b []byte) []byte {
	if cap(b) > maxSpare {
		return nil
	}
	return b[:0]
}
