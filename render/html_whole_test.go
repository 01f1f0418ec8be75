package render

import (
	"bytes"
	"errors"
	"image"
	"image/png"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/glassix-archiver/archiver/bench/talk"
	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

// samples are the tickets of the sample workspace, as the service sends them.
func samples(t *testing.T) []string {
	t.Helper()
	files, err := filepath.Glob("../fetch/fetchtest/sample/tickets/*.json")
	if err != nil || len(files) < 20 {
		t.Fatalf("%d sample tickets, %v", len(files), err)
	}
	return files
}

// No page runs a script, listens to anything or loads anything; and what an
// entry says can be found in it.
func TestPagesOfSamples(t *testing.T) {
	for _, name := range samples(t) {
		for _, audience := range []Audience{Internal, ForCustomer, Legal} {
			transcript := build(t, record(t, name), Options{Audience: audience})
			checkPage(t, name+" for "+string(audience), transcript)
		}
	}
	for _, attack := range attacks {
		checkPage(t, attack, build(t, attacked(t, attack), Options{Audience: Legal}))
	}
}

func checkPage(t *testing.T, name string, transcript *Transcript) {
	t.Helper()
	ids := make(map[string]*html.Node)
	var links []string
	for n := range parse(t, written(t, HTML, transcript)).Descendants() {
		if n.Type != html.ElementNode {
			continue
		}
		checkElement(t, name, n)
		for _, a := range n.Attr {
			switch {
			case a.Key == "id" && ids[a.Val] != nil:
				t.Errorf("%s: two elements are #%s", name, a.Val)
			case a.Key == "id":
				ids[a.Val] = n
			case a.Key == "href" && strings.HasPrefix(a.Val, "#"), a.Key == "aria-labelledby":
				links = append(links, strings.TrimPrefix(a.Val, "#"))
			}
		}
	}
	for _, id := range links {
		if ids[id] == nil {
			t.Errorf("%s: no element is #%s", name, id)
		}
	}
	for i := range transcript.Entries {
		e := &transcript.Entries[i]
		checkSaid(t, name, e, ids["e"+strconv.Itoa(e.Index)])
	}
}

// checkSaid holds the text of an entry on the page against what it is to say.
func checkSaid(t *testing.T, name string, e *Entry, n *html.Node) {
	t.Helper()
	if n == nil {
		t.Errorf("%s: entry %d is not on the page", name, e.Index)
		return
	}
	text := pageText(n)
	want := []string{}
	for in := range body.Inlines(e.Body) {
		want = append(want, in.Text)
	}
	if e.Kind == Event {
		want = append(want, e.Words)
	} else {
		want = append(want, e.Author.Name)
	}
	for _, a := range e.Attachments {
		want = append(want, a.Name)
	}
	for _, w := range want {
		if w = normal(w); !strings.Contains(text, w) {
			t.Errorf("%s: entry %d lacks %q", name, e.Index, w)
		}
	}
}

func pageText(n *html.Node) string {
	var out strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			out.WriteString(d.Data)
		}
	}
	return out.String()
}

// normal is a text as a parser of HTML hands it on.
func normal(s string) string {
	return strings.ReplaceAll(strings.ReplaceAll(strings.ReplaceAll(s, "\r\n", "\n"), "\r", "\n"), "\x00", "\ufffd")
}

// Whatever a message is, its page's text is its text and nothing but allowed
// elements is in it.
func FuzzBodyHTML(f *testing.F) {
	for _, attack := range attacks {
		f.Add(attack)
	}
	f.Add("<table><tr><th>a<td colspan=3>b</table><ol type=i start=3><li>x<li value=9>y</ol><pre>\n\nz</pre>")
	f.Add("<blockquote>q<blockquote>r</blockquote></blockquote><img src=cid:1 alt='\"'><p dir=rtl>\u05d0 <bdi>b</bdi>")
	f.Add("*b* _i_ ~s~ ```c``` https://a.example/?x='\"&y=<z>")
	f.Fuzz(func(t *testing.T, source string) {
		for _, blocks := range [][]body.Block{body.FromHTML(source), body.FromText(source), body.FromChat(source)} {
			checkBlocks(t, source, blocks)
		}
	})
}

func checkBlocks(t *testing.T, source string, blocks []body.Block) {
	t.Helper()
	transcript, err := Build(Record{Ticket: &ticket.Ticket{ID: 1}}, Options{})
	if err != nil {
		t.Fatal(err)
	}
	var w bodyWriter
	page := string(w.body(&pageView{Transcript: transcript}, blocks))
	var want strings.Builder
	for in := range body.Inlines(blocks) {
		want.WriteString(in.Text)
	}
	var got strings.Builder
	for n := range parse(t, page).Descendants() {
		switch {
		case n.Type == html.TextNode && !ours(n):
			got.WriteString(n.Data)
		case n.Type == html.ElementNode:
			checkElement(t, source, n)
			checkAttributes(t, source, n)
		case n.Type == html.CommentNode:
			t.Errorf("%q: comment %q", source, n.Data)
		}
	}
	if normal(want.String()) != got.String() {
		t.Errorf("%q: the page says %q, the message %q", source, got.String(), want.String())
	}
}

// ours reports whether a text is the transcript's own: the label of what is
// folded, or what stands for a picture.
func ours(n *html.Node) bool {
	for p := n.Parent; p != nil; p = p.Parent {
		if p.Data == "summary" || p.Data == "span" && slices.Contains(p.Attr, html.Attribute{Key: "class", Val: "absent"}) {
			return true
		}
	}
	return false
}

