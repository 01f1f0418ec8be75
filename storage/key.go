package storage

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of a key. S3 allows 1,024 bytes, which must also hold the store's own
// prefix; file systems commonly allow 255 bytes a name.
const (
	MaxKey     = 800 // bytes in a key
	MaxSegment = 255 // bytes between two slashes
)

// CheckKey tells whether key may name an object in every kind of store: a
// relative, slash-separated path of UTF-8 in which no segment is empty or begins
// with a dot (so neither ".." nor a hidden file), without control characters
// or backslashes, and within MaxKey and MaxSegment.
//
// No key may be a folder of another: beside "a/b" there can be no "a". S3 would
// keep both, a directory can't and answers ErrConflict.
func CheckKey(key string) error {
	if why := badKey(key); why != "" {
		return fmt.Errorf("%w %.60q: %s", ErrKey, key, why)
	}
	return nil
}

// CheckPrefix tells whether a key could begin with prefix.
func CheckPrefix(prefix string) error {
	if prefix == "" {
		return nil
	}
	whole := prefix
	if strings.HasSuffix(prefix, "/") {
		whole += "x" // any segment may follow
	}
	if why := badKey(whole); why != "" {
		return fmt.Errorf("%w prefix %.60q: %s", ErrKey, prefix, why)
	}
	return nil
}

// badKey says what is wrong with key, "" for nothing.
func badKey(key string) string {
	switch {
	case key == "":
		return "empty"
	case len(key) > MaxKey:
		return fmt.Sprintf("longer than %d bytes", MaxKey)
	case !utf8.ValidString(key):
		return "not UTF-8"
	case strings.ContainsFunc(key, unicode.IsControl):
		return "has a control character"
	case strings.Contains(key, `\`):
		return "has a backslash"
	}
	for segment := range strings.SplitSeq(key, "/") {
		switch {
		case segment == "":
			return "has an empty segment"
		case segment[0] == '.':
			return "has a segment that begins with a dot"
		case len(segment) > MaxSegment:
			return fmt.Sprintf("has a segment longer than %d bytes", MaxSegment)
		}
	}
	return ""
}
