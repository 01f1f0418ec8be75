package body

// maxColumns bounds a table's width; cells beyond it stand in the last one.
const maxColumns = 100

// spanCell is a cell with the number of rows that it takes.
type spanCell struct {
	Cell
	rows int
}

// tableBlocks returns the table, or if it only lays out a page the contents
// of its cells, in order.
func (f *frame) tableBlocks() []Block {
	if f.layout || !f.tabular() {
		var blocks []Block
		for _, r := range f.rows {
			for _, c := range r {
				blocks = append(blocks, c.Blocks...)
			}
		}
		return blocks
	}
	t := f.block
	t.Rows = f.grid()
	return []Block{t}
}

// tabular reports whether the rows make a table of data: two columns or more
// in which something stands, and a header or a second row.
func (f *frame) tabular() bool {
	columns, rows, header := 0, 0, false
	for _, r := range f.rows {
		filled := 0
		for _, c := range r {
			if len(c.Blocks) > 0 {
				filled++
			}
			header = header || c.Header
		}
		columns = max(columns, filled)
		if filled > 0 {
			rows++
		}
	}
	return columns > 1 && (rows > 1 || header)
}

// grid lays the cells into rows of their own. A cell that takes several rows
// stands in its first one, and empty cells below it.
func (f *frame) grid() []Row {
	var rows []Row
	var taken [maxColumns]int // rows that each column is still taken for
	for _, cells := range f.rows {
		var out Row
		column := 0
		skip := func() {
			for column < maxColumns && taken[column] > 0 {
				taken[column]--
				out.Cells = append(out.Cells, Cell{ColSpan: 1})
				column++
			}
		}
		filled := false
		for _, c := range cells {
			skip()
			c.ColSpan = max(1, min(c.ColSpan, maxColumns-column))
			for i := column; i < min(column+c.ColSpan, maxColumns); i++ {
				taken[i] = c.rows - 1
			}
			filled = filled || len(c.Blocks) > 0
			out.Cells = append(out.Cells, c.Cell)
			column += c.ColSpan
		}
		skip()
		if filled {
			rows = append(rows, out)
		}
	}
	return rows
}
