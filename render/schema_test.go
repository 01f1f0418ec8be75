package render

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

const schemaFile = "transcript.schema.json"

func compileSchema(t testing.TB) *jsonschema.Schema {
	t.Helper()
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	return schema
}

// followsSchema holds the transcripts of a record for each audience against the
// schema.
func followsSchema(t *testing.T, schema *jsonschema.Schema, name string, rec Record) {
	t.Helper()
	for _, o := range []Options{{Audience: Internal}, {Audience: ForCustomer}, {Audience: Legal}, {Audience: Internal, Redact: everyRule(t)}} {
		o.Generated, o.Generator = time.Unix(1e9, 0), "archiver"
		text := written(t, JSON, build(t, rec, o))
		document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(document); err != nil {
			t.Errorf("%s for %s: %v", name, o.Audience, err)
		}
	}
}

// Every transcript is what the published schema says: of the service's object
// page, of the sample workspace, of hostile tickets.
func TestJSONFollowsSchema(t *testing.T) {
	schema := compileSchema(t)
	names := []string{"testdata/he.json", "../ticket/testdata/ticket.json"}
	for _, pattern := range []string{"../fetch/fetchtest/sample/tickets/*.json", "testdata/hostile/*.json"} {
		more, err := filepath.Glob(pattern)
		if err != nil || len(more) == 0 {
			t.Fatalf("%s: %d files, %v", pattern, len(more), err)
		}
		names = append(names, more...)
	}
	for _, name := range names {
		followsSchema(t, schema, name, record(t, name))
	}
	for _, text := range []string{`{"schema": "transcript/1", "surprise": 1}`, `{"schema": "transcript/2"}`, `{}`} {
		bad, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
		if err != nil {
			t.Fatal(err)
		}
		if schema.Validate(bad) == nil {
			t.Errorf("the schema takes %s", text)
		}
	}
}

// The example that the documentation gives is a transcript.
func TestDocumentedExample(t *testing.T) {
	page, err := os.ReadFile("../docs/transcript-json.md")
	if err != nil {
		t.Fatal(err)
	}
	_, example, _ := strings.Cut(string(page), "```json\n")
	example, _, _ = strings.Cut(example, "```")
	document, err := jsonschema.UnmarshalJSON(strings.NewReader(example))
	if err != nil {
		t.Fatal(err)
	}
	if err := compileSchema(t).Validate(document); err != nil {
		t.Error(err)
	}
}

// FuzzJSON holds the transcripts of any ticket against the schema.
func FuzzJSON(f *testing.F) {
	for _, seed := range []string{
		`{"id":1,"open":"9999-12-31T23:59:59-05:00","close":"0001-01-01T00:00:00","culture":"xx","participants":[{"type":"Client"},{}],"transactions":[{"type":"Message","html":"<ol start=-4 type=i reversed><li>a<li value=9>b</ol><table><tr><th colspan=0>c<td>d</table><a href='tel:1'>e</a><p hidden>f"}]}`,
		`{"id":"7","transactions":[{"type":"\u202eTicketClosed","text":7,"payload":[1],"x":{"y":null},"attachments":[{"id":1,"uri":"https://b.example/?X-Amz-Signature=1","z":2}]},{"type":"Note"},null,7],"dynamicParameters":[{"name":null,"value":{"a":[]}}],"transactionsCount":"x"}`,
		`{"id":2,"transactions":[{"type":"Message","fromProtocolType":"WhatsApp","text":"*a* _b_ \u0000\ud800 data:image/png;base64,iVBORw0KGgo= > q\n> r"},{"type":"Message","html":"<img src='data:image/gif;base64,R0lGODlhAQ=='>"}]}`,
	} {
		f.Add(seed)
	}
	schema := compileSchema(f)
	f.Fuzz(func(t *testing.T, raw string) {
		if tk, err := ticket.Decode([]byte(raw)); err == nil {
			followsSchema(t, schema, raw, Record{Ticket: tk, Raw: []byte(raw)})
		}
	})
}

