package archive

import (
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/ticket"
)

func TestAcceptable(t *testing.T) {
	const page, hosts = "<!DOCTYPE html><html><body>403</body></html>", `<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>`
	for _, tt := range []struct {
		kind, name, said, head string
		ok                     bool
	}{
		{"Image", "a.jpg", "image/jpeg", "\xff\xd8\xff\xe0", true},
		{"Image", "a.jpg", "", page, false},
		{"Image", "", "text/html", "Access denied", false},
		{"Image", "a.svg", "image/svg+xml", `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"></svg>`, true},
		{"Image", "a.heic", "binary/octet-stream", "\x00\x01\x02\x03", true},
		{"Image", "a.jpg", "application/json", `{"message":"Forbidden"}`, false},
		{"Audio", "a.ogg", "audio/ogg", "Too many requests", false},
		{"Document", "a.pdf", "application/pdf", "%PDF-1.7", true},
		{"Document", "a.pdf", "application/pdf", page, false},
		{"Document", "a.pdf", "", hosts, false},
		{"Document", "page.html", "text/html", page, true},
		{"Document", "notes", "text/html", page, false},
		{"Document", "notes", "", "<html><head><title>Minutes</title></head></html>", false},
		{"Document", "notes", "text/plain", "Minutes of the day", true},
		{"Document", "report.csv", "text/html", "a,b\n1,2\n", true},
		{"File", "feed.xml", "text/xml", `<?xml version="1.0"?><feed><Code>1</Code></feed>`, true},
		{"File", "feed.xml", "text/xml", hosts, false},
		{"File", "data.json", "application/json", `{"a":1}`, true},
		{"Image", "empty.png", "image/png", "", false},
		{"Video", "", "", "", false},
		{"Audio", "empty.ogg", "audio/ogg", "", false},
		{"Document", "empty.pdf", "application/pdf", "", true},
		{"File", "", "", "", true},
	} {
		a := ticket.Attachment{Type: ticket.AttachmentType(tt.kind), OriginalFileName: ticket.Text(tt.name)}
		if err := acceptable(a, tt.said, []byte(tt.head)); (err == nil) != tt.ok {
			t.Errorf("%s %s, said to be %s: %q: %v", tt.kind, tt.name, tt.said, tt.head, err)
		}
	}
}

// Text under the ending of a binary format is no file of it, but for what
// programs do save so.
func TestAcceptableByEnding(t *testing.T) {
	answers := map[string]string{
		"JSON":    `{"message":"Forbidden"}`,
		"words":   "Access denied",
		"a page":  "<!DOCTYPE html><html><head><title>Files</title></head></html>",
		"XML":     `<?xml version="1.0"?><fault><text>no</text></fault>`,
		"comma":   "error,reason\n403,denied\n404,gone\n",
		"unicode": "אין גישה לקובץ",
	}
	for _, ending := range strings.Fields("pdf doc DOCX xls xlsx ppt pptx odt ods zip rar 7z gz jpg JPEG png gif webp heic tiff bmp mp3 mp4 ogg wav mov avi exe msg") {
		a := ticket.Attachment{Type: "Document", OriginalFileName: ticket.Text("a." + ending)}
		for name, body := range answers {
			if err := acceptable(a, "", []byte(body)); err == nil || codeOf(err) != CodeAttachmentWrong {
				t.Errorf("%s as .%s: %v", name, ending, err)
			}
		}
		if err := acceptable(a, "", []byte("\x00\x01\x02\x03\xff\xfe")); err != nil {
			t.Errorf("unknown bytes as .%s: %v", ending, err)
		}
	}
	for name, body := range map[string]string{
		"a.doc":  `{\rtf1\ansi Hello}`,
		"b.doc":  `<html xmlns:w="urn:schemas-microsoft-com:office:word"><body>Hello</body></html>`,
		"a.xls":  `<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"></Workbook>`,
		"b.xls":  "a\tb\n1\t2\n3\t4\n",
		"a.pdf":  "\r\n%PDF-1.4\r\n",
		"a.zip":  "PK\x03\x04",
		"a.json": `{"message":"Forbidden"}`,
		"a.xml":  `<?xml version="1.0"?><fault><text>no</text></fault>`,
		"a.txt":  "Access denied",
		"a.dat":  "Access denied",
	} {
		if err := acceptable(ticket.Attachment{Type: "Document", OriginalFileName: ticket.Text(name)}, "", []byte(body)); err != nil {
			t.Errorf("%s: %q: %v", name, body, err)
		}
	}
}

