package archive

import (
	"bytes"
	"compress/gzip"
	"compress/zlib"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"hash/crc32"
	"html"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// hostile is a workspace in which whoever writes tickets, hosts files or sits
// on the line means harm.
type hostile struct {
	*harness
	odd  map[string]http.HandlerFunc // by path, before the workspace is asked
	want map[string]string           // codes by ticket, or by ticket and attachment
	log  bytes.Buffer
}

func newHostile(t *testing.T) *hostile {
	h := &hostile{harness: newHarness(t, fetchtest.Generated{}), odd: map[string]http.HandlerFunc{}, want: map[string]string{}}
	h.server = httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if serve, ok := h.odd[r.URL.Path]; ok {
			serve(rw, r)
			return
		}
		h.workspace.ServeHTTP(rw, r)
	}))
	t.Cleanup(h.server.Close)
	h.wait.MaxAnswer = 32 << 20
	h.wait.Log = slog.New(slog.NewTextHandler(&h.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	return h
}

// files adds a ticket with attachments, given as JSON.
func (h *hostile) files(id string, list ...string) {
	h.Helper()
	h.add(id, `"attachments":[{"id":1,`, `"attachments":[`+strings.Join(append(list, `{"id":1,`), ","))
}

// answers makes the service answer for a ticket of its lists with something
// else.
func (h *hostile) answers(id string, serve http.HandlerFunc) {
	h.Helper()
	h.add(id)
	h.odd["/api/v1.2/tickets/get/"+id] = serve
}

// hostsOdd is an attachment whose link leads to a handler of its own, signed as
// all are, and the code that it has to end with.
func (h *hostile) hostsOdd(ticket, id, code string, serve http.HandlerFunc) string {
	h.odd["/odd/"+id] = serve
	return h.linked(ticket, id, code, h.server.URL+"/odd/"+id)
}

// linked is an attachment with a link of somebody's choice.
func (h *hostile) linked(ticket, id, code, uri string) string {
	if code != "" {
		h.want[ticket+" "+id] = code
	}
	if !strings.Contains(uri, "{{") {
		uri += "?" + signature
	}
	return fmt.Sprintf(`{"type":"File","fileIdentifier":%q,"originalFileName":"x.bin","uri":%q}`, id, uri)
}

const signature = "X-Amz-Date=20990101T000000Z&X-Amz-Expires=604800&X-Amz-Credential=AKIAHOSTILE&X-Amz-Signature=5ec2e7"

// text quotes as JSON does.
func text(s string) string {
	data, err := json.Marshal(s)
	if err != nil {
		panic(err) // strings can always be written
	}
	return string(data)
}

var hostileNames = []string{
	"../../../etc/passwd", `..\..\windows\system32\x.dll`, "/etc/passwd", `C:\boot.ini`, "a\x00b.png", "\u202egnp.exe", "\u2066a\u2069.txt",
	strings.Repeat("x", 300) + ".png", strings.Repeat("שלום", 100) + ".pdf", strings.Repeat("😀", 300), "x." + strings.Repeat("y", 300), "", ".", "..", "...", "   ", "\t\n",
	"CON", "nul.txt", "COM1", "aux.", "LPT9.tar.gz", "prn", "Photo.PNG", "photo.png", "\u00e9.png", "e\u0301.png", "new\nline.txt", "100%25.txt", "%2e%2e%2fx", "%0a.txt",
	"-rf", "~root", "$(id)", "'; rm -rf / #", "a:b|c?*.txt", "<script>alert(1)</script>.html", ".hidden", "ends with a dot.", "\ufeffmark", "data:text/html,x", "con\u0000", "*",
}

// names are files of a ticket that are called all that names can do harm with.
func (h *hostile) names(id string) {
	var list []string
	for i, name := range hostileNames {
		file := fmt.Sprintf("named-%d", i)
		h.host(file, "plain bytes of "+file+" \x00\x01")
		list = append(list, fmt.Sprintf(`{"type":"File","fileIdentifier":%q,"originalFileName":%s,"uri":"{{file:%s}}"}`, file, text(name), file))
	}
	list = append(list, `{"type":"File","fileIdentifier":"lone","originalFileName":"\ud800\udfff\udc00.txt","uri":"{{file:named-0}}"}`,
		"{\"type\":\"File\",\"fileIdentifier\":\"bytes\",\"originalFileName\":\"\xff\xfe\xc0\xaf.txt\",\"uri\":\"{{file:named-0}}\"}")
	h.files(id, list...)
}

// links are files of a ticket whose links lead where they must not, or to hosts
// that do not do what they say.
func (h *hostile) links(id string) {
	redirect := func(to string) http.HandlerFunc {
		return func(rw http.ResponseWriter, r *http.Request) { http.Redirect(rw, r, to, http.StatusFound) }
	}
	h.files(id,
		h.linked(id, "private", CodeAttachmentHost, "http://10.1.2.3/x"),
		h.linked(id, "metadata", CodeAttachmentHost, "http://169.254.169.254/latest/meta-data/iam"),
		h.linked(id, "number", CodeAttachmentHost, "http://2130706433/x"),
		h.linked(id, "local file", CodeAttachmentFailed, "file:///etc/passwd"),
		h.linked(id, "script", CodeAttachmentFailed, "javascript:alert(1)//"),
		h.linked(id, "no address", CodeAttachmentFailed, "http://[::1"),
		h.linked(id, "split", CodeAttachmentFailed, "http://x\r\nHost: y/"),
		h.hostsOdd(id, "to private", CodeAttachmentHost, redirect("http://10.1.2.3/x?"+signature)),
		h.hostsOdd(id, "to file", CodeAttachmentHost, redirect("file:///etc/passwd?"+signature)),
		h.hostsOdd(id, "in a circle", CodeAttachmentFailed, redirect(h.server.URL+"/odd/in%20a%20circle?"+signature)),
		h.hostsOdd(id, "longer than it says", "", lying(10, 20)),
		h.hostsOdd(id, "shorter than it says", CodeAttachmentFailed, lying(20, 10)),
		h.hostsOdd(id, "large", CodeAttachmentTooLarge, func(rw http.ResponseWriter, _ *http.Request) { rw.Header().Set("Content-Length", "99999999999999") }),
		h.hostsOdd(id, "endless", CodeAttachmentTooLarge, endless),
		h.hostsOdd(id, "talks", CodeAttachmentRefused, func(rw http.ResponseWriter, r *http.Request) {
			rw.WriteHeader(http.StatusForbidden)
			fmt.Fprintf(rw, "<Error><Code>AccessDenied</Code><Message>no: %s and https://u:hunter2@h/x?%s</Message></Error>", html.EscapeString(r.URL.String()), html.EscapeString(r.URL.RawQuery))
		}),
		h.linked(id, "with a password", "", strings.Replace(h.server.URL, "//", "//somebody:hunter2@", 1)+"/odd/with a password"),
	)
	h.odd["/odd/with a password"] = func(rw http.ResponseWriter, _ *http.Request) { _, _ = rw.Write([]byte{1, 2, 3}) }
}

// lying says that a file has one length, and sends another.
func lying(says, sends int) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		conn, out, err := http.NewResponseController(rw).Hijack()
		if err != nil {
			panic(err)
		}
		defer conn.Close()
		fmt.Fprintf(out, "HTTP/1.1 200 OK\r\nContent-Length: %d\r\nConnection: close\r\n\r\n%s", says, bytes.Repeat([]byte{1}, sends))
		_ = out.Flush()
	}
}

