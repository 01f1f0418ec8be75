package retention

import (
	"errors"
	"slices"
	"strconv"

	"github.com/glassix-archiver/archiver/redact"
	"github.com/glassix-archiver/archiver/yamlfile"
)

// parseRedact reads what is to be taken out of transcripts that are made, sent
// or produced.
func parseRedact(m yamlfile.Mapping) (redact.Options, error) {
	var o redact.Options
	n, ok := m.Get("redact")
	if !ok {
		return o, nil
	}
	of, err := n.Mapping()
	if err != nil {
		return o, err
	}
	if err := of.Only("detectors", "patterns"); err != nil {
		return o, err
	}
	if o.Detectors, err = parseList(of, "detectors", oneOf("detector", redact.Detectors())); err != nil {
		return o, err
	}
	if o.Patterns, err = parsePatterns(of); err != nil {
		return o, err
	}
	if len(o.Detectors)+len(o.Patterns) == 0 {
		return o, n.Errorf("redact removes nothing: say detectors or patterns")
	}
	return o, nil
}

func parsePatterns(of yamlfile.Mapping) ([]redact.Pattern, error) {
	n, ok := of.Get("patterns")
	if !ok {
		return nil, nil
	}
	items, err := n.List()
	if err != nil {
		return nil, err
	}
	var patterns []redact.Pattern
	for _, item := range items {
		p, err := parsePattern(item, patterns)
		if err != nil {
			return nil, err
		}
		patterns = append(patterns, p)
	}
	return patterns, nil
}

func parsePattern(n yamlfile.Node, before []redact.Pattern) (p redact.Pattern, err error) {
	m, err := n.Mapping()
	if err != nil {
		return p, err
	}
	if err := m.Only("name", "pattern", "keep_last"); err != nil {
		return p, err
	}
	if p.Name, err = needed(m, "name"); err != nil {
		return p, err
	}
	if p.Expr, err = needed(m, "pattern"); err != nil {
		return p, err
	}
	if p.KeepLast, err = parseOne(m, "keep_last", strconv.Atoi); err != nil {
		return p, err
	}
	key := "pattern"
	switch err = p.Check(); {
	case errors.Is(err, redact.ErrName):
		key = "name"
	case errors.Is(err, redact.ErrKeep):
		key = "keep_last"
	case err == nil && slices.ContainsFunc(before, func(other redact.Pattern) bool { return other.Name == p.Name }):
		key, err = "name", errors.New("there is already a pattern with this name")
	}
	if err != nil {
		at, _ := m.Get(key)
		return p, at.Errorf("%w", err)
	}
	return p, nil
}

// needed reads the text of a key that may not be missing, as it is written.
func needed(m yamlfile.Mapping, key string) (string, error) {
	n, ok := m.Get(key)
	if !ok {
		return "", m.Errorf("%s is missing", key)
	}
	return n.Text()
}
