package render

import (
	"encoding/json"
	"html"
	"strings"
	"testing"
)

func TestVisibleNames(t *testing.T) {
	for in, want := range map[string]string{
		" Dana ":                  "Dana",
		"evil\u202efdp.exe":       "evil⟨U+202E⟩fdp.exe",
		"\u200fדנה\u200e":         "⟨U+200F⟩דנה⟨U+200E⟩",
		"a\u2066b\u2069\u061cc":   "a⟨U+2066⟩b⟨U+2069⟩⟨U+061C⟩c",
		"a\nb\tc\u2028d":          "a b c d",
		"a\x00b\x7fc\u0085\ufeff": "a⟨U+0000⟩b⟨U+007F⟩c⟨U+0085⟩⟨U+FEFF⟩",
		"a\xffb":                  "a\ufffdb",
		"דנה 👩‍💻 é":               "דנה 👩‍💻 é",
	} {
		if got := Visible(in); got != want {
			t.Errorf("Visible(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whatever says its name with an override in it shows that in every format:
// people, files, tags, fields, parameters, and words that nobody knows.
func TestOverridesInNamesAreShown(t *testing.T) {
	const o = "ab\u202egpj.exe"
	person := obj{"id": 1, "name": o, "displayName": "x" + o, "type": "User", "protocolType": o, "subProtocolType": o, "identifier": "i" + o, "userName": "u" + o, "contactId": o, "departmentIdentifier": o, o: o}
	raw, err := json.Marshal(obj{"id": 1, "departmentId": o, "culture": "en", "ticketType": o, "tags": []any{o}, "state": o, "primaryProtocolType": o, "uniqueArgument": o, "open": o, o: o,
		"field1": o, "field2": obj{"a": o}, "ticketSummary": obj{"value": o}, "owner": obj{"id": o, "UserName": o, "type": o, "gender": o, "culture": o},
		"details":           obj{"userAgent": o, "iPAddress": o, "location": o, "source": obj{"title": o, "uri": o}, "referral": obj{"adTitle": o, "utmParameters": obj{"utm_source": o}}},
		"dynamicParameters": []any{obj{"name": o, "value": obj{o: o}, "type": o}}, "participants": []any{person},
		"transactions": []any{
			obj{"type": "Message", "guidTransactionId": o, "dateTime": o, "fromProtocolType": o, "status": o, "text": "hi", "fromParticipant": person, "payload": obj{o: o}, o: o,
				"attachments": []any{obj{"id": 1, "type": o, "fileIdentifier": "f", "originalFileName": o, "sanitizationState": o, o: o}}},
			obj{"type": "ParticipantAdd", "fromParticipant": person, "text": o}, obj{"type": o, "fromParticipant": person, "text": "t"}, obj{"type": "TicketClosed", "fromParticipant": person},
		}})
	if err != nil {
		t.Fatal(err)
	}
	rec := decoded(t, string(raw))
	rec.Department = o
	rec.Files = map[string]File{"f": {Exception: &Exception{Code: "attachment_odd", Message: o}}}
	for _, audience := range []Audience{Internal, ForCustomer, Legal} {
		transcript := build(t, rec, Options{Audience: audience})
		for form, text := range map[string]string{
			"HTML": html.UnescapeString(written(t, HTML, transcript)),
			"PDF":  pdfTool(t, renderPDF(t, transcript, PDFOptions{}), "pdftotext", "FILE", "-"),
		} {
			if at := strings.Index(text, "\u202e"); at >= 0 {
				t.Errorf("%s for %s: an override in %q", form, audience, text[max(0, at-120):at+40])
			}
			if !strings.Contains(text, "⟨U+202E⟩") {
				t.Errorf("%s for %s shows none", form, audience)
			}
		}
		names := []string{transcript.Heading(), transcript.Participants[0].Name, transcript.Header.Department.Name}
		for _, e := range transcript.Entries {
			names = append(names, e.Author.Name, e.Words)
			for _, a := range e.Attachments {
				names = append(names, a.Name)
			}
		}
		for _, name := range names {
			if strings.Contains(name, "\u202e") {
				t.Errorf("%s: name %q", audience, name)
			}
		}
	}
}
