package ticket

import (
	"bytes"
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"
)

// Extra holds the members of an object that this package has no field for,
// as they came. Nil when there are none.
type Extra map[string]json.RawMessage

// Names returns the members' names in alphabetical order.
func (e Extra) Names() []string { return slices.Sorted(maps.Keys(e)) }

// Text returns a member's value for reading: a string without its quotes,
// anything else as compact JSON, null and absent as nothing.
func (e Extra) Text(name string) string { return rawText(e[name]) }

func rawText(raw json.RawMessage) string {
	var s string
	if len(raw) == 0 || bytes.Equal(raw, []byte("null")) {
		return ""
	}
	if json.Unmarshal(raw, &s) == nil {
		return s
	}
	var out bytes.Buffer
	if json.Compact(&out, raw) != nil {
		return string(raw)
	}
	return out.String()
}

// decodeObject fills known, and reports the members that it has no field for.
// A value that is not an object leaves known as it is.
func decodeObject(data []byte, known any) (Extra, error) {
	data = bytes.TrimSpace(data)
	if len(data) == 0 || data[0] != '{' {
		return nil, nil
	}
	if err := json.Unmarshal(data, known); err != nil {
		return nil, err
	}
	names := fieldNames(known)
	if !hasOther(data, names) {
		return nil, nil
	}
	var members map[string]json.RawMessage
	if err := json.Unmarshal(data, &members); err != nil {
		return nil, err
	}
	for name := range members {
		if names[strings.ToLower(name)] {
			delete(members, name)
		}
	}
	if len(members) == 0 {
		return nil, nil
	}
	return members, nil
}

// hasOther tells an object, of valid JSON, that has a member of another name
// than these. Most have none, and need not be taken apart for it. A name
// written with escapes counts as another.
func hasOther(object []byte, names map[string]bool) bool {
	depth, name := 0, false
	for i := 0; i < len(object); i++ {
		switch object[i] {
		case '{', '[':
			depth++
			name = depth == 1
		case '}', ']':
			depth--
		case ',':
			name = depth == 1
		case '"':
			from := i + 1
			for i = from; object[i] != '"'; i++ {
				if object[i] == '\\' {
					i++
				}
			}
			if name && !names[string(object[from:i])] && !names[strings.ToLower(string(object[from:i]))] {
				return true
			}
			name = false
		}
	}
	return false
}

// knownNames keeps what fieldNames found, by reflect.Type.
var knownNames sync.Map

// fieldNames lists the JSON names of a struct's fields, in lower case since
// encoding/json matches them so (the service writes owner.UserName but
// participant.userName).
func fieldNames(known any) map[string]bool {
	t := reflect.TypeOf(known).Elem()
	if names, ok := knownNames.Load(t); ok {
		return names.(map[string]bool)
	}
	names := make(map[string]bool, t.NumField())
	for i := range t.NumField() {
		name, _, _ := strings.Cut(t.Field(i).Tag.Get("json"), ",")
		names[strings.ToLower(name)] = true
	}
	knownNames.Store(t, names)
	return names
}
