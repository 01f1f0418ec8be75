package body

// isolateCode gives code within a text a direction of its own where the words
// around could turn it: "#4471*" begins at the wrong end in a Hebrew sentence.
// It reads by its first letter, and from left to right without one.
func isolateCode(blocks []Block) {
	for i := range blocks {
		b := &blocks[i]
		if b.Kind != Code {
			b.isolateCode()
		}
		isolateCode(b.Blocks)
		for _, item := range b.Items {
			isolateCode(item)
		}
		for _, row := range b.Rows {
			for _, cell := range row.Cells {
				isolateCode(cell.Blocks)
			}
		}
	}
}

func (b *Block) isolateCode() {
	if !b.turnsCode() {
		return
	}
	for from := 0; from < len(b.Inlines); {
		to := from + 1
		if open(&b.Inlines[from]) {
			for to < len(b.Inlines) && open(&b.Inlines[to]) {
				to++
			}
			turn(b.Inlines[from:to], firstStrong(b.Inlines[from:to]))
		}
		from = to
	}
}

// open reports whether an inline is code that is not isolated yet.
func open(in *Inline) bool { return in.Code && in.Direction == Auto }

// turnsCode reports whether the block may set code from right to left: one with
// a letter of such a script, or with nothing that says otherwise.
func (b *Block) turnsCode() bool {
	rightward := b.Direction == LeftToRight
	for i := range b.Inlines {
		if strong(b.Inlines[i].Text) == Auto {
			continue
		}
		if turnsNumbers(b.Inlines[i].Text) {
			return true
		}
		rightward = true
	}
	return b.Direction == RightToLeft || !rightward
}
