package main

import (
	"fmt"
	"io"
	"strings"
)

// table is printed as Markdown: a heading line, then rows of as many cells.
// All columns but the first are numbers, set flush right.
type table struct {
	heads []string
	rows  [][]string
}

func newTable(heads ...string) *table { return &table{heads: heads} }

// add appends a row; what lacks of it is left empty.
func (t *table) add(cells ...string) {
	row := make([]string, len(t.heads))
	for i, cell := range cells {
		row[i] = strings.ReplaceAll(cell, "|", `\|`)
	}
	t.rows = append(t.rows, row)
}

func (t *table) print(w io.Writer) error {
	lines := []string{markdownRow(t.heads), "|---" + strings.Repeat("|---:", len(t.heads)-1) + "|"}
	for _, row := range t.rows {
		lines = append(lines, markdownRow(row))
	}
	_, err := fmt.Fprintf(w, "%s\n\n", strings.Join(lines, "\n"))
	return err
}

func markdownRow(cells []string) string { return "| " + strings.Join(cells, " | ") + " |" }