// endless sends until nobody listens any more.
func endless(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Content-Type", "application/json")
	for r.Context().Err() == nil {
		if _, err := rw.Write(bytes.Repeat([]byte("[1,"), 10_000)); err != nil {
			return
		}
	}
}

// bomb is an answer that unpacks to far more than it weighs.
func bomb(t *testing.T, size int64) http.HandlerFunc {
	t.Helper()
	var packed bytes.Buffer
	z := gzip.NewWriter(&packed)
	if _, err := io.Copy(z, io.MultiReader(strings.NewReader(`{"id":108,"x":"`), io.LimitReader(blanks{}, size))); err != nil {
		t.Fatal(err)
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		rw.Header().Set("Content-Encoding", "gzip")
		_, _ = rw.Write(packed.Bytes())
	}
}

type blanks struct{}

func (blanks) Read(p []byte) (int, error) {
	for i := range p {
		p[i] = ' '
	}
	return len(p), nil
}

// nested is a JSON value of so many levels.
func nested(levels int) string {
	return strings.Repeat(`{"a":[`, levels/2) + `"core"` + strings.Repeat(`]}`, levels/2)
}

// hugePicture is a PNG that claims to have 60,000 by 60,000 pixels.
func hugePicture() string {
	header := append([]byte("IHDR"), 0, 0, 0xea, 0x60, 0, 0, 0xea, 0x60, 8, 6, 0, 0, 0)
	data := binary.BigEndian.AppendUint32([]byte("\x89PNG\r\n\x1a\n"), 13)
	data = binary.BigEndian.AppendUint32(append(data, header...), crc32.ChecksumIEEE(header))
	var packed bytes.Buffer
	z := zlib.NewWriter(&packed)
	_, _ = z.Write(make([]byte, 1<<20)) // a buffer takes all
	_ = z.Close()
	body := append([]byte("IDAT"), packed.Bytes()...)
	data = binary.BigEndian.AppendUint32(data, uint32(packed.Len()))
	data = binary.BigEndian.AppendUint32(append(data, body...), crc32.ChecksumIEEE(body))
	return string(append(data, "\x00\x00\x00\x00IEND\xaeB\x60\x82"...))
}

