package body

import (
	"strconv"
	"strings"
)

// frameKind is what an open container takes.
type frameKind int

const (
	flow  frameKind = iota // blocks: the root, a quote, a list's item, a table's cell
	list                   // items
	table                  // rows
	row                    // cells
)

// frame is a container that is still open.
type frame struct {
	kind    frameKind
	block   Block    // of a quote, a list or a table: what it will be
	cell    spanCell // of a flow within a row
	blocks  []Block
	cells   []spanCell
	rows    [][]spanCell
	implied bool // opened by text in a wrong place, not by a tag
	mail    bool // a mail program's quote, which may hold an attribution and one more quote
	fold    int  // index of the block at which an older mail begins, or -1
	count   counter
	layout  bool // a table that is there for the looks of a page
}

// openFrame opens the container that a tag stands for, if it is one. What
// lies too deep gets none, and goes on in the container that is open.
func (b *htmlBuilder) openFrame(t tag, st style) {
	switch t.name {
	case "li", "tr", "td", "th":
		for b.top().implied {
			b.closeFrames(len(b.frames) - 1)
		}
	}
	switch {
	case t.name == "li":
		if f := b.top(); f.kind == list {
			f.count.add(t)
			b.push(&frame{kind: flow, fold: -1})
		}
	case t.name == "tr":
		if b.top().kind == table {
			b.push(&frame{kind: row})
		}
	case t.name == "td" || t.name == "th":
		b.openCell(t)
	case b.depth() >= maxDepth:
	case t.name == "ul" || t.name == "ol" || t.name == "menu":
		b.ensureFlow()
		f := &frame{kind: list, block: Block{Kind: List, Direction: st.dir}}
		if t.name == "ol" {
			f.block.Ordered, f.block.Marker, f.count = true, markerOf(t), newCounter(t)
		}
		b.push(f)
	case t.name == "table":
		b.ensureFlow()
		role := t.attr["role"]
		b.push(&frame{kind: table, layout: role == "presentation" || role == "none", block: Block{Kind: Table, Direction: st.dir}})
	case quotes(t):
		b.ensureFlow()
		b.push(&frame{kind: flow, fold: -1, mail: t.name == "div", block: Block{Kind: Quote, Direction: st.dir, Reply: quotesMail(t)}})
	case beginsReply(t):
		b.ensureFlow()
		if f := b.top(); f.fold < 0 {
			f.fold = len(f.blocks)
		}
	}
}

func (b *htmlBuilder) openCell(t tag) {
	if b.top().kind == table {
		b.push(&frame{kind: row})
	}
	if b.top().kind == row {
		cell := Cell{Header: t.name == "th", ColSpan: number(t.attr["colspan"], 1, maxColumns)}
		b.push(&frame{kind: flow, fold: -1, cell: spanCell{cell, number(t.attr["rowspan"], 1, 1000)}})
	}
}

// depth counts the containers around the next block.
func (b *htmlBuilder) depth() int {
	n := 0
	for _, f := range b.frames {
		if f.block.Kind != "" {
			n++
		}
	}
	return n
}

func (b *htmlBuilder) push(f *frame) { b.frames = append(b.frames, f) }

// ensureFlow opens what text in a wrong place needs: an item in a list, a row
// and a cell in a table.
func (b *htmlBuilder) ensureFlow() {
	switch b.top().kind {
	case list:
		b.push(&frame{kind: flow, fold: -1, implied: true})
	case table:
		b.push(&frame{kind: row, implied: true})
		b.ensureFlow()
	case row:
		b.push(&frame{kind: flow, fold: -1, implied: true, cell: spanCell{Cell{ColSpan: 1}, 1}})
	}
}

func (b *htmlBuilder) closeFrames(keep int) {
	for len(b.frames) > keep {
		f := b.top()
		b.frames = b.frames[:len(b.frames)-1]
		b.top().take(f)
	}
}

// take puts a frame that has ended into the one around it.
func (f *frame) take(inner *frame) {
	switch {
	case inner.kind == flow && f.kind == list:
		f.takeItem(inner)
	case inner.kind == flow && f.kind == row:
		inner.cell.Blocks = inner.flowBlocks()
		f.cells = append(f.cells, inner.cell)
	case inner.kind == flow:
		f.takeQuote(inner)
	case inner.kind == row && len(inner.cells) > 0:
		f.rows = append(f.rows, inner.cells)
	case inner.kind == table:
		f.blocks = append(f.blocks, inner.tableBlocks()...)
	case inner.kind == list && len(inner.block.Items) > 0:
		inner.count.number(&inner.block)
		f.blocks = append(f.blocks, inner.block)
	}
}

// takeItem puts an item into its list. What stands in a list but in no item
// belongs to the one before.
func (f *frame) takeItem(inner *frame) {
	blocks := inner.flowBlocks()
	last := len(f.block.Items) - 1
	switch {
	case len(blocks) == 0:
	case inner.implied && last >= 0:
		f.block.Items[last] = append(f.block.Items[last], blocks...)
	default:
		f.block.Items = append(f.block.Items, blocks)
		f.count.shown = append(f.count.shown, max(len(f.count.values)-1, 0))
	}
}

func (f *frame) takeQuote(inner *frame) {
	quote := inner.block
	quote.Blocks = inner.flowBlocks()
	n := len(quote.Blocks)
	if n == 0 {
		return
	}
	if last := quote.Blocks[n-1]; inner.mail && last.Kind == Quote && onlyParagraphs(quote.Blocks[:n-1]) {
		quote.Blocks = append(quote.Blocks[:n-1:n-1], last.Blocks...)
	}
	f.blocks = append(f.blocks, quote)
}

func onlyParagraphs(blocks []Block) bool {
	for i := range blocks {
		if blocks[i].Kind != Paragraph {
			return false
		}
	}
	return true
}

// flowBlocks returns the blocks of a flow with its replies folded.
func (f *frame) flowBlocks() []Block {
	blocks := f.blocks
	if f.fold > 0 && f.fold < len(blocks) {
		older := append([]Block(nil), blocks[f.fold:]...)
		blocks = append(blocks[:f.fold:f.fold], Block{Kind: Quote, Reply: true, Blocks: older})
	}
	return foldReplies(blocks)
}

// number reads an attribute, within bounds.
func number(s string, least, most int) int {
	n, err := strconv.Atoi(strings.TrimSpace(s))
	if err != nil {
		return least
	}
	return min(max(n, least), most)
}
