package archive

import (
	"crypto/sha256"
	"encoding/binary"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// Share is one of several shares of a store's bundles, which are parted by the
// hashes of their keys. The zero value is all of them.
type Share struct {
	Number int `json:"number"` // 1 to Of
	Of     int `json:"of"`
}

// ShareOn is the share of a day in UTC: in as many days as there are shares
// each has its turn once.
func ShareOn(at time.Time, of int) Share {
	const day = 24 * 60 * 60
	days := at.Unix() / day
	return Share{Number: int(days%int64(of)) + 1, Of: of}
}

// Has tells whether a bundle is in the share.
func (s Share) Has(key string) bool {
	if s.Of == 0 {
		return true
	}
	sum := sha256.Sum256([]byte(key))
	return binary.BigEndian.Uint64(sum[:8])%uint64(s.Of) == uint64(s.Number-1)
}

// A ReadBook is what somebody remembers of having read bundles. It proves
// nothing about what the store has now: only that they were right then. Its
// methods are called from several goroutines.
type ReadBook interface {
	// Last tells when bytes of that SHA-256 were read under a key; zero is never.
	Last(key string, sum [sha256.Size]byte) time.Time
	// Note takes note that they were read now, to the last one, and nothing
	// differs.
	Note(key string, sum [sha256.Size]byte)
}

// ReadCount tells how many bundles' bytes were read, and when. Those read
// earlier were right then, by what a ReadBook remembers, and still are listed
// with the SHA-256 that they had.
type ReadCount struct {
	Now     int       `json:"now"`
	Bytes   int64     `json:"bytes"` // of those read now
	Earlier int       `json:"earlier"`
	First   time.Time `json:"earlier_first,omitzero"` // the longest ago of when those were last read
	Last    time.Time `json:"earlier_last,omitzero"`
	Never   int       `json:"never"` // as far as is remembered
}

// due tells whether a bundle is to be read now.
func (v *verification) due(info storage.Info, e expectation, listed bool) bool {
	if v.options.Quick || !v.options.Share.Has(info.Key) {
		return false
	}
	since := v.options.ReadSince
	return since.IsZero() || v.lastRead(info, e, listed).Before(since)
}

// lastRead is when the bytes that are listed were last read, zero if never. What
// is remembered of an object that was put or changed since is of no use, nor of
// one that nobody lists: nothing tells that its bytes are the same.
func (v *verification) lastRead(info storage.Info, e expectation, listed bool) time.Time {
	if !listed || v.options.Reads == nil {
		return time.Time{}
	}
	at := v.options.Reads.Last(info.Key, e.sha256)
	if info.Modified.After(at) {
		return time.Time{}
	}
	return at
}

// unread counts a bundle that was not read. One that is there counts as what
// completes another: whether it is as it should be is found when its turn comes.
func (v *verification) unread(k Key, last time.Time) {
	v.completes(k)
	read := &v.result.Read
	if last.IsZero() {
		read.Never++
		return
	}
	read.Earlier++
	if read.First.IsZero() || last.Before(read.First) {
		read.First = last
	}
	read.Last = latest(read.Last, last)
}
