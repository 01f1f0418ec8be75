package custody

import (
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/storage"
)

// Code says what kind of thing is not as it should be.
type Code string

// What Check can find.
const (
	CheckpointMissing   Code = "checkpoint_missing"   // there was one, or there are tiles
	CheckpointMalformed Code = "checkpoint_malformed" // it can't be read
	ForeignSignature    Code = "foreign_signature"    // another key signed it
	BadSignature        Code = "bad_signature"        // it was changed after it was signed
	RolledBack          Code = "rolled_back"          // it is older than what was seen, or than the tiles
	Forked              Code = "forked"               // it does not continue what was seen
	RootMismatch        Code = "root_mismatch"        // the entries are not those that were signed
	EntriesMissing      Code = "entries_missing"      // a tile of entries is gone
	EntriesChanged      Code = "entries_changed"      // entries are not those that their hashes stand for
	EntryMalformed      Code = "entry_malformed"      // an entry that was signed is no line of JSON
	TileMissing         Code = "tile_missing"         // a tile of hashes is gone
	TileChanged         Code = "tile_changed"         // a tile is not that of the entries
	ForeignObject       Code = "foreign_object"       // something that is no tile lies among them
)

// A Difference is something in the log that is not as it should be.
type Difference struct {
	Code    Code   `json:"code"`
	Key     string `json:"key"`
	Problem string `json:"problem"`
}

func (d Difference) String() string { return d.Key + ": " + d.Problem }

// differs takes down a difference.
func (c *checker) differs(code Code, key, format string, args ...any) {
	c.result.Differences = append(c.result.Differences, Difference{code, key, fmt.Sprintf(format, args...)})
}

// readable makes a difference of an object that is gone or was changed on its
// way, and leaves the errors of a store that can't be read now.
func (c *checker) readable(t tile, err error) error {
	missing, changed := TileMissing, TileChanged
	if t.level == entryTile {
		missing, changed = EntriesMissing, EntriesChanged
	}
	switch {
	case errors.Is(err, storage.ErrNotFound):
		c.differs(missing, t.key(), "is missing")
	case errors.Is(err, storage.ErrMismatch), errors.Is(err, ErrDamaged):
		c.differs(changed, t.key(), "cannot be read: %v", err)
	default:
		return err
	}
	return nil
}

// unsigned makes a difference of a checkpoint that is not valid.
func (c *checker) unsigned(err error, v note.Verifier) error {
	switch {
	case errors.Is(err, ErrForeignSignature):
		c.differs(ForeignSignature, CheckpointKey, "is not signed by %s+%08x", v.Name(), v.KeyHash())
	case errors.Is(err, ErrBadSignature):
		c.differs(BadSignature, CheckpointKey, "was changed after it was signed")
	case errors.Is(err, ErrMalformed), errors.Is(err, storage.ErrMismatch), errors.Is(err, ErrDamaged):
		c.differs(CheckpointMalformed, CheckpointKey, "cannot be read: %v", err)
	default:
		return err
	}
	return nil
}
