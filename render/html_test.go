package render

import (
	"encoding/json"
	"flag"
	"io"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/net/html"

	"github.com/glassix-archiver/archiver/ticket"
)

var update = flag.Bool("update", false, "write the golden files anew")

// golden compares with a file of testdata, or writes it.
func golden(t *testing.T, name, got string) {
	t.Helper()
	name = filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(name, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; -update writes it anew):\n%s", name, diff)
	}
}

func TestGolden(t *testing.T) {
	o := Options{Zone: jerusalem(t), Generator: "archiver 1.2.3", Generated: time.Date(2026, 1, 2, 3, 4, 5, 0, time.UTC), Audience: Legal}
	transcript := build(t, record(t, "testdata/he.json"), o)
	golden(t, "he.golden.html", written(t, HTML, transcript))
	golden(t, "he.golden.json", written(t, JSON, transcript))
}

// objectPageFacts is what the service's own sample ticket says, as a legal
// copy in English words it.
var objectPageFacts = []string{
	"13783", "824b4850-b24c-45ed-8d41-c740ad2618bf", "Tuscany vacation", "3909 Saint James Drive, Chambersburg", "en-US", "Regular", "Vacation", "Closed",
	"648370ad-8c0a-4809-8373-d914f2bfbc36", "Male",
	"26 November 2018, 19:42:53 (UTC)", "27 November 2018, 16:42:53 (UTC)", "Web chat",
	"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/72.0.3626.109 Safari/537.36",
	"144.31.95.46", "Kansas City, MO, USA", "utm_source", "facebook", "utm_medium", "banner", "utm_campaign", "product launch",
	"utm_content", "bottom button", "utm_term", "textlink", "Jack Bower", "John Wick", "John", "Customer", "Agent",
	"Hi Jack,", "I'm sorry, but currently we don't have anything in Italy.", "Hi,\nI'm look for a vacation package in Tuscany.",
	"Hello! How may we assist you today?", "Automatic greeting", "UPLOADED_IMAGE.jpg", "Image", "184 KB", strings.Repeat("0123456789abcdef", 4),
	"Ticket opened", "19:44:30", "19:42:54", "delivered", "read",
	"userId", "3", "Number", "19 December 2021, 05:12:11 (UTC)",
	"b2979cc0-82a6-47e1-9cc1-ec71220648d8", "0f6daf80-6dd8-4c9d-8c2b-2eef8129236f", "26cbf03f-9b8f-47da-a214-8e3977903823",
	"0932b960-c423-48e8-b914-d74daef6a309", "d27d25e9-jfc2-461e-13bf-36180a61cd0e", "201118135610uploadedimageklapzqep.jpg",
	"2018-11-26T19:44:30", "IntroductionMessage", "TicketOpened",
}

// The service's own sample ticket, closed, with every fact of it on the page
// and in the PDF.
func TestObjectPage(t *testing.T) {
	rec := record(t, "../ticket/testdata/ticket.json")
	rec.Ticket.State = ticket.Closed
	transcript := build(t, rec, Options{Audience: Legal})
	page := visibleText(t, written(t, HTML, transcript))
	for _, fact := range append(objectPageFacts, string(rec.Ticket.Owner.UserName)) {
		if !strings.Contains(page, fact) {
			t.Errorf("the page lacks %q", fact)
		}
	}
	pdf := written(t, func(w io.Writer, t *Transcript) error { return PDF(w, t, PDFOptions{}) }, transcript)
	text := squeeze(pdfTool(t, []byte(pdf), "pdftotext", "FILE", "-"))
	for _, fact := range append(objectPageFacts, string(rec.Ticket.Owner.UserName)) {
		if !strings.Contains(text, squeeze(fact)) {
			t.Errorf("the PDF lacks %q", fact)
		}
	}
	if strings.Contains(page+text, "X-Amz") {
		t.Error("a signed URL is shown")
	}
}

// squeeze takes out white space, for lines are broken anywhere, and hyphens,
// which the reader of a PDF takes for those of a broken word at a line's end.
func squeeze(s string) string {
	return strings.ReplaceAll(strings.Join(strings.Fields(s), ""), "-", "")
}

func visibleText(t *testing.T, page string) string {
	t.Helper()
	var out strings.Builder
	for n := range parse(t, page).Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" {
			out.WriteString(n.Data)
		} else if n.Data == "br" {
			out.WriteByte('\n')
		}
	}
	return out.String()
}