// object is what the schema says of one type.
type object struct {
	Type       string
	Required   []string
	Properties map[string]struct{ Enum []string }
	Enum       []string

	AdditionalProperties *bool
}

// The schema has a member for each field of the types, no other, and requires
// those that are always written.
func TestSchemaFitsTypes(t *testing.T) {
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		object
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	schema.Defs[""] = schema.object
	types := map[string]any{
		"": Transcript{}, "header": Header{}, "participant": Participant{}, "entry": Entry{}, "attachment": Attachment{}, "exception": Exception{},
		"time": Time{}, "field": Field{}, "name_value": NameValue{}, "parameter": Parameter{}, "department": Department{}, "owner": Owner{},
		"source": Source{}, "view": View{}, "redaction": Redaction{}, "block": body.Block{}, "row": body.Row{}, "cell": body.Cell{}, "inline": body.Inline{}, "image": body.Image{},
	}
	for name, def := range schema.Defs {
		if types[name] == nil && def.Type == "object" || def.Type == "object" && (def.AdditionalProperties == nil || *def.AdditionalProperties) {
			t.Errorf("%s: is of no type, or takes members that are not listed", name)
		}
	}
	for name, value := range types {
		var members, required []string
		typ := reflect.TypeOf(value)
		for i := range typ.NumField() {
			member, options, tagged := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if !typ.Field(i).IsExported() || member == "-" {
				continue
			}
			members = append(members, member)
			if !tagged || options == "" {
				required = append(required, member)
			}
		}
		var properties []string
		for member := range schema.Defs[name].Properties {
			properties = append(properties, member)
		}
		slices.Sort(members)
		slices.Sort(properties)
		slices.Sort(required)
		slices.Sort(schema.Defs[name].Required)
		if diff := cmp.Diff(members, properties); diff != "" {
			t.Errorf("%s: members (-type +schema):\n%s", name, diff)
		}
		if diff := cmp.Diff(required, append([]string(nil), schema.Defs[name].Required...)); diff != "" {
			t.Errorf("%s: required (-type +schema):\n%s", name, diff)
		}
	}
}

// The schema lists the values of the enumerations, and no other.
func TestSchemaFitsEnumerations(t *testing.T) {
	data, err := os.ReadFile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	var schema struct {
		Defs map[string]object `json:"$defs"`
	}
	if err := json.Unmarshal(data, &schema); err != nil {
		t.Fatal(err)
	}
	for at, want := range map[string][]string{
		"role":             {string(Customer), string(Agent), string(Automaton), string(System)},
		"direction":        {string(body.LeftToRight), string(body.RightToLeft)},
		"entry.kind":       {string(Message), string(Note), string(Event)},
		"view.audience":    {string(Internal), string(ForCustomer), string(Legal)},
		"block.marker":     {string(body.LowerAlpha), string(body.UpperAlpha), string(body.LowerRoman), string(body.UpperRoman)},
		"image.media_type": {"image/jpeg", "image/png", "image/gif", "image/webp"},
		"block.kind": {string(body.Paragraph), string(body.Heading), string(body.List), string(body.Quote), string(body.Code), string(body.Table),
			string(body.Rule), string(body.Hidden)},
	} {
		name, member, _ := strings.Cut(at, ".")
		got := schema.Defs[name].Enum
		if member != "" {
			got = schema.Defs[name].Properties[member].Enum
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s (-type +schema):\n%s", at, diff)
		}
	}
}

// JSON writes text as it is, and times in UTC beside the service's own form.
func TestJSONText(t *testing.T) {
	transcript := build(t, record(t, "testdata/he.json"), Options{Zone: jerusalem(t)})
	transcript.Header.Summary = "a < b & c > d"
	var out bytes.Buffer
	if err := JSON(&out, transcript); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{`"a < b & c > d"`, `"utc": "2018-10-29T16:42:53.1718405Z"`, `"original": "2018-10-29T16:42:53.1718405Z"`, `"original": "yesterday"`} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("the JSON lacks %s", want)
		}
	}
}
