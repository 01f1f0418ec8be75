package retention

import (
	"errors"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/yamlfile"
)

const head = "version: 1\ndefault: {retain: 7y}\n"

// rule is a policy with one rule.
func rule(lines ...string) string {
	return head + "rules:\n  - " + strings.Join(lines, "\n    ") + "\n"
}

func TestParseRefuses(t *testing.T) {
	const name, match, retain = "name: a", "match: {tags: [x]}", "retain: 10y"
	for _, tt := range []struct{ what, text, want string }{
		{"nothing", "", "p.yaml: there is nothing in it"},
		{"a comment", "# nothing\n", "p.yaml: there is nothing in it"},
		{"null", "~\n", "p.yaml: there is nothing in it"},
		{"an empty mapping", "{}\n", "p.yaml:1:1: version is missing"},
		{"a list", "- version: 1\n", "p.yaml:1:1: has to be a mapping"},
		{"no version", "default: {retain: 7y}\n", "p.yaml:1:1: version is missing"},
		{"another version, whatever is in it", "version: 2\nnew: 1\n", `p.yaml:1:10: version "2" is not known`},
		{"a version that is no number", "version: one\n", `p.yaml:1:10: version "one"`},
		{"a version without a value", "version:\n" + head[11:], "p.yaml:1:"},
		{"no default", "version: 1\n", "p.yaml:1:1: default is missing"},
		{"a default without an end", "version: 1\ndefault: {lock: none}\n", "p.yaml:2:10: retain is missing"},
		{"a default with a hold", "version: 1\ndefault: {retain: 7y, hold: [c]}\n", `p.yaml:2:23: unknown key "hold"`},
		{"a second document", head + "---\nversion: 1\n", "p.yaml:3:1: there is a second document"},
		{"an empty second document", head + "---\n", "p.yaml:3:1: there is a second document"},
		{"no YAML", head + "rules: [\n", "p.yaml:3:8: "},
		{"a tab", head + "\trules: []\n", "p.yaml:3:"},
		{"an unknown key at the top", head + "rulez: []\n", `p.yaml:3:1: unknown key "rulez"`},
		{"an unknown key in a rule", rule(name, match, retain, "retian: 10y"), `p.yaml:7:5: unknown key "retian"`},
		{"an unknown key in match", rule(name, "match: {tags: [x], tag: [y]}", retain), `p.yaml:5:24: unknown key "tag"`},
		{"an unknown field", rule(name, "match: {fields: {field11: x}}", retain), `p.yaml:5:22: unknown key "field11"`},
		{"a key that stands twice", rule(name, match, retain, "retain: 12y"), `p.yaml:7:5: mapping key "retain" already defined`},
		{"rules without a list", head + "rules: all\n", "p.yaml:3:8: has to be a list"},
		{"a rule that is a word", head + "rules: [all]\n", "p.yaml:3:9: has to be a mapping"},
		{"a rule without a name", rule(match, retain), "p.yaml:4:5: name is missing"},
		{"an empty name", rule("name: ' '", match, retain), "p.yaml:4:11: there is nothing in it"},
		{"a name of two lines", rule(`name: "a\nb"`, match, retain), "p.yaml:4:11: has invisible characters"},
		{"a rule called default", rule("name: default", match, retain), "p.yaml:4:11: a rule cannot be called default"},
		{"two rules of one name", rule(name, match, retain) + "  - {name: a, match: {tags: [y]}, retain: 1y}\n", "p.yaml:7:12: there is already a rule called a"},
		{"a rule without match", rule(name, retain), "p.yaml:4:5: match is missing"},
		{"match without a value", rule(name, "match:", retain), "p.yaml:5:"},
		{"match without a key", rule(name, "match: {}", retain), "p.yaml:5:12: match names no key"},
		{"an empty list", rule(name, "match: {tags: []}", retain), "p.yaml:5:19: tags is an empty list"},
		{"a list without a value", rule(name, "match: {tags: }", retain), "p.yaml:5:"},
		{"a list that is a text", rule(name, "match: {tags: x}", retain), "p.yaml:5:19: has to be a list"},
		{"an item without a value", rule(name, "match: {tags: [x, '']}", retain), "p.yaml:5:23: there is nothing in it"},
		{"an item that is null", rule(name, "match: {tags: [~]}", retain), "p.yaml:5:20: there is nothing here"},
		{"an item that stands twice", rule(name, "match: {tags: [x, y, x]}", retain), "p.yaml:5:26: is listed twice"},
		{"no fields", rule(name, "match: {fields: {}}", retain), "p.yaml:5:21: fields names no field"},
		{"an empty field", rule(name, `match: {fields: {field1: ""}}`, retain), "p.yaml:5:30: there is nothing in it"},
		{"a date in another form", rule(name, "match: {closed_before: 01/02/2026}", retain), `p.yaml:5:28: "01/02/2026" is not a date`},
		{"a day that is none", rule(name, "match: {closed_before: 2026-02-30}", retain), `p.yaml:5:28: "2026-02-30" is not a date`},
		{"a day before all", rule(name, "match: {closed_before: 0001-01-01}", retain), "p.yaml:5:28: no ticket was closed before that"},
		{"a ticket type that is none", rule(name, "match: {ticket_types: [bot, Human]}", retain), `p.yaml:5:33: unknown ticket type "Human": it is Regular, Bot or GlassixBot; the rule could never match`},
		{"no duration", rule(name, match, "retain: forever"), `p.yaml:6:13: "forever" is not a duration`},
		{"a number", rule(name, match, "retain: 10"), `p.yaml:6:13: "10" is not a duration`},
		{"a duration of nothing", rule(name, match, "retain: 0d"), "p.yaml:6:13: a duration must be longer"},
		{"a negative duration", rule(name, match, "retain: -1y"), `p.yaml:6:13: "-1y" is not a duration`},
		{"too long a duration", rule(name, match, "retain: 1000y"), `p.yaml:6:13: "1000y" is longer than 100 years`},
		{"an unknown lock", rule(name, match, "lock: legal"), `p.yaml:6:11: unknown lock "legal"`},
		{"a lock in capitals", rule(name, match, "lock: COMPLIANCE"), `p.yaml:6:11: unknown lock`},
		{"an unknown format", rule(name, match, "formats: [pdf, docx]"), `p.yaml:6:20: unknown format "docx"`},
		{"an unknown class", rule(name, match, "storage_class: COLD"), `p.yaml:6:20: unknown storage class "COLD"`},
		{"a hold that is no list", rule(name, match, "hold: case-1"), "p.yaml:6:11: has to be a list"},
		{"a rule that gives nothing", rule(name, match), "p.yaml:4:5: rule a has no effect"},
		{"a rule that gives no lock", rule(name, match, "lock: none"), "p.yaml:4:5: rule a has no effect"},
		{"an alias", rule(name, "match: {tags: &t [x]}", retain), "p.yaml:5:19: anchors, aliases and tags are not allowed"},
		{"a merge", head + "<<: {}\n", "p.yaml:3:1: anchors, aliases and tags are not allowed"},
	} {
		_, err := Parse("p.yaml", []byte(tt.text))
		refused, ok := errors.AsType[*yamlfile.Error](err)
		if !ok {
			t.Errorf("%s: got %v", tt.what, err)
			continue
		}
		if !strings.HasPrefix(refused.Error(), tt.want) || strings.Contains(refused.Error(), "\n") {
			t.Errorf("%s: got %q, want %q", tt.what, refused, tt.want)
		}
		if strings.HasPrefix(tt.want, "p.yaml:1:") || strings.HasPrefix(tt.want, "p.yaml:5:") {
			if len(refused.Source) != 2 || !strings.HasSuffix(refused.Source[1], "^") {
				t.Errorf("%s: the line is %q", tt.what, refused.Source)
			}
		}
	}
}