var bodyAttributes = strings.Fields("class dir href rel start type value colspan role tabindex aria-label loading decoding width height src alt")

func checkAttributes(t *testing.T, source string, n *html.Node) {
	t.Helper()
	for _, a := range n.Attr {
		if !slices.Contains(bodyAttributes, a.Key) {
			t.Errorf("%q: <%s %s=%q>", source, n.Data, a.Key, a.Val)
		}
	}
}

func TestFolds(t *testing.T) {
	transcript := build(t, Record{Ticket: &ticket.Ticket{ID: 1}}, Options{})
	say := func(text string) []body.Block {
		return []body.Block{{Kind: body.Paragraph, Inlines: []body.Inline{{Text: text}}}}
	}
	quote := body.Block{Kind: body.Quote, Blocks: say("old")}
	reply := body.Block{Kind: body.Quote, Blocks: say("old"), Reply: true}
	for _, test := range []struct {
		blocks []body.Block
		want   string
	}{
		{[]body.Block{quote}, `<blockquote dir="ltr"><p dir="auto">old</p></blockquote>`},
		{append(say("new"), quote), `<p dir="auto">new</p><blockquote dir="ltr"><p dir="auto">old</p></blockquote>`},
		{append(say("new"), reply), `<p dir="auto">new</p><details class="quoted"><summary>Quoted text</summary><blockquote dir="ltr"><p dir="auto">old</p></blockquote></details>`},
		{[]body.Block{{Kind: body.Hidden, Blocks: say("unseen")}}, `<details class="hidden"><summary>Hidden in the original message</summary><p dir="auto">unseen</p></details>`},
	} {
		var w bodyWriter
		if got := string(w.body(&pageView{Transcript: transcript}, test.blocks)); got != test.want {
			t.Errorf("got  %s\nwant %s", got, test.want)
		}
	}
}

// A picture's place is kept before it comes.
func TestPicturesHaveSizes(t *testing.T) {
	var file bytes.Buffer
	if err := png.Encode(&file, image.NewGray(image.Rect(0, 0, 1120, 200))); err != nil {
		t.Fatal(err)
	}
	rec := record(t, "../ticket/testdata/ticket.json")
	rec.Open = func(string) (io.ReadSeekCloser, error) {
		return struct {
			io.ReadSeeker
			io.Closer
		}{bytes.NewReader(file.Bytes()), io.NopCloser(nil)}, nil
	}
	if page := written(t, HTML, build(t, rec, Options{})); !strings.Contains(page, ` width="560" height="100" src="attachments/`) {
		t.Error("a photo has no size")
	}
	w := bodyWriter{page: &pageView{Transcript: &Transcript{}}}
	picture := body.Image{Alt: `"a"`, MediaType: "image/png", Data: file.Bytes()}
	w.image(&picture)
	if got := string(w.out); !strings.HasPrefix(got, `<img decoding="async" width="560" height="100" src="data:image/png;base64,iVBOR`) || !strings.HasSuffix(got, ` alt="&#34;a&#34;">`) {
		t.Errorf("a picture of the message is %.120s", got)
	}
}

func TestFollows(t *testing.T) {
	page := written(t, HTML, build(t, decoded(t, `{"id": 1, "transactions": [
		{"type": "Message", "text": "three", "fromParticipant": {"id": 2, "name": "B", "type": "User"}},
		{"type": "Message", "text": "two", "fromParticipant": {"id": 1, "name": "A", "type": "Client"}},
		{"type": "Message", "text": "one", "fromParticipant": {"id": 1, "name": "A", "type": "Client"}}]}`), Options{}))
	for _, want := range []string{`id="e1" class="message customer">`, `id="e2" class="message customer follows">`, `id="e3" class="message agent">`} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
}

func TestFillStyle(t *testing.T) {
	transcript := build(t, Record{Ticket: &ticket.Ticket{ID: 9}}, Options{})
	got := fillStyle(`a{content:"{heading}"}b{content:"{page}"}`, transcript)
	want := `a{content:"Ticket\0000209"}b{content:"Page\000020" counter(page) "\000020of\000020" counter(pages) ""}`
	if got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
	if got, want := cssString("a\"\\</style>\n\x00"), `"a\000022\00005c\00003c\00002fstyle\00003e\00000a\00fffd"`; got != want {
		t.Errorf("got  %s\nwant %s", got, want)
	}
}

// recorder notes how it is written to, and fails after some bytes.
type recorder struct{ writes, largest, room int }

func (r *recorder) Write(p []byte) (int, error) {
	r.writes, r.largest, r.room = r.writes+1, max(r.largest, len(p)), r.room-len(p)
	if r.room < 0 {
		return 0, os.ErrClosed
	}
	return len(p), nil
}

// A long ticket's page is written as it is made, and an error of the writer
// ends it.
func TestHTMLStreams(t *testing.T) {
	transcript := build(t, Record{Ticket: talk.Ticket(1000, 1)}, Options{})
	whole := recorder{room: 100 << 20}
	if err := HTML(&whole, transcript); err != nil {
		t.Fatal(err)
	}
	if whole.largest > 1<<16 || whole.writes < 10 {
		t.Errorf("%d writes, the largest of %d bytes", whole.writes, whole.largest)
	}
	short := recorder{room: 100_000}
	if err := HTML(&short, transcript); !errors.Is(err, os.ErrClosed) || short.writes > 10 {
		t.Errorf("a writer that fails: %v after %d writes", err, short.writes)
	}
}
