package render

import (
	"encoding/json"
	"io"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/glassix-archiver/archiver/render/body"
)

// amysTicket is a ticket of one message, from Amy's customer, and of one
// colleague whose number is her own.
func amysTicket(t *testing.T, message obj) Record {
	t.Helper()
	client := obj{"id": 1, "name": "Rotem", "type": "Client", "protocolType": "Mail", "identifier": "rotem@client.example"}
	amy := obj{"id": 2, "name": "Amy Kessler", "displayName": "Amy", "type": "User", "protocolType": "Mail", "identifier": "b0963f43-e098-5a72-ae15-a3f399060d43", "userName": "amy@sahar.example.com"}
	ruth := obj{"id": 3, "name": "Ruth", "type": "User", "protocolType": "Mail", "identifier": "+972 50-765-4321", "userName": "ruth"}
	line := obj{"id": 4, "name": "Desk", "type": "User", "protocolType": "WhatsApp", "identifier": "+972501234567", "userName": "desk"}
	odd := obj{"id": 5, "name": "Support", "type": "System", "identifier": "support", "userName": "12345678"}
	raw, err := json.Marshal(obj{"id": 1, "culture": "en", "owner": obj{"id": "12345", "UserName": "sarah"}, "participants": []any{client, amy, ruth, line, odd},
		"transactions": []any{with(obj{"id": 1, "type": "Message", "dateTime": "2026-01-02T03:04:05Z", "fromParticipant": client}, message)}})
	if err != nil {
		t.Fatal(err)
	}
	return decoded(t, string(raw))
}

// inSight is what a reader could make of a form: letters, digits and @.
func inSight(form string) string {
	return string(fold(form).text)
}

