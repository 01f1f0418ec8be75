package ticket

import (
	"bytes"
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// Text is a string member that also takes what the service may send in its
// place: null and absent are empty, a number or a boolean is kept as its
// digits or word, an object or a list as its JSON.
type Text string

func (t *Text) UnmarshalJSON(data []byte) error {
	var s string
	switch {
	case bytes.Equal(data, []byte("null")):
	case isPlain(data):
		s = string(data[1 : len(data)-1])
	case json.Unmarshal(data, &s) == nil:
	default:
		s = string(data)
	}
	*t = Text(s)
	return nil
}

// isPlain tells a JSON string that stands for itself, as nearly all do.
func isPlain(data []byte) bool {
	return len(data) > 1 && data[0] == '"' && !bytes.ContainsRune(data, '\\') && utf8.Valid(data)
}

// Flag is a boolean member; "true", 1 and their like count as true.
type Flag bool

func (f *Flag) UnmarshalJSON(data []byte) error {
	s := strings.Trim(string(data), `"`)
	b, err := strconv.ParseBool(strings.ToLower(s))
	*f = Flag(b && err == nil)
	return nil
}

// Number is an integer member of 64 bits, which may come as text. What is no
// integer is 0.
type Number int64

func (n *Number) UnmarshalJSON(data []byte) error {
	s := strings.Trim(string(data), `"`)
	i, err := strconv.ParseInt(strings.TrimSpace(s), 10, 64)
	if err != nil {
		if f, ferr := strconv.ParseFloat(s, 64); ferr == nil && f == float64(int64(f)) {
			i, err = int64(f), nil
		}
	}
	if err != nil {
		i = 0
	}
	*n = Number(i)
	return nil
}

// List is a list member of which null, absent and a single value are
// accepted too.
type List[T any] []T

func (l *List[T]) UnmarshalJSON(data []byte) error {
	data = bytes.TrimSpace(data)
	*l = nil
	if bytes.Equal(data, []byte("null")) {
		return nil
	}
	if data[0] == '[' {
		return json.Unmarshal(data, (*[]T)(l))
	}
	var one T
	if err := json.Unmarshal(data, &one); err != nil {
		return err
	}
	*l = List[T]{one}
	return nil
}
