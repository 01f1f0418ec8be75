package pdfread

import (
	"bufio"
	"bytes"
	"errors"
	"io"
)

// operations calls do for each operator of a stream, with the operands that
// stand before it.
func operations(stream []byte, do func(l *lexer, op word, operands array) error) error {
	l := &lexer{r: bufio.NewReader(bytes.NewReader(stream))}
	var operands array
	for {
		v, err := l.value(0)
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		op, is := v.(word)
		if !is {
			if operands = append(operands, v); len(operands) > maxValues {
				return errTooLarge
			}
			continue
		}
		if err := do(l, op, operands); err != nil {
			return err
		}
		operands = operands[:0]
	}
}