func TestAddressIsWithheldHoweverItIsWritten(t *testing.T) {
	for name, message := range map[string]obj{
		"plain":             {"text": "wrote to amy@sahar.example.com."},
		"capitals":          {"text": "AMY@Sahar.Example.COM"},
		"behind Hebrew":     {"text": "כתבתי לamy@sahar.example.comאתמול"},
		"zero width":        {"text": "amy@sahar.\u2060exam\u200bple.c\u00adom, amy\u034f@\ufe0fsahar.example.com"},
		"before a word":     {"text": "mail\u200bamy@sahar.example.com\u200bnow"},
		"overrides":         {"text": "amy\u202e@sahar.example.com", "html": "<p>amy&#x202e;@sahar.example.com</p>"},
		"controls":          {"text": "amy\x01@sahar\u0085.example.com"},
		"fullwidth":         {"text": "ａｍｙ＠sahar.example．com"},
		"small at":          {"text": "amy﹫sahar.example.com"},
		"tag":               {"text": "amy+tag@sahar.example.com amy+a.b+c@sahar.example.com"},
		"lines":             {"text": "amy@\nsahar.example.com\n> amy@sahar.\n> example.com\n- amy@\n- sahar.example.com"},
		"stars":             {"text": "amy@*sahar*.example.com", "fromProtocolType": "WhatsApp"},
		"escapes in text":   {"text": "see https://x.example/?to=%61my%40sahar%2Eexample%2Ecom and amy%2540sahar.example.com and %252525254"},
		"break":             {"html": "<p>amy@<br>sahar.example.com</p>"},
		"entities":          {"html": "<p>amy&#8203;@sahar.example.com amy@&shy;sahar.example.com</p>"},
		"divs":              {"html": "<div>to amy@</div><div>sahar.example.com today</div>"},
		"cells":             {"html": "<table><tr><th>a</th><th>b</th></tr><tr><td>amy@</td><td>sahar.example.com</td></tr></table>"},
		"layout cells":      {"html": "<table><tr><td>amy@</td><td>sahar.example.com</td></tr></table>"},
		"items":             {"html": "<ul><li>amy@</li><li>sahar.example.com</li></ul>"},
		"numbered":          {"html": "<ol><li>amy</li><li>@sahar.example.com</li></ol>"},
		"styles":            {"html": "<p>a<b>my@sa</b>har.<i>example</i>.com</p>"},
		"hidden between":    {"html": `<div>amy@</div><div style="display:none">noise</div><div>sahar.example.com</div>`},
		"hidden rest":       {"html": `<p>amy<span style="display:none">@sahar.example.com</span></p>`},
		"links":             {"html": `<p><a href="mailto:%61%6d%79%40sahar%2Eexample%2Ecom">a</a> <a href="https://x.example/amy%2540sahar.example.com">b</a> <a href="mailto:amy+x@sahar.example.com">c</a></p>`},
		"picture":           {"html": `<p><img alt="amy@sahar.example.com" src="https://i.example/amy%40sahar.example.com.png"></p>`},
		"file":              {"text": "x", "attachments": []any{obj{"id": 1, "fileIdentifier": "amy@sahar.example.com.pdf", "originalFileName": "Amy@sahar.example.com.pdf"}}},
		"sealed":            {"type": "InteractiveDocumentSealed", "attachments": []any{obj{"id": 1, "fileIdentifier": "amy@sahar.example.com-sealed.pdf"}}},
		"other fields":      {"text": "x", "guidTransactionId": "amy@sahar.example.com", "status": "amy@sahar.example.com", "fromProtocolType": "amy@sahar.example.com", "dateTime": "amy@sahar.example.com"},
		"text beyond html":  {"html": "<p>amy@<br>sahar.example.com</p>", "text": "amy@sahar.example.com amy@\nsahar.example.com and the rest of what the mail says in plain text only"},
		"GUID":              {"text": "user B0963F43-e098-5a72-\u200bae15-a3f399060d43"},
		"GUID in a link":    {"html": `<a href="https://x.example/u/b0963f43%2De098-5a72-ae15-a3f399060d43">me</a>`},
		"number of her own": {"text": "call +972507654321 or (972) 50 765 4321"},
	} {
		transcript := build(t, amysTicket(t, message), Options{Audience: ForCustomer})
		forms := map[string]string{"HTML": written(t, HTML, transcript), "JSON": written(t, JSON, transcript), "PDF": pdfTool(t, renderPDF(t, transcript, PDFOptions{}), "pdftotext", "FILE", "-")}
		for form, text := range forms {
			seen := inSight(text)
			for _, secret := range []string{"amy@sahar", "sahar.example.com", "@sahar", "b0963f43-e098", "507654321"} {
				if strings.Contains(seen, secret) {
					t.Errorf("%s: %s tells %s", name, form, secret)
				}
			}
			if alnum := string(fold(text).alphanumeric().text); strings.Contains(alnum, "972507654321") || strings.Contains(alnum, "b0963f43e098") {
				t.Errorf("%s: %s tells an identifier", name, form)
			}
		}
	}
}

// What is only like an address is left alone.
func TestOrdinaryTextIsNotWithheld(t *testing.T) {
	for _, text := range []string{
		"My order 12345 cost $12345. Is Sarah there? The sarah-jane cake and https://shop.example/order/12345 please",
		"support me: 12345678", "Call +972501234567", "desk@ruth", "amyx@sahar.example.community", "joramy@sahar.example.com",
		"rotem@client.example", "100%40 off", "amy@other.example.com", "00972507654321", "amy @ home, sahar",
	} {
		transcript := build(t, amysTicket(t, obj{"text": text}), Options{Audience: ForCustomer})
		if got := transcript.Entries[0].Text; got != text {
			t.Errorf("%q became %q", text, got)
		}
		if got := body.Plain(transcript.Entries[0].Body); got != text {
			t.Errorf("%q is shown as %q", text, got)
		}
	}
}

// Of a parted address every piece goes, and what stands around it stays.
func TestPiecesOfAnAddress(t *testing.T) {
	for html, want := range map[string]string{
		"<div>to amy@</div><div>sahar.example.com today</div>":                                                               "to [address withheld]\n\n today",
		"<table><tr><th>a</th><th>b</th><th>c</th></tr><tr><td>x amy@</td><td>sahar.example.com</td><td>y</td></tr></table>": "a\tb\tc\nx [address withheld]\t\ty",
		"<p>one a<b>my@sa</b>har.example.com, rotem@client.example</p>":                                                      "one [address withheld], rotem@client.example",
		"<p>a: amy@<br>sahar.example.com, rotem@client.example<br>b</p>":                                                     "a: [address withheld], rotem@client.example\nb",
		`<p><a href="mailto:amy@sahar.example.com">write</a> to us</p>`:                                                      "write to us",
		`<p>amy@sahar.example.com and amy+1@sahar.example.com <a href="https://y.example">y</a>`:                             "[address withheld] and [address withheld] y (https://y.example)",
	} {
		e := build(t, amysTicket(t, obj{"html": html}), Options{Audience: ForCustomer}).Entries[0]
		if e.Text != want {
			t.Errorf("%s: text %q, want %q", html, e.Text, want)
		}
		if got := body.Plain(e.Body); got != want {
			t.Errorf("%s: shown %q, want %q", html, got, want)
		}
	}
}

