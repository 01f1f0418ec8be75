package query

import "strings"

// flags are the filters that somebody may write into a query, as other programs
// have it.
var flags = map[string]bool{"tag": true, "participant": true, "channel": true, "department": true, "from": true, "to": true}

// Slip tells a word that is surely meant for a filter, such as tag:vip: as words
// it would find something else. It is for what was just typed; Parse takes it,
// since it may stand in a rule. An error is of type *Error.
func Slip(text string) error {
	l := &lexer{query: text}
	for {
		x, err := l.next()
		if err != nil || x.kind == end {
			return nil // what is no query is for Parse to say
		}
		name, value, ok := strings.Cut(x.text, ":")
		if name = strings.ToLower(name); !ok || x.kind != word || x.quoted || x.exact || !flags[name] {
			continue
		}
		if value == "" {
			value = "…"
		}
		return l.fail(x.at, "write --"+name+" "+value+" beside the query; to look for the words, put them in quotation marks: \""+x.text+"\"", "%s: is not part of the query language", name)
	}
}
