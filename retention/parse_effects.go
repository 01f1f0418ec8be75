package retention

import (
	"fmt"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/yamlfile"
)

// parseEffects reads what a rule gives.
func (r *Rule) parseEffects(m yamlfile.Mapping) (err error) {
	if r.Retain, err = parseOne(m, "retain", ParsePeriod); err != nil {
		return err
	}
	if r.Lock, err = parseOne(m, "lock", ParseLock); err != nil {
		return err
	}
	if r.StorageClass, err = parseOne(m, "storage_class", oneOf("storage class", StorageClasses())); err != nil {
		return err
	}
	if r.Holds, err = parseList(m, "hold", func(s string) (string, error) { return s, nil }); err != nil {
		return err
	}
	r.Formats, err = parseList(m, "formats", oneOf("format", Formats()))
	return err
}

// parseOne reads the value of a key; its zero value where there is no such key.
func parseOne[T any](m yamlfile.Mapping, key string, read func(string) (T, error)) (T, error) {
	var none T
	n, ok := m.Get(key)
	if !ok {
		return none, nil
	}
	return parseWord(n, read)
}

func parseWord[T any](n yamlfile.Node, read func(string) (T, error)) (T, error) {
	var none T
	s, err := word(n)
	if err != nil {
		return none, err
	}
	v, err := read(s)
	if err != nil {
		return none, n.Errorf("%w", err)
	}
	return v, nil
}

// parseList reads the list of a key. One without items is an error: whoever
// wrote it meant something.
func parseList[T comparable](m yamlfile.Mapping, key string, read func(string) (T, error)) ([]T, error) {
	n, ok := m.Get(key)
	if !ok {
		return nil, nil
	}
	items, err := n.List()
	if err != nil {
		return nil, err
	}
	if len(items) == 0 {
		return nil, n.Errorf("%s is an empty list", key)
	}
	var values []T
	for _, item := range items {
		v, err := parseWord(item, read)
		if err != nil {
			return nil, err
		}
		if slices.Contains(values, v) {
			return nil, item.Errorf("is listed twice")
		}
		values = append(values, v)
	}
	return values, nil
}

// oneOf reads a word of a set, spelt as it is.
func oneOf(what string, set []string) func(string) (string, error) {
	return func(s string) (string, error) {
		if !slices.Contains(set, s) {
			return "", fmt.Errorf("unknown %s %q: it is one of %s", what, s, strings.Join(set, ", "))
		}
		return s, nil
	}
}
