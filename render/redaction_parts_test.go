package render

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"io/fs"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// toldOf is a ticket of one message, redacted.
func toldOf(t *testing.T, message obj) (*Transcript, *Entry) {
	t.Helper()
	raw, err := json.Marshal(obj{"id": 220689377, "culture": "en-US", "transactions": []any{with(obj{"id": 1, "type": "Message", "dateTime": "2026-01-02T03:04:05Z", "fromParticipant": obj{"id": 1, "name": "Rotem", "type": "Client"}}, message)}})
	if err != nil {
		t.Fatal(err)
	}
	transcript := build(t, decoded(t, string(raw)), Options{Redact: everyRule(t)})
	return transcript, &transcript.Entries[0]
}

// A secret is found in the text of a whole body, whatever parts it.
func TestSecretInParts(t *testing.T) {
	const image = "<img src='https://i.example/a.png' alt=x>"
	for name, message := range map[string]obj{
		"bold":          {"html": "<p>my <b>4580</b> 4580 <i>45</i>80 45<u>80</u> card</p>"},
		"figure by tag": {"html": "<p>my <b>4</b><i>5</i>80<b>4580</b>4580<s>4580</s> card</p>"},
		"breaks":        {"html": "<p>my 4580 4580<br>4580 4580 card</p>"},
		"paragraphs":    {"html": "<p>my</p><p>4580 4580</p><p>4580 4580</p><p>card</p>"},
		"cells":         {"html": "<table><tr><th>my</th><th>b</th><th>c</th><th>d</th></tr><tr><td>4580</td><td>4580</td><td>4580</td><td>4580</td></tr></table><p>card</p>"},
		"figure cells":  {"html": "<p>my</p><table><tr><th>a</th><th>b</th></tr><tr><td>4</td><td>5</td><td>8</td><td>0</td><td>4</td><td>5</td><td>8</td><td>0</td><td>4</td><td>5</td><td>8</td><td>0</td><td>4</td><td>5</td><td>8</td><td>0</td></tr></table><p>card</p>"},
		"layout cells":  {"html": "<table><tr><td>my</td><td>4580</td><td>4580</td><td>4580</td><td>4580</td><td>card</td></tr></table>"},
		"list":          {"html": "<p>my</p><ul><li>4580<li>4580<li>4580<li>4580</ul><p>card</p>"},
		"hidden":        {"html": "<p>my 4580<span style='display:none'>x</span> 4580 4580 4580 card</p>"},
		"all hidden":    {"html": "<p>my card</p><p style='display:none'>4580 4580 4580 4580</p>"},
		"picture":       {"html": "<p>my 4580 4580" + image + "4580 4580 card</p>"},
		"quote":         {"text": "my\n> 4580 4580\n> 4580 4580\ncard"},
		"stars":         {"text": "my *4580* 4580 _4580_ 4580 card", "fromProtocolType": "WhatsApp"},
		"raised":        {"html": "<p>my 4580<sup>4580</sup>4580<sub>4580</sub> card</p>"},
		"entities":      {"html": "<p>my 4580&nbsp;4580&#8203;4580&shy;4580 card</p>"},
		"code":          {"html": "<pre>my\n4580458045804580\ncard</pre>"},
		"heading":       {"html": "<h1>my 4580-4580-4580-4580</h1><p>card</p>"},
		"linked part":   {"html": "<p>my <a href='https://x.example/'>4580</a> 4580 4580 <a href='https://x.example/b'>4580</a> card</p>"},
		"link":          {"html": "<p>my <a href='https://x.example/?q=4580%204580%204580%204580'>card</a></p>"},
		"its own link":  {"text": "my https://x.example/4580458045804580 card"},
		"alt":           {"html": "<p>my <img src='https://i.example/a.png' alt='4580 4580 4580 4580'> card</p>"},
		"address":       {"html": "<p>my <img src='https://i.example/4580458045804580.png' alt='x'> card</p>"},
		"lacking":       {"html": "<p>my card</p>", "text": "my card\n\nand also 4580 4580 4580 4580 it is"},
		"offer":         {"text": "my card", "payload": obj{"quick_replies": []any{obj{"title": "4580 4580 4580 4580"}}}},
		"overrides":     {"text": "my \u202e4580 4580\u202c 4580\u200f 4580 card"},
		"other digits":  {"text": "my ٤٥٨٠ ４５８０ 𝟒𝟓𝟖𝟎 4580 card"},
	} {
		t.Run(name, func(t *testing.T) {
			transcript, e := toldOf(t, message)
			for form, text := range everyReading(t, transcript) {
				if at := strings.Count(plainly(text), "4580"); at > 0 && form != "PDF's bytes" && form != "PDF's UTF-16" {
					t.Errorf("%s tells %d parts of the card:\n%s", form, at, text)
				}
				if form == "JSON, unescaped" && (!strings.Contains(text, "[redacted: card number]") && name != "link" || !strings.Contains(text, "my") || !strings.Contains(text, "card")) {
					t.Errorf("there is nothing in its place, or more is gone:\n%s", text)
				}
			}
			if len(transcript.Redacted()) == 0 || e.Index != 1 {
				t.Error("the log is empty")
			}
		})
	}
}

