package check

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/mail"
	"slices"
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed schema/rsmf_schema_2_0_0.json
var officialSchema []byte

// officialRules are the schema to validate by, and the same as it is written.
// The ids within it are of an older draft's kind, and mean nothing: they go.
var officialRules = sync.OnceValues(func() (*jsonschema.Schema, map[string]any) {
	document, err := jsonschema.UnmarshalJSON(bytes.NewReader(officialSchema))
	if err != nil {
		panic(err) // embedded, and compiled in a test
	}
	withoutIDs(document)
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	compiler.RegisterFormat(&jsonschema.Format{Name: "idn-email", Validate: isAddress})
	const name = "http://relativity.com/RSMF/2.0.0/schema.json"
	if err := compiler.AddResource(name, document); err != nil {
		panic(err)
	}
	return compiler.MustCompile(name), document.(map[string]any)
})

// isAddress is the one format of the schema that the validator does not have.
func isAddress(value any) error {
	text, is := value.(string)
	if !is {
		return nil
	}
	a, err := mail.ParseAddress(text)
	if err == nil && a.Address != text {
		err = errors.New("is more than an address")
	}
	return err
}

func withoutIDs(value any) {
	switch v := value.(type) {
	case map[string]any:
		if _, is := v["$id"].(string); is {
			delete(v, "$id")
		}
		for _, below := range v {
			withoutIDs(below)
		}
	case []any:
		for _, below := range v {
			withoutIDs(below)
		}
	}
}

// The manifest as far as its parts are held against each other.
type (
	rsmfManifest struct {
		Version       string
		Participants  []rsmfParticipant
		Conversations []rsmfConversation
		Events        []rsmfEvent
		Collection    string `json:"eventcollectionid"`
	}
	rsmfParticipant struct {
		ID, Display, Avatar string
		Custom              customs
	}
	rsmfConversation struct {
		ID, Icon, Custodian, Type string
		Participants              []string
		Custom                    customs
	}
	rsmfEvent struct {
		ID, Type, Parent, Participant, Conversation string
		Body, Timestamp                             string
		Reactions                                   []struct{ Participants []string }
		Attachments                                 []struct {
			ID, Display string
			Size        *int64
		}
		Edits    []stamped
		Receipts []stamped `json:"read_receipts"`
		Custom   customs
	}
	customs []custom
	custom  struct{ Name, Value string }
	stamped struct{ Participant, Timestamp string }
)

// get is the value of the first custom field of a name.
func (list customs) get(name string) string {
	for _, c := range list {
		if c.Name == name {
			return c.Value
		}
	}
	return ""
}

// manifest reads the manifest, or says why it can't be.
func (r *rsmfReader) manifest(data []byte) *rsmfManifest {
	if !utf8.Valid(data) || bytes.HasPrefix(data, []byte("\ufeff")) {
		r.problem(RSMFManifest, "", "is not UTF-8 without a BOM")
		return nil
	}
	d := decoder{Decoder: json.NewDecoder(bytes.NewReader(data))}
	d.UseNumber()
	document, err := d.value("", 0)
	if err == nil {
		if _, more := d.Token(); !errors.Is(more, io.EOF) {
			err = errors.New("something follows the document")
		}
	}
	if err != nil {
		r.problem(RSMFManifest, "", "is not JSON: %v", err)
		return nil
	}
	for _, where := range d.twice {
		r.problem(RSMFManifest, where, "a key is used twice")
	}
	schema, rules := officialRules()
	r.schema(schema, document)
	r.keys(rules, document, "")
	var m rsmfManifest
	if err := json.Unmarshal(data, &m); err != nil {
		return nil // the schema said so
	}
	return &m
}

var english = message.NewPrinter(language.English)

// schema names where the manifest is not what the schema says.
func (r *rsmfReader) schema(schema *jsonschema.Schema, document any) {
	err := schema.Validate(document)
	invalid, ok := errors.AsType[*jsonschema.ValidationError](err)
	if !ok {
		return
	}
	var leaves func(*jsonschema.ValidationError)
	leaves = func(e *jsonschema.ValidationError) {
		for _, cause := range e.Causes {
			leaves(cause)
		}
		if len(e.Causes) == 0 {
			r.problem(RSMFSchema, "/"+strings.Join(e.InstanceLocation, "/"), "%s", e.ErrorKind.LocalizedString(english))
		}
	}
	leaves(invalid)
}

// keys names the keys that the schema does not have: it lets them pass.
func (r *rsmfReader) keys(rules map[string]any, value any, where string) {
	switch v := value.(type) {
	case map[string]any:
		known, _ := rules["properties"].(map[string]any)
		for _, key := range slices.Sorted(maps.Keys(v)) {
			rule, ok := known[key].(map[string]any)
			if !ok {
				r.problem(RSMFKey, where+"/"+key, "the format has no such key")
				continue
			}
			r.keys(rule, v[key], where+"/"+key)
		}
	case []any:
		items, _ := rules["items"].(map[string]any)
		for i, below := range v {
			r.keys(items, below, where+"/"+strconv.Itoa(i))
		}
	}
}

// decoder decodes JSON, and notices a key that is there twice.
type decoder struct {
	*json.Decoder
	twice []string
}

const maxDepth = 100

func (d *decoder) value(where string, depth int) (any, error) {
	if depth > maxDepth {
		return nil, errors.New("it is nested too deeply")
	}
	token, err := d.Token()
	if err != nil {
		return nil, err
	}
	switch token {
	case json.Delim('{'):
		return d.object(where, depth)
	case json.Delim('['):
		list := []any{}
		for d.More() {
			v, err := d.value(fmt.Sprintf("%s/%d", where, len(list)), depth+1)
			if err != nil {
				return nil, err
			}
			list = append(list, v)
		}
		_, err := d.Token()
		return list, err
	}
	return token, nil
}

func (d *decoder) object(where string, depth int) (any, error) {
	object := map[string]any{}
	for d.More() {
		token, err := d.Token()
		if err != nil {
			return nil, err
		}
		key, _ := token.(string)
		if _, there := object[key]; there {
			d.twice = append(d.twice, where+"/"+key)
		}
		if object[key], err = d.value(where+"/"+key, depth+1); err != nil {
			return nil, err
		}
	}
	_, err := d.Token()
	return object, err
}
