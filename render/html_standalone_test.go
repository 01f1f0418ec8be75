package render

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"io"
	"io/fs"
	"maps"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

// pictured is a ticket with files, by name; each opens as its bytes.
func pictured(t *testing.T, files map[string][]byte, mediaTypes map[string]string) Record {
	t.Helper()
	var list []string
	rec := Record{Files: map[string]File{}}
	for _, name := range slices.Sorted(maps.Keys(files)) {
		list = append(list, fmt.Sprintf(`{"fileIdentifier": %q, "originalFileName": %q, "type": "Document"}`, name, name))
		rec.Files[name] = File{Path: "attachments/" + name, Size: int64(len(files[name])), SHA256: strings.Repeat("ab", 32), MediaType: mediaTypes[name]}
	}
	rec.Ticket = decoded(t, `{"id": 7, "transactions": [{"type": "Message", "text": "files", "attachments": [`+strings.Join(list, ",")+`]}]}`).Ticket
	rec.Open = func(path string) (io.ReadSeekCloser, error) {
		data, ok := files[strings.TrimPrefix(path, "attachments/")]
		if !ok {
			return nil, &fs.PathError{Op: "open", Path: path, Err: fs.ErrNotExist}
		}
		return struct {
			io.ReadSeeker
			io.Closer
		}{bytes.NewReader(data), io.NopCloser(nil)}, nil
	}
	return rec
}

func drawn(t *testing.T, width, height int) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := png.Encode(&out, image.NewGray(image.Rect(0, 0, width, height))); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// A page that is sent by itself refers to no file that is not in it.
func TestStandalone(t *testing.T) {
	files := map[string][]byte{"photo.png": drawn(t, 400, 300), "order.xlsx": []byte("PK"), "lie.png": []byte("<html>"), "voice.ogg": []byte("Ogg")}
	types := map[string]string{"photo.png": "image/png", "lie.png": "image/png", "voice.ogg": "audio/ogg",
		"order.xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
	files["large.png"], types["large.png"] = append(drawn(t, 500, 400), make([]byte, maxInlined)...), "image/png"
	for _, audience := range []Audience{Internal, ForCustomer, Legal} {
		page := written(t, HTML, build(t, pictured(t, files, types), Options{Standalone: true, Audience: audience}))
		pictures := 0
		for n := range parse(t, page).Descendants() {
			for _, a := range n.Attr {
				switch {
				case a.Key == "src" && !strings.HasPrefix(a.Val, "data:image/png;base64,"):
					t.Errorf("%s: <%s src=%.60q>", audience, n.Data, a.Val)
				case a.Key == "href" && n.Data == "a" && !strings.HasPrefix(a.Val, "#"):
					t.Errorf("%s: a link to %q", audience, a.Val)
				}
			}
			if n.Type == html.ElementNode && n.Data == "img" {
				pictures++
			}
		}
		text := visibleText(t, page)
		if pictures != 1 {
			t.Errorf("%s: %d pictures, want one", audience, pictures)
		}
		for _, want := range []string{"photo.png", "order.xlsx", "Excel workbook (XLSX)", "lie.png", "voice.ogg", "too large to be shown here", "a format that is not displayed"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the page lacks %q", audience, want)
			}
		}
		if got := strings.Contains(text, "openxmlformats"); got != (audience == Legal) {
			t.Errorf("%s: the media type is said: %t", audience, got)
		}
		if audience == ForCustomer && (strings.Contains(page, "attachments/") || strings.Contains(page, "abab")) {
			t.Error("a customer reads of paths or checksums of files")
		}
	}
}

// All the pictures of a page have to fit into a mail.
func TestStandaloneRoom(t *testing.T) {
	files, types := map[string][]byte{}, map[string]string{}
	for i := range 7 {
		name := fmt.Sprintf("%d.png", i)
		files[name], types[name] = append(drawn(t, 100, 100), make([]byte, maxInlined-1000)...), "image/png"
	}
	page := written(t, HTML, build(t, pictured(t, files, types), Options{Standalone: true}))
	if got := strings.Count(page, "<img "); got != 5 {
		t.Errorf("%d pictures of 5 MiB are in the page, want 5", got)
	}
	if got := strings.Count(page, "too large to be shown here"); got != 2 {
		t.Errorf("%d pictures are said to be left out, want 2", got)
	}
}

// A picture no larger than a badge takes its place, and a dot is none.
func TestSmallPictures(t *testing.T) {
	files := map[string][]byte{"icon.png": drawn(t, 12, 12), "dot.png": drawn(t, 1, 1)}
	types := map[string]string{"icon.png": "image/png", "dot.png": "image/png"}
	page := written(t, HTML, build(t, pictured(t, files, types), Options{}))
	if !strings.Contains(page, `<span class="badge"><img `) || strings.Count(page, "<img ") != 1 || strings.Contains(page, `class="photo"`) {
		t.Errorf("small pictures: %s", page[strings.Index(page, `<ul class="files"`):])
	}
}

func TestFileKinds(t *testing.T) {
	transcript := build(t, Record{Ticket: &ticket.Ticket{ID: 1}}, Options{})
	for _, test := range []struct {
		name, mediaType, kind, want string
	}{
		{"a.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "Document", "Excel workbook (XLSX)"},
		{"a.exe", "application/pdf", "Document", "PDF document"},
		{"a.csv", "text/plain; charset=utf-8", "File", "Table (CSV)"},
		{"a.docx", "", "Document", "Word document (DOCX)"},
		{"photo", "image/jpeg", "Image", "Image JPG"},
		{"a.bin", "application/octet-stream", "", "File"},
		{"a.bin", "application/x-new", "Novel", "Novel"},
	} {
		got := strings.Join(transcript.FileKinds(&Attachment{Name: test.name, MediaType: test.mediaType, Type: test.kind}), " ")
		if got != test.want {
			t.Errorf("%s, %s: %q, want %q", test.name, test.mediaType, got, test.want)
		}
	}
}

// What the PDF would not decode is not given to a browser either.
func TestHostilePicturesStayOut(t *testing.T) {
	transcript := build(t, record(t, "testdata/he.json"), Options{Language: "en"})
	for name, tt := range map[string]struct {
		data []byte
		want string
	}{
		"bomb":  {bombPNG(), "too large to be shown"},
		"noise": {[]byte("\xff\xd8\xff\xe0 no picture"), "read as an image"},
		"photo": {drawn(t, 60, 50), "<img"},
	} {
		w := bodyWriter{}
		blocks := []body.Block{{Kind: body.Paragraph, Inlines: []body.Inline{{Image: &body.Image{Ref: "data:", Data: tt.data, MediaType: "image/png"}}}}}
		page := string(w.body(&pageView{Transcript: transcript}, blocks))
		if !strings.Contains(page, tt.want) || strings.Contains(page, "<img") != (tt.want == "<img") {
			t.Errorf("%s: %s", name, page)
		}
	}
}