func parse(t *testing.T, page string) *html.Node {
	t.Helper()
	root, err := html.Parse(strings.NewReader(page))
	if err != nil {
		t.Fatal(err)
	}
	return root
}

// attacks are texts that try to get out of the place they are put in.
var attacks = []string{
	`<script>alert(1)</script>`, `"><img src=x onerror=alert(1)>`, `' onmouseover='alert(1)`, `</title><script>alert(1)</script>`,
	`</style><script>alert(1)</script>`, `<a href="javascript:alert(1)">x</a>`, `<a href="JaVaScRiPt&colon;alert(1)">x</a>`, `<a href=" data:text/html,<script>">x</a>`,
	`<svg onload=alert(1)><a xlink:href="javascript:1">y</a></svg>`, `<img src="https://evil.example/p.png" alt="pic">`, `<img src="//evil.example/p.png">`, `<p style="background:url(https://evil.example/b)">t</p>`,
	`<link rel=stylesheet href=https://evil.example/c>`, `<meta http-equiv=refresh content="0;url=https://evil.example">`, `<base href="https://evil.example/">`, `<iframe src="https://evil.example">`,
	`<form action="https://evil.example"><input name=a value=b></form>`, `<style>@import "https://evil.example/s"</style>`, `<!--<script>-->`, `<textarea></textarea><script>1</script>`,
	`{{.Say "x"}}`, `<object data="https://evil.example">`, `<video src="https://evil.example/v" autoplay>`, "<a href=\"java\tscript:alert(1)\">x</a>", `<table background="https://evil.example"><tr><td>a<td>b<tr><td>c<td>d</table>`,
	`<math><mi xlink:href="javascript:1">z</mi></math>`, `<noscript><p title="</noscript><img src=x onerror=alert(1)>">`, "\u202e\u2066<b>bidi", "\x00<scr\x00ipt>alert(1)</script>",
}

// attacked is a ticket with one text in every place that takes one.
func attacked(t *testing.T, attack string) Record {
	t.Helper()
	quoted, err := json.Marshal(attack)
	if err != nil {
		t.Fatal(err)
	}
	a := string(quoted)
	who := `{"id": 1, "name": A, "displayName": A, "type": "Client", "identifier": A, "userName": A, "contactId": A, "protocolType": A, "subProtocolType": A, "x": A}`
	raw := strings.NewReplacer("WHO", strings.ReplaceAll(who, ": A", ": "+a), ": A", ": "+a, "[A]", "["+a+"]").Replace(`{"id": 7, "departmentId": A, "field1": A, "field10": A, "culture": A, "ticketType": A, "tags": [A], "state": A,
		"owner": {"id": A, "UserName": A, "type": A}, "open": A, "close": A, "uniqueArgument": A, "primaryProtocolType": A, "extra": A,
		"details": {"userAgent": A, "iPAddress": A, "location": A, "source": {"title": A, "uri": A}, "referral": {"adId": A, "utmParameters": {"utm_source": A}}},
		"ticketSummary": {"value": A}, "participants": [WHO], "dynamicParameters": [{"name": A, "value": A, "type": A}],
		"transactions": [{"type": "Message", "html": A, "text": A, "status": A, "fromProtocolType": A, "dateTime": A, "payload": {"p": A}, "x": A, "fromParticipant": WHO,
			"attachments": [{"fileIdentifier": "one", "originalFileName": A, "type": A, "x": A}, {"fileIdentifier": "two", "originalFileName": A}]},
			{"type": "Message", "text": A, "fromProtocolType": "WhatsApp", "fromParticipant": WHO}, {"type": "Message", "html": A, "fromProtocolType": "Mail", "fromParticipant": WHO},
			{"type": A, "text": A, "fromParticipant": WHO}, {"type": "Note", "text": A, "fromParticipant": WHO}, {"type": "TicketReAssigned", "text": A, "fromParticipant": WHO}]}`)
	decoded, err := ticket.Decode([]byte(raw))
	if err != nil {
		t.Fatalf("%v in %s", err, raw)
	}
	return Record{Ticket: decoded, Raw: []byte(raw), Department: attack, Files: map[string]File{
		"one": {Path: "attachments/" + attack, Size: 1, SHA256: "00", MediaType: "image/png"},
		"two": {Exception: &Exception{Code: attack, Message: attack}},
	}}
}

func TestInjection(t *testing.T) {
	for _, attack := range attacks {
		for _, audience := range []Audience{Internal, ForCustomer} {
			page := written(t, HTML, build(t, attacked(t, attack), Options{Audience: audience, Generator: attack}))
			for n := range parse(t, page).Descendants() {
				if n.Type == html.ElementNode {
					checkElement(t, attack, n)
				}
			}
		}
	}
}

