package render

import (
	"bytes"
	"encoding/json"
	"os"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"github.com/glassix-archiver/archiver/render/body"
)

const schemaFile = "transcript.schema.json"

// Every transcript is what the published schema says.
func TestJSONFollowsSchema(t *testing.T) {
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	schema, err := compiler.Compile(schemaFile)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"testdata/he.json", "../ticket/testdata/ticket.json"} {
		for _, audience := range []Audience{Internal, ForCustomer, Legal} {
			text := written(t, JSON, build(t, record(t, name), Options{Audience: audience, Generated: time.Unix(1e9, 0)}))
			document, err := jsonschema.UnmarshalJSON(strings.NewReader(text))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(document); err != nil {
				t.Errorf("%s for %s: %v", name, audience, err)
			}
		}
	}
	bad, err := jsonschema.UnmarshalJSON(strings.NewReader(`{"schema": "transcript/1", "surprise": 1}`))
	if err != nil {
		t.Fatal(err)
	}
	if schema.Validate(bad) == nil {
		t.Error("the schema takes anything")
	}
}

// object is what the schema says of one type.
type object struct {
	Required   []string
	Properties map[string]any
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
	for name, value := range map[string]any{
		"": Transcript{}, "header": Header{}, "participant": Participant{}, "entry": Entry{}, "attachment": Attachment{}, "exception": Exception{},
		"time": Time{}, "field": Field{}, "name_value": NameValue{}, "parameter": Parameter{}, "department": Department{}, "owner": Owner{},
		"source": Source{}, "view": View{}, "block": body.Block{}, "row": body.Row{}, "cell": body.Cell{}, "inline": body.Inline{}, "image": body.Image{},
	} {
		var members, required []string
		typ := reflect.TypeOf(value)
		for i := range typ.NumField() {
			member, options, tagged := strings.Cut(typ.Field(i).Tag.Get("json"), ",")
			if !typ.Field(i).IsExported() {
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