// records are tickets whose JSON itself is the attack.
func (h *hostile) records() {
	deep, many := nested(100), 50_000/every(100)
	h.add("101", `"field1"`, `"unknown":`+deep+`,"dynamicParameters":[{"id":1,"name":"n","value":`+deep+`}],"field1"`, `"text":"שלום"`, `"text":"שלום","payload":`+deep+`,"odd":`+deep)
	h.answers("102", json200(`{"id":102,"state":"Closed","close":"2026-02-03T10:00:00.5Z","transactions":[{"payload":`+nested(100_000)+`}]}`))
	h.add("9007199254740993", `"id":1,`, `"id":9223372036854775807,`)
	h.add("104", `"field1"`, `"field1":"other","state":"Open","state":"Closed","transactions":[],"ID":104,"field1"`)
	h.add("105", "שלום", "caf\xe9 \xc0\xaf \xed\xa0\x80")
	h.add("106", `{"guidTransactionId":"g1"`, strings.Repeat(`{"dateTime":"2026-02-02T10:00:00","type":"Message","text":"a","fromParticipant":{"name":"Dana","type":"Client"},"attachments":[]},`, many)+`{"guidTransactionId":"g1"`)
	h.answers("108", bomb(h.T, 64<<20))
	h.answers("109", endless)
	h.answers("110", json200(`{"id":110,"departmentId":"../../runs/x/..","state":"Closed","close":"2026-02-03T10:00:00.5Z","transactions":[]}`))
	h.answers("111", json200(`{"id":111,"departmentId":"dep-1","state":"Closed","close":"9999-12-31T23:59:59.9999999-14:00","transactions":[]}`))
	h.answers("112", json200(`{"id":112} {"id":112}`))
	h.host("huge", hugePicture())
	h.files("113", `{"type":"Image","fileIdentifier":"huge","originalFileName":"huge.png","uri":"{{file:huge}}"}`)
	for _, id := range []string{"102", "108", "109", "111", "112"} {
		h.want[id] = CodeTicketFetch
	}
	var crowd []string
	for i := range 3000 / every(10) {
		id := fmt.Sprintf("many-%d", i)
		crowd = append(crowd, h.linked("107", id, CodeAttachmentTooMany, "{{file:named-0}}"))
		if i < maxHostile {
			delete(h.want, "107 "+id)
		}
	}
	h.files("107", crowd...)
	h.want["107 file-107"] = CodeAttachmentTooMany
}

// maxHostile is the limit of files of a ticket.
const maxHostile = 100

func json200(body string) http.HandlerFunc {
	return func(rw http.ResponseWriter, _ *http.Request) {
		rw.Header().Set("Content-Type", "application/json")
		_, _ = io.WriteString(rw, body)
	}
}

// TestHostileWorkspace archives all that means harm in one run: it comes to its
// end, what could be had is whole, what could not is named, and nothing of it
// tells a secret.
func TestHostileWorkspace(t *testing.T) {
	h := newHostile(t)
	h.names("100")
	h.links("99")
	h.records()
	o := h.options()
	o.MaxAttachments, o.MaxAttachment, o.Log, o.Workers = maxHostile, 2<<20, h.wait.Log, 2
	report, err := Run(t.Context(), o)
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, e := range report.Exceptions {
		who := strings.TrimSpace(strconv.FormatInt(e.Ticket, 10) + " " + e.Attachment)
		got[who] = e.Code
		if h.want[who] != e.Code {
			t.Errorf("%s: %s: %s, want %q", who, e.Code, e.Message, h.want[who])
		}
		if strings.ContainsFunc(e.Message, unicode.IsControl) || len(e.Message) > 1000 {
			t.Errorf("%s: message %q", who, e.Message)
		}
	}
	for who, code := range h.want {
		if got[who] == "" {
			t.Errorf("%s is not named, want %s", who, code)
		}
	}
	if report.Failed != 5 || report.Complete || len(report.contradictions(report.Run)) > 0 {
		t.Errorf("report: %d failed, %v", report.Failed, report.contradictions(report.Run))
	}
	h.clean()
	h.checkByHand()
	h.tame()
	h.silent(report)
	h.kept()
}
