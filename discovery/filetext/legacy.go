package filetext

import (
	"bytes"
	"unicode/utf16"
)

// legacy tells a document that Office has encrypted from one of before 2007: the
// one has a stream of that name in its directory, the other is not read.
func legacy(data []byte) error {
	var name []byte
	for _, unit := range utf16.Encode([]rune("EncryptedPackage")) {
		name = append(name, byte(unit), byte(unit>>8))
	}
	if bytes.Contains(data, name) {
		return reasonError(Encrypted)
	}
	return reasonError(NotRead)
}