var allowedElements = strings.Fields(`html head meta title link style body main header footer nav section article p h1 h2 h3 span b i u s bdi small strong code pre
	dl dt dd div ul ol li details summary blockquote a img audio time br hr table tbody tr th td`)

// checkElement holds an element of a page against what a transcript may have.
func checkElement(t *testing.T, attack string, n *html.Node) {
	t.Helper()
	if !slices.Contains(allowedElements, n.Data) {
		t.Errorf("%q: element <%s>", attack, n.Data)
	}
	if n.Data == "meta" && len(n.Attr) > 1 && !slices.Contains([]string{"viewport", "referrer", "color-scheme", "Content-Security-Policy"}, n.Attr[0].Val) {
		t.Errorf("%q: %v", attack, n.Attr)
	}
	for _, a := range n.Attr {
		switch a.Key {
		case "href":
			if n.Data == "link" && a.Val == "data:," { // no icon: a browser would ask the server for one
				continue
			}
			checkAddress(t, attack, n, a.Val)
		case "src":
			if n.Data == "img" && pictureData.MatchString(a.Val) {
				continue
			}
			if u, err := url.Parse(a.Val); err != nil || u.Scheme != "" || u.Host != "" || !strings.HasPrefix(strings.TrimPrefix(u.Path, "./"), "attachments/") {
				t.Errorf("%q: <%s src=%q>", attack, n.Data, a.Val)
			}
		case "style", "background", "srcset", "action", "data", "xlink:href":
			t.Errorf("%q: <%s %s=%q>", attack, n.Data, a.Key, a.Val)
		}
		if strings.HasPrefix(a.Key, "on") {
			t.Errorf("%q: <%s %s=%q>", attack, n.Data, a.Key, a.Val)
		}
	}
}

var pictureData = regexp.MustCompile(`^data:image/(jpeg|png|gif|webp);base64,[A-Za-z0-9+/]+=*$`)

func checkAddress(t *testing.T, attack string, n *html.Node, address string) {
	t.Helper()
	u, err := url.Parse(address)
	if err != nil || n.Data != "a" {
		t.Errorf("%q: <%s href=%q> %v", attack, n.Data, address, err)
		return
	}
	ours := u.Scheme == "" && u.Host == "" && (strings.HasPrefix(u.Path, "attachments/") || u.Path == "" && u.Fragment != "")
	if !ours && !slices.Contains([]string{"http", "https", "mailto", "tel"}, u.Scheme) {
		t.Errorf("%q: href %q", attack, address)
	}
}

// A file's path is one path, whatever is in its name.
func TestPathsAreEscaped(t *testing.T) {
	rec := record(t, "../ticket/testdata/ticket.json")
	page := written(t, HTML, build(t, rec, Options{}))
	if want := `src="attachments/0001-UPLOADED%20IMAGE%231.jpg"`; !strings.Contains(page, want) {
		t.Errorf("the page lacks %s", want)
	}
}

func TestBodyInHTML(t *testing.T) {
	const mail = "<ol type=a><li>\u05d0<li value=4>y</ol><p>\u05d7\u05d9\u05d9\u05d2\u05d5 <span dir=ltr>1 <b>2</b></span>!"
	page := written(t, HTML, build(t, decoded(t, `{"id": 1, "transactions": [{"type": "Message", "html": "`+mail+`"}]}`), Options{}))
	for _, want := range []string{
		"<ol start=\"1\" type=\"a\" dir=\"rtl\"><li value=\"1\"><p dir=\"rtl\">\u05d0</p></li><li value=\"4\"><p dir=\"rtl\">y</p></li></ol>",
		"<p dir=\"rtl\">\u05d7\u05d9\u05d9\u05d2\u05d5 <bdi dir=\"ltr\">1 <b>2</b></bdi>!</p>",
	} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestParticipantsInHTML(t *testing.T) {
	page := written(t, HTML, build(t, decoded(t, `{"id": 1, "participants": [{"name": "Jo", "type": "User", "userName": "jo@x.example",
		"identifier": "jo@x.example", "contactId": "c-1", "departmentIdentifier": "d-1", "rank": 7}]}`), Options{}))
	if want := `<small class="parts"><span>Agent</span> <span>no longer active</span></small>`; !strings.Contains(page, want) {
		t.Errorf("the page lacks %s", want)
	}
	if want := "<small><bdi>jo@x.example</bdi></small> <small>Contact ID: <bdi>c-1</bdi></small> <small>Department ID: <bdi>d-1</bdi></small> <small><bdi>rank</bdi>: <bdi>7</bdi></small>"; !strings.Contains(page, want) {
		t.Errorf("the page lacks %s", want)
	}
}

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{"Jack de Bower": "JB", "דנה פרץ": "דפ", "(Ron)": "R", "~~ ann": "A", "+972 54": "9", "🌊": "•", "": "•",
		"محمد العلي": "م\u200cع", "النظام": "ن", "ال": "ا", "Ann علي": "A", "אברהם כהן <avi@x.co>": "אכ", "Nina נוי Barak": "NB"} {
		if got := (*pageView)(nil).Initials(name); got != want {
			t.Errorf("initials of %q: %q, want %q", name, got, want)
		}
	}
}

