package archive

import (
	"crypto/sha256"
	"encoding/hex"
	"iter"
)

// KeySums has the SHA-256 of bundles, by key, in few bytes each. A nil one is
// empty.
type KeySums struct {
	table keyTable[[sha256.Size]byte]
}

// Set gives a key the SHA-256 that text is in hex; zeros if it is none.
func (k *KeySums) Set(key, text string) {
	sum, _ := sumOf(text)
	k.table.set(key, sum)
}

// Delete takes a key out.
func (k *KeySums) Delete(key string) { k.table.delete(key) }

// Sum is that of a key in hex, "" if it has none.
func (k *KeySums) Sum(key string) string {
	if k == nil {
		return ""
	}
	sum, ok := k.table.get(key)
	if !ok {
		return ""
	}
	return hex.EncodeToString(sum[:])
}

func (k *KeySums) all() iter.Seq2[string, [sha256.Size]byte] { return k.table.all() }

// sumOf reads a SHA-256 in hex.
func sumOf(text string) (sum [sha256.Size]byte, ok bool) {
	if len(text) != 2*len(sum) {
		return sum, false
	}
	if _, err := hex.Decode(sum[:], []byte(text)); err != nil {
		return [sha256.Size]byte{}, false
	}
	return sum, true
}
