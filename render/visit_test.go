package render

import (
	"fmt"
	"reflect"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/render/body"
)

// fillStrings gives every exported string of a value a text of its own, and every
// list an element, to a depth that is enough for blocks within blocks.
func fillStrings(v reflect.Value, depth int) {
	switch v.Kind() {
	case reflect.String:
		v.SetString("as it was")
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				fillStrings(v.Field(i), depth)
			}
		}
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fillStrings(v.Elem(), depth)
	case reflect.Slice:
		if depth > 0 && v.Type().Elem().Kind() != reflect.Uint8 {
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
			fillStrings(v.Index(0), depth-1)
		}
	}
}

// left calls told for every string of a value that is not the wanted one.
func left(v reflect.Value, path, want string, told func(path string)) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[string]() && v.String() != want {
			told(path)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if f := v.Type().Field(i); f.IsExported() && v.Type() != reflect.TypeFor[time.Time]() {
				left(v.Field(i), path+"."+f.Name, want, told)
			}
		}
	case reflect.Pointer:
		if !v.IsNil() {
			left(v.Elem(), path, want, told)
		}
	case reflect.Slice:
		for i := range v.Len() {
			left(v.Index(i), fmt.Sprintf("%s[%d]", path, i), want, told)
		}
	}
}

// Whatever string a transcript has or will have, the visitor sees it, so that
// nothing stays in a customer's copy because it was forgotten.
func TestEveryStringIsVisited(t *testing.T) {
	var transcript Transcript
	fillStrings(reflect.ValueOf(&transcript).Elem(), 6)
	transcript.Entries[0].sentence = []string{"as it was", "as it was"}
	count := 0
	left(reflect.ValueOf(transcript), "Transcript", "", func(string) { count++ })
	if count < 100 {
		t.Fatalf("only %d strings are filled", count)
	}
	see := func(s *string) { *s = "seen" }
	transcript.visit(visitor{text: see, name: see, path: see})
	left(reflect.ValueOf(transcript), "Transcript", "seen", func(path string) { t.Errorf("%s is not visited", path) })
	for i, piece := range transcript.Entries[0].sentence {
		if piece != "seen" {
			t.Errorf("piece %d of the sentence is not visited", i)
		}
	}
	depth := 0
	for b := transcript.Entries[0].Body; len(b) > 0; b = b[0].Blocks {
		depth++
	}
	if depth < 2 || transcript.Entries[0].Body[0].Inlines[0].Image == nil || transcript.Entries[0].Body[0].Kind == body.Paragraph {
		t.Errorf("the body has %d levels: the test fills too little", depth)
	}
}

// Identifiers, types and codes are shown as names are.
func TestControlsInIdentifiersAreShown(t *testing.T) {
	const odd = "a\u202eb\u2066c\u200fd\x01e\u0085f\ufffeg"
	const want = "a⟨U+202E⟩b⟨U+2066⟩c⟨U+200F⟩d⟨U+0001⟩e⟨U+0085⟩f⟨U+FFFE⟩g"
	rec := amysTicket(t, obj{"text": "x", "guidTransactionId": odd, "status": odd, "attachments": []any{obj{"id": 1, "fileIdentifier": odd, "type": odd}}})
	rec.Files = map[string]File{odd: {MediaType: odd, Exception: &Exception{Code: odd}}}
	for _, audience := range []Audience{Internal, ForCustomer, Legal} {
		e := build(t, rec, Options{Audience: audience}).Entries[0]
		a := e.Attachments[0]
		for what, got := range map[string]string{"guid": e.GUID, "status": e.Status, "identifier": a.Identifier, "type": a.Type, "media type": a.MediaType, "code": a.Exception.Code, "exception's file": a.Exception.Attachment} {
			if got != want {
				t.Errorf("%s: %s %q, want %q", audience, what, got, want)
			}
		}
	}
}
