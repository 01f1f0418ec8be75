package ticket

import (
	"encoding/json"
	"strings"
	"testing"
)

func TestHasOther(t *testing.T) {
	names := map[string]bool{"id": true, "username": true}
	tests := []struct {
		object string
		want   bool
	}{
		{`{}`, false},
		{`{"id":1,"UserName":"a"}`, false},
		{`{ "id" : {"other":[{"x":1}]} , "userName":["y","z"] }`, false},
		{`{"id":"},{\"x\":","username":null}`, false},
		{`{"id":1,"x":2}`, true},
		{`{"id":[],"":2}`, true},
		{`{"id":{},"x":"id"}`, true},
		{`{"\u0069d":1}`, true}, // is taken apart, and then found to be known
	}
	for _, test := range tests {
		if got := hasOther([]byte(test.object), names); got != test.want {
			t.Errorf("%s: other members %v, want %v", test.object, got, test.want)
		}
	}
}

// Whatever members an object has, those without a field are in Extra, and the
// text of all strings is what encoding/json makes of them.
func FuzzExtra(f *testing.F) {
	f.Add(`{"id":1,"Name":"\u05d0\ud800","x":{"name":"}"},"y\"":[1]}`)
	f.Add(`{"name":"a\xff","\u006eame":2,"ſ":0}`)
	f.Fuzz(func(t *testing.T, object string) {
		var members map[string]json.RawMessage
		if json.Unmarshal([]byte(object), &members) != nil {
			return
		}
		var p Participant
		if err := json.Unmarshal([]byte(object), &p); err != nil {
			t.Fatal(err)
		}
		type plain Participant
		names := fieldNames((*plain)(&p))
		for name, value := range members {
			if _, other := p.Extra[name]; other == names[strings.ToLower(name)] {
				t.Errorf("member %q of %s: in Extra is %v", name, object, other)
			}
			var text Text
			var want string
			if json.Unmarshal(value, &want) == nil && (json.Unmarshal(value, &text) != nil || string(text) != want) {
				t.Errorf("%s is read as %q, want %q", value, text, want)
			}
		}
		if len(p.Extra) > len(members) {
			t.Errorf("%d members, %d in Extra", len(members), len(p.Extra))
		}
	})
}
