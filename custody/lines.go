package custody

import (
	"encoding/binary"
	"fmt"
)

// appendLine adds a line to a tile of entries: its length in two bytes, then
// the line.
func appendLine(data, line []byte) []byte {
	return append(binary.BigEndian.AppendUint16(data, uint16(len(line))), line...)
}

func joinLines(lines [][]byte) []byte {
	var data []byte
	for _, line := range lines {
		data = appendLine(data, line)
	}
	return data
}

// splitLines reads what joinLines wrote. The lines are parts of data.
func splitLines(data []byte) ([][]byte, error) {
	var lines [][]byte
	for len(data) > 0 {
		if len(data) < 2 {
			return nil, fmt.Errorf("%w: a length is cut", ErrDamaged)
		}
		n := int(binary.BigEndian.Uint16(data))
		if data = data[2:]; n > len(data) {
			return nil, fmt.Errorf("%w: an entry is cut", ErrDamaged)
		}
		lines, data = append(lines, data[:n:n]), data[n:]
	}
	return lines, nil
}

// cutLines is the part of a tile of entries that holds its first w, nil if it
// has fewer.
func cutLines(data []byte, w int) []byte {
	end := 0
	for range w {
		if len(data)-end < 2 {
			return nil
		}
		end += 2 + int(binary.BigEndian.Uint16(data[end:]))
		if end > len(data) {
			return nil
		}
	}
	return data[:end]
}