func TestParseTooLong(t *testing.T) {
	_, err := Parse("p.yaml", []byte(head+strings.Repeat("#", maxFile)))
	if err == nil || !strings.Contains(err.Error(), "a policy has at most") {
		t.Errorf("got %v", err)
	}
}

// A byte order mark, a directive, a value in quotes or one that looks like a
// number, and a policy without rules are right.
func TestParseTakes(t *testing.T) {
	for _, text := range []string{
		"\ufeff" + head,
		"---\n" + head + "...\n",
		"%YAML 1.2\n---\n" + head,
		strings.ReplaceAll(head, "\n", "\r\n"),
		head + "rules: []\n",
		"version: \"1\"\ndefault:\n  retain: '7y'\n  lock: none\n  storage_class: STANDARD\n  formats: [json]\n",
		rule("name: 7", "match: {tags: [007, yes, 1.5, 2026-01-01, -1], fields: {field10: 0x10}}", "hold: [12]"),
	} {
		if _, err := Parse("p.yaml", []byte(text)); err != nil {
			t.Errorf("%q: %v", text, err)
		}
	}
	p, err := Parse("p.yaml", []byte(rule("name: n", "match: {tags: [007, yes], fields: {field10: 0x10}}", "hold: [12]")))
	if err != nil {
		t.Fatal(err)
	}
	if got := p.Rules[0].Matches(); got != "tag 007 or yes, and field10 0x10" {
		t.Errorf("as written: got %q", got)
	}
}