// An event's own time stands before it: the words may say another.
func TestEventInHTML(t *testing.T) {
	page := written(t, HTML, build(t, decoded(t, `{"id": 1, "transactions": [{"type": "TicketOpened", "dateTime": "2026-03-01T10:00:00Z"}]}`), Options{}))
	if want := `10:00:00</time></a> · Ticket opened</p>`; !strings.Contains(page, want) {
		t.Errorf("the page lacks %s", want)
	}
}

// Signs belong to the code that they stand in.
func TestCodeInHTML(t *testing.T) {
	page := written(t, HTML, build(t, decoded(t, `{"id": 1, "transactions": [{"type": "Message", "html": "<p>קוד <code>#4471*</code>"}]}`), Options{}))
	if want := `<code dir="auto">#4471*</code>`; !strings.Contains(page, want) {
		t.Errorf("the page lacks %s", want)
	}
}

// The policy names the hash of the very style sheet that stands in the page.
func TestContentSecurityPolicy(t *testing.T) {
	page := written(t, HTML, build(t, record(t, "testdata/he.json"), Options{}))
	var style, policy string
	for n := range parse(t, page).Descendants() {
		if n.Data == "style" {
			style = n.FirstChild.Data
		}
		if n.Data == "meta" && n.Attr[0].Val == "Content-Security-Policy" {
			policy = n.Attr[1].Val
		}
	}
	if !strings.Contains(policy, "default-src 'none'") || !strings.Contains(policy, "'sha256-"+hashOf(style)+"'") || strings.Contains(policy, "unsafe") {
		t.Errorf("policy %q does not fit the style sheet", policy)
	}
}

func TestTemplatesReplaced(t *testing.T) {
	files := fstest.MapFS{
		"transcript.css": {Data: []byte("p{color:red}")},
		"words/it.json":  {Data: []byte(`{"page.title": "Dossier {0}"}`)},
	}
	transcript := build(t, Record{Ticket: &ticket.Ticket{ID: 9}}, Options{Templates: files, Language: "it-CH"})
	page := written(t, HTML, transcript)
	for _, want := range []string{"<style>p{color:red}</style>", "<title>Dossier 9</title>", `lang="it"`, "Nothing was recorded in this ticket."} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	for name, bad := range map[string]fstest.MapFS{
		"words/it.json:":             {"words/it.json": {Data: []byte(`{"a": 1}`)}},
		"transcript.html:1":          {"transcript.html": {Data: []byte(`{{if}}`)}},
		"read transcript.css: holds": {"transcript.css": {Data: []byte("</STYLE>")}},
	} {
		transcript, err := Build(Record{Ticket: &ticket.Ticket{ID: 9}}, Options{Templates: bad, Language: "it"})
		if err == nil {
			err = HTML(&strings.Builder{}, transcript)
		}
		if err == nil || !strings.Contains(err.Error(), name) {
			t.Errorf("broken templates: error %v does not name %s", err, name)
		}
	}
}

func TestFillPlaces(t *testing.T) {
	values := map[string]string{"page": `"1"`, "made": `"{page}"`}
	for style, want := range map[string]string{
		``:                                ``,
		`a{content:"{page}" / "{made}"}`:  `a{content:"1" / "{page}"}`, // what is put in is not looked at again
		`b{content:"{other}" "{page}"`:    `b{content:"{other}" "1"`,
		`c{content:"{" "{page}" "{pa`:     `c{content:"{" "1" "{pa`,
		`d{content:{page}"{page} {page}"`: `d{content:{page}"{page} {page}"`,
	} {
		if got := fillPlaces(style, values); got != want {
			t.Errorf("%s is filled as %s, want %s", style, got, want)
		}
	}
}