// A file whose path tells an address is named otherwise, and still opened.
func TestPathOfAFileIsWithheld(t *testing.T) {
	const lies = "attachments/001-amy_sahar.example.com.txt"
	rec := amysTicket(t, obj{"text": "x", "attachments": []any{obj{"id": 1, "fileIdentifier": "f"}}})
	rec.Files = map[string]File{"f": {Path: lies, Size: 2, MediaType: "text/plain"}}
	bundle := fstest.MapFS{lies: {Data: []byte("hi")}}
	rec.Open = func(path string) (io.ReadSeekCloser, error) {
		f, err := bundle.Open(path)
		if err != nil {
			return nil, err
		}
		return f.(io.ReadSeekCloser), nil
	}
	transcript := build(t, rec, Options{Audience: ForCustomer})
	path := transcript.Entries[0].Attachments[0].Path
	if want := "attachments/001-withheld.txt"; path != want {
		t.Errorf("path %q, want %q", path, want)
	}
	f, err := transcript.openFile(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	if data, err := io.ReadAll(f); string(data) != "hi" {
		t.Errorf("read %q, %v", data, err)
	}
	if own := build(t, rec, Options{}).Entries[0].Attachments[0].Path; own != lies {
		t.Errorf("our own copy says %q", own)
	}
}

// An agent without a display name goes by the name; an address is none.
func TestAgentsNames(t *testing.T) {
	for _, c := range []struct{ name, display, want string }{
		{"Amy Kessler", "Amy", "Amy"},
		{"Amy Kessler", "", "Amy Kessler"},
		{"amy@sahar.example.com", "", "Agent"},
		{"Amy", "amy@sahar.example.com", "Amy"},
		{"Amy (amy＠sahar.example.com)", "", "Amy ([address withheld])"},
	} {
		agent := obj{"id": 2, "name": c.name, "displayName": c.display, "type": "User", "userName": "amy@sahar.example.com"}
		transcript := build(t, amysTicket(t, obj{"text": "x", "fromParticipant": agent}), Options{Audience: ForCustomer})
		if got := transcript.Entries[0].Author.Name; got != c.want {
			t.Errorf("%q, shown as %q, goes by %q, want %q", c.name, c.display, got, c.want)
		}
	}
}

func FuzzWithheld(f *testing.F) {
	for _, s := range []string{"amy@sahar.example.com", "am\u00ady＠sahar%2eexample.com", "%25%34%30", "⟨U+202E⟩", "a\xff%", "- amy\n@sahar.example.com"} {
		f.Add(s, 3)
	}
	w := &withheld{mails: []mailAddress{{[]byte("amy"), []byte("sahar.example.com")}}, ids: [][]byte{[]byte("972507654321")}, words: "[]"}
	f.Fuzz(func(t *testing.T, s string, at int) {
		once := w.text(s)
		if at = min(max(at, 0), len(s)); len(w.find(s)) == 0 && once != s {
			t.Errorf("%q became %q", s, once)
		}
		if len(w.find(once)) > 0 {
			t.Errorf("%q still tells: %q", s, once)
		}
		blocks := []body.Block{{Kind: body.Paragraph, Inlines: []body.Inline{{Text: s[:at]}}}, {Kind: body.Paragraph, Inlines: []body.Inline{{Text: s[at:]}}}}
		w.blocks(blocks)
		if left := w.find(blocks[0].Inlines[0].Text, "\n", blocks[1].Inlines[0].Text); len(left) > 0 {
			t.Errorf("%q in two still tells: %+v", s, blocks)
		}
	})
}