// The example at the top of the sources is a policy, and uses every key.
func TestExample(t *testing.T) {
	data, err := os.ReadFile("../retention.yaml")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := Parse("retention.yaml", data); err != nil {
		t.Fatal(err)
	}
	for _, key := range append(lists, keyFields, keyClosedBefore, "name", "retain", "lock", "hold", "storage_class", "formats") {
		if !strings.Contains(string(data), key+":") {
			t.Errorf("the example does not show %s", key)
		}
	}
}

func FuzzParse(f *testing.F) {
	example, err := os.ReadFile("../retention.yaml")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(example)
	f.Add([]byte(rule("name: a", "match: {tags: [x], closed_before: 2026-01-01}", "lock: compliance")))
	f.Add([]byte("version: 1\n---\n*a"))
	f.Add([]byte("version: 1\ndefault: {retain: 7y}\nredact: {detectors: [card], patterns: [{name: a, pattern: 'a+', keep_last: 2}]}"))
	f.Fuzz(func(t *testing.T, data []byte) {
		if len(data) > 2000 { // the parser takes long for a thousand brackets
			return
		}
		p, err := Parse("p.yaml", data)
		if err != nil {
			if _, ok := errors.AsType[*yamlfile.Error](err); !ok || strings.Contains(err.Error(), "\n") {
				t.Errorf("%q: %v", data, err)
			}
			return
		}
		d := p.Decide(Subject{Tags: []string{"x"}, Closed: at(t, "2025-06-01T00:00:00Z")})
		if d.Until.IsZero() || len(d.Formats) == 0 || d.By() == "" {
			t.Errorf("%q decides %+v", data, d)
		}
	})
}

// The policies in the guide are policies.
func TestGuide(t *testing.T) {
	guide, err := os.ReadFile("../docs/retention.md")
	if err != nil {
		t.Fatal(err)
	}
	blocks := regexp.MustCompile("(?ms)^```yaml\n(.*?)^```$").FindAllSubmatch(guide, -1)
	if len(blocks) == 0 {
		t.Fatal("the guide shows no policy")
	}
	for _, block := range blocks {
		if _, err := Parse("docs/retention.md", block[1]); err != nil {
			t.Errorf("%v\n%s", err, block[1])
		}
	}
	for _, word := range append(append(lists, Formats()...), append(StorageClasses(), "retain", "lock", "hold", "storage_class", "formats", keyFields, keyClosedBefore)...) {
		if !strings.Contains(string(guide), word) {
			t.Errorf("the guide does not name %s", word)
		}
	}
}