// A number that is known from one message is taken out of another, where
// nothing tells what it is; the record's own number stays.
func TestKnownElsewhere(t *testing.T) {
	rec := decoded(t, `{"id": 220689377, "culture": "he-IL", "participants": [{"id": 1, "name": "רותם", "type": "Client"}], "transactions": [
		{"id": 1, "type": "Message", "text": "בפנייה 220689377 הזמנה 123456782"},
		{"id": 2, "type": "Message", "text": "220689377"},
		{"id": 3, "type": "Message", "text": "ת.ז. 123456782"},
		{"id": 4, "type": "Message", "text": "הזמנה 543216788"}]}`)
	transcript := build(t, rec, Options{Redact: everyRule(t)})
	var texts []string
	for i := range transcript.Entries {
		texts = append(texts, transcript.Entries[i].Text)
	}
	want := []string{"בפנייה 220689377 הזמנה [הוסתר: מספר זהות]", "220689377", "ת.ז. [הוסתר: מספר זהות]", "הזמנה 543216788"}
	if diff := cmp.Diff(want, texts); diff != "" {
		t.Errorf("texts (-want +got):\n%s", diff)
	}
}

// The log tells where, by which rule and how long, and ties equal secrets, but
// never tells what.
func TestRedactionLog(t *testing.T) {
	transcript, _ := toldOf(t, obj{"text": "4580 4580 4580 4580", "html": "<p>or 4580-4580-4580-4580</p>", "attachments": []any{obj{"id": 7, "fileIdentifier": "f", "originalFileName": "of amy@x.example.pdf"}}})
	list := transcript.Redacted()
	hash := everyRule(t).Hash("4580458045804580")
	want := []Redacted{
		{Ticket: 220689377, Entry: 1, Transaction: "1", Part: "blocks", Rule: "card", Position: "middle", Length: 19, HMAC: hash},
		{Ticket: 220689377, Entry: 1, Transaction: "1", Part: "blocks", Rule: "card", Position: "middle", Length: 19, HMAC: hash},
		{Ticket: 220689377, Entry: 1, Transaction: "1", Part: "text", Rule: "card", Length: 19, HMAC: hash},
		{Ticket: 220689377, Entry: 1, Transaction: "1", Part: "text", Rule: "card", Length: 19, HMAC: hash},
		{Ticket: 220689377, Entry: 1, Transaction: "1", Part: "attachments[0].name", Rule: "email", Position: "end", Length: 17, HMAC: everyRule(t).Hash("amy@x.example.pdf")},
	}
	if diff := cmp.Diff(want, list); diff != "" {
		t.Errorf("log (-want +got):\n%s", diff)
	}
	var one, two bytes.Buffer
	if err := errors.Join(WriteRedactionLog(&one, transcript), WriteRedactionLog(&two, transcript)); err != nil {
		t.Fatal(err)
	}
	if lines := strings.Count(one.String(), "\n"); lines != len(want) || one.String() != two.String() {
		t.Errorf("%d lines:\n%s", lines, &one)
	}
}

// A redacted copy carries no record, and says in its own language what was
// looked for; without a redactor a transcript is what it was.
func TestRedactedCopy(t *testing.T) {
	rec := record(t, "testdata/he.json")
	for _, audience := range []Audience{Internal, Legal, ForCustomer} {
		redacted := build(t, rec, Options{Audience: audience, Redact: everyRule(t)})
		if redacted.source != nil {
			t.Errorf("%s: the PDF would carry the record", audience)
		}
		page := written(t, HTML, redacted)
		if said := redacted.RedactedText(); !strings.Contains(page, said) || !strings.Contains(said, "מספר כרטיס") || !strings.Contains(said, "order") {
			t.Errorf("%s says %q", audience, said)
		}
		if !bytes.Equal(renderPDF(t, redacted, PDFOptions{}), renderPDF(t, build(t, rec, Options{Audience: audience, Redact: everyRule(t)}), PDFOptions{})) {
			t.Errorf("%s: two builds differ", audience)
		}
	}
	if plain := build(t, rec, Options{}); plain.Redaction != nil || plain.RedactedText() != "" || plain.Redacted() != nil {
		t.Error("a whole transcript says that it is redacted")
	}
}

