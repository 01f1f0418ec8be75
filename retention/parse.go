package retention

import (
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/glassix-archiver/archiver/yamlfile"
)

// maxFile bounds a policy's file, which a person writes.
const maxFile = 1 << 20

// Parse reads a policy. It is strict: what it does not know, what says nothing,
// and a rule that could never match are errors, each a *yamlfile.Error with its
// place in the file.
func Parse(name string, data []byte) (*Policy, error) {
	f := yamlfile.New(name, data)
	if len(data) > maxFile {
		return nil, f.At("$", fmt.Errorf("has %d bytes, a policy has at most %d", len(data), maxFile))
	}
	root, err := f.Read()
	if err != nil {
		return nil, err
	}
	m, err := root.Mapping()
	if err != nil {
		return nil, err
	}
	if err := checkVersion(m); err != nil { // first: another version may have other keys
		return nil, err
	}
	if err := m.Only("version", defaultName, "rules", "redact"); err != nil {
		return nil, err
	}
	p := &Policy{Name: name}
	if p.Default, err = parseDefault(m); err != nil {
		return nil, err
	}
	if p.Rules, err = parseRules(m); err != nil {
		return nil, err
	}
	if p.Redact, err = parseRedact(m); err != nil {
		return nil, err
	}
	return p, nil
}

func checkVersion(m yamlfile.Mapping) error {
	n, ok := m.Get("version")
	if !ok {
		return m.Errorf("version is missing: begin with version: 1")
	}
	version, err := n.Text()
	if err != nil {
		return err
	}
	if version != "1" {
		return n.Errorf("version %q is not known here: it has to be 1", version)
	}
	return nil
}

// parseDefault reads what holds for every ticket. It has to say how long that
// is: without an end nothing could be locked until then, and nothing would
// ever be due.
func parseDefault(m yamlfile.Mapping) (Rule, error) {
	n, ok := m.Get(defaultName)
	if !ok {
		return Rule{}, m.Errorf("default is missing: say how long every ticket is kept at least, as in default: {retain: 7y}")
	}
	of, err := n.Mapping()
	if err != nil {
		return Rule{}, err
	}
	if err := of.Only("retain", "lock", "storage_class", "formats"); err != nil {
		return Rule{}, err
	}
	r := Rule{Name: defaultName}
	if err := r.parseEffects(of); err != nil {
		return Rule{}, err
	}
	if r.Retain == (Period{}) {
		return Rule{}, n.Errorf("retain is missing: say how long every ticket is kept at least, as in retain: 7y")
	}
	return r, nil
}

func parseRules(m yamlfile.Mapping) ([]Rule, error) {
	n, ok := m.Get("rules")
	if !ok {
		return nil, nil
	}
	list, err := n.List()
	if err != nil {
		return nil, err
	}
	var rules []Rule
	for _, item := range list {
		r, err := parseRule(item, rules)
		if err != nil {
			return nil, err
		}
		rules = append(rules, r)
	}
	return rules, nil
}

func parseRule(n yamlfile.Node, before []Rule) (Rule, error) {
	m, err := n.Mapping()
	if err != nil {
		return Rule{}, err
	}
	if err := m.Only("name", "match", "retain", "lock", "hold", "storage_class", "formats"); err != nil {
		return Rule{}, err
	}
	var r Rule
	if r.Name, err = parseName(m, before); err != nil {
		return Rule{}, err
	}
	if r.match, err = parseMatch(m); err != nil {
		return Rule{}, err
	}
	if err := r.parseEffects(m); err != nil {
		return Rule{}, err
	}
	if r.isEmpty() {
		return Rule{}, n.Errorf("rule %s has no effect: say retain, lock, hold, storage_class or formats", r.Name)
	}
	return r, nil
}

func parseName(m yamlfile.Mapping, before []Rule) (string, error) {
	n, ok := m.Get("name")
	if !ok {
		return "", m.Errorf("name is missing: decisions name the rule that they come from")
	}
	name, err := word(n)
	if err != nil {
		return "", err
	}
	if name == defaultName {
		return "", n.Errorf("a rule cannot be called default")
	}
	if slices.ContainsFunc(before, func(r Rule) bool { return r.Name == name }) {
		return "", n.Errorf("there is already a rule called %s", name)
	}
	return name, nil
}

// maxWord bounds names, cases and what is compared, in characters.
const maxWord = 200

// word reads a text of one line that says something.
func word(n yamlfile.Node) (string, error) {
	s, err := n.Text()
	if err != nil {
		return "", err
	}
	s = strings.TrimSpace(s)
	switch {
	case fold(s) == "":
		return "", n.Errorf("there is nothing in it")
	case strings.ContainsFunc(s, unicode.IsControl) || !utf8.ValidString(s):
		return "", n.Errorf("has invisible characters in it")
	case utf8.RuneCountInString(s) > maxWord:
		return "", n.Errorf("has more than %d characters", maxWord)
	}
	return s, nil
}