// The refusals of file hosts, however they are written, and data that is none.
func TestAcceptableKnowsRefusalsOfFileHosts(t *testing.T) {
	for body, ok := range map[string]bool{
		`<Error><Code>AccessDenied</Code></Error>`:                                                                                     false,
		"\ufeff\r\n<?xml version='1.0' encoding='utf-8'?>\r\n<Error>\r\n  <Code>NoSuchKey</Code>\r\n":                                  false,
		"<?xml version=\"1.0\" encoding=\"UTF-16\"?><!-- eu-1 -->\n<Error xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\">\t<Code>x": false,
		`<?xml version="1.1"?><Error><Message>No &nbsp; way</Message><Code>AuthenticationFailed</Code></Error>`:                        false,
		`<!DOCTYPE Error><a:Error xmlns:a="b"><a:Code>x</a:Code></a:Error>`:                                                            false,
		`<Error ><Details><Tenant/></Details><Code/></Error>`:                                                                          false,
		`<Error><Message>our own</Message></Error>`:                                                                                    true,
		`<Error><Inner><Code>7</Code></Inner></Error>`:                                                                                 true,
		`<Errors><Error><Code>7</Code></Error></Errors>`:                                                                               true,
		`<Error></Error><Code>7</Code>`:                                                                                                true,
		`<?xml version="1.0"?><feed><Code>1</Code></feed>`:                                                                             true,
	} {
		for _, name := range []string{"a.xml", "a.txt", "a"} {
			if err := acceptable(ticket.Attachment{Type: "File", OriginalFileName: ticket.Text(name)}, "", []byte(body)); (err == nil) != ok {
				t.Errorf("%s: %q: %v", name, body, err)
			}
		}
	}
}

// A web page under a name that may be one is judged by its title.
func TestAcceptablePages(t *testing.T) {
	titled := func(title string) string {
		return "<!DOCTYPE html>\n<html><head><TITLE lang=en>\n " + title + "</TITLE></head><body><p>x</p></body></html>"
	}
	headed := func(heading string) string {
		return "<html><head></head><body><h1 class=x>" + heading + "</h1><h2>Error</h2></body></html>"
	}
	for _, tt := range []struct {
		body       string
		text, page bool // acceptable as .txt and such, as .html and such
	}{
		{titled("403 Forbidden"), false, false},
		{titled("404"), false, false},
		{titled("522: Connection timed out"), false, false},
		{titled("Error 502"), false, true},
		{titled("Access <b>Denied</b>"), false, true},
		{titled("Page not&#32;found"), false, true},
		{titled("Service Unavailable"), false, true},
		{titled("Bad Gateway"), false, true},
		{titled("Sign in - Files"), false, true},
		{titled("Log in"), false, true},
		{titled("Login"), false, true},
		{titled("שגיאה"), false, true},
		{headed("<span>500</span> Internal Server Error"), false, true},
		{headed("Forbidden"), false, true},
		{titled("Invoice 4711"), true, true},
		{titled("470 pages about blogging in cities"), true, true},
		{titled("Our order of 4.5.2024"), true, true},
		{headed("Minutes"), true, true},
		{"<html><body>403</body></html>", true, true},
	} {
		for name, ok := range map[string]bool{"a.txt": tt.text, "a.eml": tt.text, "a.csv": tt.text, "a.MD": tt.text, "a.html": tt.page, "a.htm": tt.page, "a": false, "a.dat": false, "a.pdf": false} {
			if err := acceptable(ticket.Attachment{Type: "File", OriginalFileName: ticket.Text(name)}, "", []byte(tt.body)); (err == nil) != ok {
				t.Errorf("%s: %q: %v", name, tt.body, err)
			}
		}
	}
}