// JSON that somebody sent is JSON still.
func TestRedactedJSON(t *testing.T) {
	_, e := toldOf(t, obj{"text": "x", "payload": obj{"pan": 4580458045804580, "list": []any{"a", 123456782, "b@x.example"}, "text": "c 4580 4580 4580 4580"}})
	var got obj
	if err := json.Unmarshal([]byte(e.Payload), &got); err != nil {
		t.Fatalf("%s: %v", e.Payload, err)
	}
	want := obj{"pan": "[redacted: card number]", "list": []any{"a", "[redacted: identity number]", "[redacted: email address]"}, "text": "c [redacted: card number]"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("payload (-want +got):\n%s", diff)
	}
}

// A title is cut from its field; what is left of a secret there is none.
func TestSecretCutByTheTitle(t *testing.T) {
	rec := decoded(t, `{"id": 1, "culture": "en", "field2": "`+strings.Repeat("long ", 22)+`4580 4580 4580 4580"}`)
	h := build(t, rec, Options{Redact: everyRule(t)}).Header
	if strings.Contains(h.Title, "4580") || !strings.HasPrefix(h.Title, "long long") {
		t.Errorf("title %q", h.Title)
	}
	rec = decoded(t, `{"id": 1, "culture": "en", "field1": "4580458045804580", "field2": "Broken oven"}`)
	if h := build(t, rec, Options{Redact: everyRule(t)}).Header; h.Title != "Broken oven" {
		t.Errorf("title %q", h.Title)
	}
}

// A file whose name tells something is shown under another and opened where it
// lies; the log names what nobody looked into.
func TestRedactedFiles(t *testing.T) {
	raw := `{"id": 1, "culture": "en", "transactions": [{"id": 4, "type": "Message", "text": "x", "html": "<p>x<img src='cid:amy@x.example'></p>", "attachments": [
		{"id": 5, "fileIdentifier": "f", "originalFileName": "amy@x.example.png", "isEmbedded": true}, {"id": 6, "fileIdentifier": "g", "originalFileName": "g.pdf"}]}]}`
	rec := decoded(t, raw)
	rec.Files = map[string]File{}
	for i := range rec.Ticket.Transactions[0].Attachments {
		a := &rec.Ticket.Transactions[0].Attachments[i]
		rec.Files[a.Key()] = File{Path: []string{"attachments/0001-amy_x.example.png", "attachments/0002-g.pdf"}[i], Size: 1, MediaType: []string{"image/png", "application/pdf"}[i]}
	}
	var asked []string
	rec.Open = func(path string) (io.ReadSeekCloser, error) {
		asked = append(asked, path)
		return os.Open(os.DevNull)
	}
	transcript := build(t, rec, Options{Redact: everyRule(t)})
	e := &transcript.Entries[0]
	if e.Attachments[0].Path != "attachments/0001-redacted.png" || e.Attachments[1].Path != "attachments/0002-g.pdf" {
		t.Errorf("paths %q, %q", e.Attachments[0].Path, e.Attachments[1].Path)
	}
	for _, path := range []string{e.Attachments[0].Path, "attachments/0001-amy_x.example.png"} {
		f, err := transcript.openFile(path)
		if err == nil {
			f.Close()
		}
		if hidden := path != e.Attachments[0].Path; hidden != errors.Is(err, fs.ErrNotExist) {
			t.Errorf("%s: %v", path, err)
		}
	}
	if !slices.Contains(asked, "attachments/0001-amy_x.example.png") {
		t.Errorf("opened %q", asked)
	}
	var unread []string
	for _, is := range transcript.Redacted() {
		if is.NotLooked != "" {
			unread = append(unread, is.Part+" "+is.NotLooked)
		}
	}
	if diff := cmp.Diff([]string{"attachments[0] file", "attachments[1] file"}, unread); diff != "" {
		t.Errorf("not looked into (-want +got):\n%s", diff)
	}
	if page := written(t, HTML, transcript); strings.Contains(page, "amy") {
		t.Error("the page tells the name")
	}
}
