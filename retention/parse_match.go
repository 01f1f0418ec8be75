package retention

import (
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/glassix-archiver/archiver/yamlfile"
)

// lists are the keys of match that have a list.
var lists = []string{keyTags, keyDepartments, keyChannels, keyTypes, keyCultures, keyParticipants}

func parseMatch(rule yamlfile.Mapping) (match, error) {
	n, ok := rule.Get("match")
	if !ok {
		return nil, rule.Errorf("match is missing: what applies to every ticket belongs in default")
	}
	m, err := n.Mapping()
	if err != nil {
		return nil, err
	}
	if err := m.Only(append(lists[:len(lists):len(lists)], keyFields, keyClosedBefore)...); err != nil {
		return nil, err
	}
	if len(m.Members) == 0 {
		return nil, n.Errorf("match names no key: what applies to every ticket belongs in default")
	}
	var all match
	for _, read := range []func(yamlfile.Mapping) (match, error){parseLists, parseFields, parseClosedBefore} {
		some, err := read(m)
		if err != nil {
			return nil, err
		}
		all = append(all, some...)
	}
	return all, nil
}

func parseLists(m yamlfile.Mapping) (all match, err error) {
	for _, key := range lists {
		parse := parseValue
		if key == keyTypes {
			parse = parseType
		}
		values, err := parseList(m, key, parse)
		if err != nil {
			return nil, err
		}
		if len(values) > 0 {
			all = append(all, condition{key: key, values: values})
		}
	}
	return all, nil
}

func parseValue(s string) (value, error) { return value{s, fold(s)}, nil }

// types are those that the service has.
var types = []string{"Regular", "Bot", "GlassixBot"}

// parseType reads the one key of match whose values are few and known: a rule
// for another could never match.
func parseType(s string) (value, error) {
	v, _ := parseValue(s)
	if !slices.ContainsFunc(types, func(t string) bool { return fold(t) == v.folded }) {
		return v, fmt.Errorf("unknown ticket type %q: it is Regular, Bot or GlassixBot; the rule could never match", s)
	}
	return v, nil
}

func parseFields(m yamlfile.Mapping) (all match, err error) {
	n, ok := m.Get(keyFields)
	if !ok {
		return nil, nil
	}
	fields, err := n.Mapping()
	if err != nil {
		return nil, err
	}
	if err := fields.Only(fieldNames()...); err != nil {
		return nil, err
	}
	for _, name := range fieldNames() {
		v, err := parseOne(fields, name, parseValue)
		if err != nil {
			return nil, err
		}
		if v.folded != "" {
			all = append(all, condition{key: keyFields + "." + name, values: []value{v}})
		}
	}
	if len(all) == 0 {
		return nil, n.Errorf("fields names no field")
	}
	return all, nil
}

// fieldNames are field1 to field10.
func fieldNames() []string {
	names := make([]string, 10)
	for i := range names {
		names[i] = fmt.Sprintf("field%d", i+1)
	}
	return names
}

func parseClosedBefore(m yamlfile.Mapping) (match, error) {
	before, err := parseOne(m, keyClosedBefore, parseDate)
	if err != nil || before.IsZero() {
		return nil, err
	}
	return match{{key: keyClosedBefore, before: before}}, nil
}

// parseDate reads the day that a policy names; it begins in UTC.
func parseDate(s string) (time.Time, error) {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		return t, fmt.Errorf("%q is not a date: write it as 2026-01-31", s)
	}
	if t.Year() < 1970 {
		return t, errors.New("no ticket was closed before that date: the rule could never match")
	}
	return t, nil
}
