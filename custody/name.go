package custody

import (
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"
)

// Where the log is in the store. Below Prefix its layout is that of
// c2sp.org/tlog-tiles.
const (
	Prefix        = "custody/"
	CheckpointKey = Prefix + "checkpoint"

	tilePrefix    = Prefix + "tile/"
	entriesPrefix = tilePrefix + "entries/"
	stagingPrefix = Prefix + "staging/"
)

const (
	tileHeight = 8
	tileWidth  = 1 << tileHeight
	entryTile  = -1      // the level of tiles that hold the entries themselves
	maxSize    = 1 << 48 // entries; keeps all sums below within an int64
	maxLevel   = 5       // of a tile in a log of maxSize
)

// A tile is w hashes of subtrees of 256^level entries, or with entryTile w
// entries, beginning with number n*256 of its level.
type tile struct {
	level int
	n     int64
	w     int
}

func (t tile) key() string {
	var b strings.Builder
	if t.level == entryTile {
		b.WriteString(entriesPrefix)
	} else {
		fmt.Fprintf(&b, "%s%d/", tilePrefix, t.level)
	}
	digits := fmt.Sprintf("%03d", t.n)
	digits = strings.Repeat("0", (3-len(digits)%3)%3) + digits
	for ; len(digits) > 3; digits = digits[3:] {
		b.WriteString("x" + digits[:3] + "/")
	}
	b.WriteString(digits)
	if t.w < tileWidth {
		fmt.Fprintf(&b, ".p/%d", t.w)
	}
	return b.String()
}

// parseTile reads a key as tile.key writes it, and no other way of writing it.
func parseTile(key string) (t tile, ok bool) {
	rest, ok := strings.CutPrefix(key, tilePrefix)
	if !ok {
		return t, false
	}
	level, rest, _ := strings.Cut(rest, "/")
	t.level, t.w = entryTile, tileWidth
	if level != "entries" {
		t.level, _ = strconv.Atoi(level)
	}
	path, w, partial := strings.Cut(rest, ".p/")
	if partial {
		t.w, _ = strconv.Atoi(w)
	}
	for part := range strings.SplitSeq(path, "/") {
		v, _ := strconv.Atoi(strings.TrimPrefix(part, "x"))
		if t.n = t.n*1000 + int64(v); v < 0 || t.n > maxSize {
			return tile{}, false
		}
	}
	if t.level < entryTile || t.level > maxLevel || t.w < 1 || t.w > tileWidth || t.end() > maxSize || t.key() != key {
		return tile{}, false
	}
	return t, true
}

// span is how many entries one element of the tile stands for.
func (t tile) span() int64 { return int64(1) << (tileHeight * max(t.level, 0)) }

// end is the number of the first entry after those that the tile is about, or
// more than maxSize.
func (t tile) end() int64 {
	last := t.n*tileWidth + int64(t.w)
	if last > maxSize/t.span() {
		return maxSize + 1
	}
	return last * t.span()
}

// at is the tile at the right end of a level, in a log of size entries; its
// width is 0 if there is none that is not full.
func at(level int, size int64) tile {
	t := tile{level: level}
	nodes := size / t.span()
	t.n, t.w = nodes/tileWidth, int(nodes%tileWidth)
	return t
}

// block is the n-th tile of entries in a log of size entries.
func block(n, size int64) tile {
	return tile{entryTile, n, int(min(tileWidth, size-n*tileWidth))}
}

// blocks is how many tiles of entries there are in a log of size entries.
func blocks(size int64) int64 { return (size + tileWidth - 1) / tileWidth }

// stagedKey is where the entries wait that make the log what a checkpoint says.
func stagedKey(size int64, root tlog.Hash) string {
	return fmt.Sprintf("%s%d-%x", stagingPrefix, size, root[:])
}
