package custody

import (
	"slices"

	"golang.org/x/mod/sumdb/tlog"
)

// A tree is what is needed of a log to append to it, and to know its root: of
// each level the hashes of the tile that is not full yet, and the entries of
// the last such tile. It is small, whatever the log's size.
type tree struct {
	size int64
	edge [][]tlog.Hash // by level; each shorter than a tile
	tail []byte        // entries, as in their tile
}

// An object is what the store is to hold under a tile's key.
type object struct {
	tile tile
	data []byte
}

func (t *tree) clone() *tree {
	c := &tree{size: t.size, tail: slices.Clone(t.tail)}
	for _, level := range t.edge {
		c.edge = append(c.edge, slices.Clone(level))
	}
	return c
}

// grow appends lines, and tells the tiles that are new: those that became full,
// and those at the right end that differ from before.
func (t *tree) grow(lines [][]byte) []object {
	var objects []object
	before := t.size
	for _, line := range lines {
		t.tail = appendLine(t.tail, line)
		t.push(tlog.RecordHash(line), func(full tile, hashes []tlog.Hash) {
			if full.level == 0 {
				objects = append(objects, object{tile{entryTile, full.n, tileWidth}, t.tail})
				t.tail = nil
			}
			objects = append(objects, object{full, joinHashes(hashes)})
		})
	}
	if last := at(entryTile, t.size); last.w > 0 && t.size > before {
		objects = append(objects, object{last, slices.Clone(t.tail)})
	}
	for level, hashes := range t.edge {
		if last := at(level, t.size); last.w > 0 && last != at(level, before) {
			objects = append(objects, object{last, joinHashes(hashes)})
		}
	}
	return objects
}

// push appends the hash of an entry. Each tile that becomes full by it is told,
// the lowest first.
func (t *tree) push(h tlog.Hash, full func(tile, []tlog.Hash)) {
	t.size++
	for level := 0; ; level++ {
		if level == len(t.edge) {
			t.edge = append(t.edge, nil)
		}
		t.edge[level] = append(t.edge[level], h)
		if len(t.edge[level]) < tileWidth {
			return
		}
		hashes := t.edge[level]
		t.edge[level] = nil
		full(tile{level, at(level, t.size).n - 1, tileWidth}, hashes)
		h = treeHash(hashes)
	}
}

// root is RFC 6962's tree hash of all entries. What is not full at a level is
// the last, smaller subtree of the level above.
func (t *tree) root() tlog.Hash {
	var rest []tlog.Hash
	for _, level := range t.edge {
		if all := slices.Concat(level, rest); len(all) > 0 {
			rest = []tlog.Hash{treeHash(all)}
		}
	}
	return treeHash(rest)
}

// treeHash is the hash of the tree whose leaves have these hashes.
func treeHash(hashes []tlog.Hash) tlog.Hash {
	switch len(hashes) {
	case 0:
		return emptyRoot
	case 1:
		return hashes[0]
	}
	k := 1
	for 2*k < len(hashes) {
		k *= 2
	}
	return tlog.NodeHash(treeHash(hashes[:k]), treeHash(hashes[k:]))
}

func joinHashes(hashes []tlog.Hash) []byte {
	data := make([]byte, 0, len(hashes)*tlog.HashSize)
	for _, h := range hashes {
		data = append(data, h[:]...)
	}
	return data
}

// splitHashes reads a tile. A rest that is no whole hash is left out.
func splitHashes(data []byte) []tlog.Hash {
	var hashes []tlog.Hash
	for chunk := range slices.Chunk(data, tlog.HashSize) {
		if len(chunk) == tlog.HashSize {
			hashes = append(hashes, tlog.Hash(chunk))
		}
	}
	return hashes
}

func recordHashes(lines [][]byte) []tlog.Hash {
	hashes := make([]tlog.Hash, len(lines))
	for i, line := range lines {
		hashes[i] = tlog.RecordHash(line)
	}
	return hashes
}
