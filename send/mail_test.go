package send

import (
	"bytes"
	"encoding/base64"
	"encoding/json"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
	"time"
)

// part is a leaf of a mail as a reader has it.
type part struct {
	Type, Name, Disposition string
	Data                    []byte
}

// parse reads a mail with the standard library, which did not write it.
func parse(t testing.TB, raw []byte) (mail.Header, []part) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	var parts []part
	var walk func(kind string, params map[string]string, r io.Reader)
	walk = func(kind string, params map[string]string, r io.Reader) {
		if !strings.HasPrefix(kind, "multipart/") {
			t.Fatalf("%s where parts are due", kind)
		}
		for parts_ := multipart.NewReader(r, params["boundary"]); ; {
			p, err := parts_.NextRawPart()
			if err == io.EOF {
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			kind, params, err := mime.ParseMediaType(p.Header.Get("Content-Type"))
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(kind, "multipart/") {
				parts = append(parts, part{Type: kind})
				walk(kind, params, p)
				continue
			}
			one := part{Type: kind}
			if d := p.Header.Get("Content-Disposition"); d != "" {
				disposition, params, err := mime.ParseMediaType(d)
				if err != nil {
					t.Fatal(err)
				}
				one.Disposition, one.Name = disposition, params["filename"]
			}
			var body io.Reader = base64.NewDecoder(base64.StdEncoding, p)
			if p.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
				body = quotedprintable.NewReader(p)
			}
			if one.Data, err = io.ReadAll(body); err != nil {
				t.Fatal(err)
			}
			parts = append(parts, one)
		}
	}
	kind, params, err := mime.ParseMediaType(m.Header.Get("Content-Type"))
	if err != nil || kind != "multipart/mixed" {
		t.Fatalf("%s: %v", kind, err)
	}
	walk(kind, params, m.Body)
	return m.Header, parts
}

// wellFormed checks what every mail has to keep to on the wire.
func wellFormed(t testing.TB, raw []byte) {
	t.Helper()
	head, _, _ := strings.Cut(string(raw), "\r\n\r\n")
	for line := range strings.SplitSeq(head, "\r\n") {
		if strings.Contains(line, "=?") && len(line) > 76 || len(line) > 998 {
			t.Errorf("a line of the head has %d characters: %s", len(line), line)
		}
	}
	if rest := strings.ReplaceAll(string(raw), "\r\n", ""); strings.ContainsAny(rest, "\r\n\x00") {
		t.Error("a line does not end in CRLF, or there is a NUL")
	}
	for line := range strings.SplitSeq(string(raw), "\r\n") {
		if len(line) > 998 {
			t.Errorf("a line has %d characters", len(line))
		}
	}
	if i := bytes.IndexFunc(raw, func(r rune) bool { return r > '~' }); i >= 0 {
		t.Errorf("byte %d is not ASCII", i)
	}
}

func hebrewMail() Mail {
	return Mail{
		From: Address{"סהר נופש ואלקטרוניקה לבית בע״מ, שירות לקוחות", "support@sahar.example.com"}, To: Address{"מיכל אדלר", "michal.adler@example.co.il"},
		Subject: "השיחה שלך 220689377 עם סהר נופש ואלקטרוניקה לבית, מיום שלישי", Date: time.Date(2026, 2, 12, 9, 31, 44, 0, time.FixedZone("", 2*3600)), Language: "he",
		Text: "שלום מיכל,\nהתמליל מצורף.\n", HTML: "<p dir=rtl>שלום מיכל</p>",
		Files: []File{{"ticket-220689377.pdf", "application/pdf", []byte("%PDF")}, {"הצעת מחיר 26-1180 אילת (סופית).pdf", "application/pdf; name=x", []byte("%PDF-1.7")}, {"a.eml", "message/rfc822", []byte("From: x\n\ny")}},
	}
}

func TestCompose(t *testing.T) {
	m := hebrewMail()
	message, err := m.Compose()
	if err != nil {
		t.Fatal(err)
	}
	again, err := m.Compose()
	if err != nil || !bytes.Equal(message.Bytes, again.Bytes) {
		t.Error("the same mail has other bytes")
	}
	later := m
	later.Date = later.Date.Add(time.Second)
	if other, err := later.Compose(); err != nil || other.ID == message.ID {
		t.Error("another mail has the same id")
	}
	wellFormed(t, message.Bytes)
	h, parts := parse(t, message.Bytes)
	decoded := func(name string) string {
		s, err := new(mime.WordDecoder).DecodeHeader(h.Get(name))
		if err != nil {
			t.Fatal(err)
		}
		return s
	}
	for name, want := range map[string]string{
		"Subject": m.Subject, "Date": "Thu, 12 Feb 2026 09:31:44 +0200", "Auto-Submitted": "auto-generated", "MIME-Version": "1.0", "Content-Language": "he",
		"Message-ID": "<" + message.ID + ">",
	} {
		if got := decoded(name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	if from, err := h.AddressList("From"); err != nil || len(from) != 1 || from[0].Name != m.From.Name || from[0].Address != m.From.Mail {
		t.Errorf("From is %v, %v", from, err)
	}
	if to, err := h.AddressList("To"); err != nil || len(to) != 1 || to[0].Name != m.To.Name || to[0].Address != m.To.Mail {
		t.Errorf("To is %v, %v", to, err)
	}
	var kinds []string
	for _, p := range parts {
		kinds = append(kinds, p.Type)
	}
	if want := []string{"multipart/alternative", "text/plain", "text/html", "application/pdf", "application/pdf", "application/octet-stream"}; !slices.Equal(kinds, want) {
		t.Errorf("the parts are %v", kinds)
	}
	for i, f := range m.Files {
		if p := parts[3+i]; p.Name != f.Name || p.Disposition != "attachment" || !bytes.Equal(p.Data, f.Data) {
			t.Errorf("file %d came as %q, %s, %d bytes", i, p.Name, p.Disposition, len(p.Data))
		}
	}
	if got := strings.ReplaceAll(string(parts[1].Data), "\r\n", "\n"); got != m.Text {
		t.Errorf("the text came as %q", got)
	}
}

// Python's own reader sees the same mail.
func TestComposeReadByPython(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("needs python3")
		}
		t.Skip("needs python3")
	}
	m := hebrewMail()
	message, err := m.Compose()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(python, "-c", `
import email, email.policy, json, sys
m = email.message_from_bytes(sys.stdin.buffer.read(), policy=email.policy.default)
defects = [str(d) for p in m.walk() for d in p.defects] + [str(d) for h in m.values() for d in h.defects]
print(json.dumps({"subject": m["Subject"], "from": m["From"].addresses[0].display_name, "to": m["To"].addresses[0].display_name, "defects": defects,
  "text": m.get_body(("plain",)).get_content(), "html": m.get_body(("html",)).get_content(), "files": [p.get_filename() for p in m.iter_attachments()]}))`)
	cmd.Stdin = bytes.NewReader(message.Bytes)
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Subject, From, To, Text, HTML string
		Defects, Files                []string
	}
	if err := json.Unmarshal(out, &got); err != nil {
		t.Fatal(err)
	}
	if got.Subject != m.Subject || strings.Join(strings.Fields(got.From), " ") != m.From.Name || got.To != m.To.Name || strings.ReplaceAll(got.Text, "\r\n", "\n") != m.Text || len(got.Defects) > 0 || !strings.Contains(got.HTML, "שלום מיכל") {
		t.Errorf("python reads %+q", got)
	}
	if want := []string{m.Files[0].Name, m.Files[1].Name, m.Files[2].Name}; !slices.Equal(got.Files, want) {
		t.Errorf("python reads the files %q", got.Files)
	}
}

// hostile are texts that would like to be a header of their own, or to look like
// what they are not.
var hostile = []string{
	"x\r\nBcc: all@evil.example", "x\nBcc: all@evil.example\n\nbody", "x\rBcc: y", "x\x00y", "=?utf-8?q?Bcc:_x?=", "exe.\u202egpj", "\u2028Bcc: x", "a\u0085Bcc: x", "\"; filename=\"b.exe",
	"../../etc/passwd", `..\..\boot.ini`, strings.Repeat("א", 2000), strings.Repeat("a", 5000), "\xff\xfe", "", " ", ".", "\t", "a\u200bb",
}

func TestNothingAddsAHeader(t *testing.T) {
	for _, text := range hostile {
		m := hebrewMail()
		m.Subject, m.From.Name, m.To.Name, m.Language = text, oneLine(text, maxDisplay), oneLine(text, maxDisplay), text
		m.Files = []File{{text, text, []byte("x")}}
		checkHostile(t, m)
	}
}

func checkHostile(t *testing.T, m Mail) {
	t.Helper()
	message, err := m.Compose()
	if err != nil {
		t.Fatal(err)
	}
	wellFormed(t, message.Bytes)
	h, parts := parse(t, message.Bytes)
	known := []string{"Date", "From", "To", "Subject", "Message-Id", "Content-Language", "Auto-Submitted", "X-Auto-Response-Suppress", "Mime-Version", "Content-Type"}
	for name, values := range h {
		if !slices.Contains(known, name) || len(values) != 1 {
			t.Errorf("%q makes a header %s: %q", m.Subject, name, values)
		}
	}
	if to, err := h.AddressList("To"); err != nil || len(to) != 1 || to[0].Address != m.To.Mail {
		t.Errorf("%q makes the recipients %v, %v", m.Subject, to, err)
	}
	if len(parts) != 4 || strings.ContainsAny(parts[3].Name, "/\\\r\n\x00") || hasControls(parts[3].Name) || parts[3].Name == "" {
		t.Errorf("%q makes %d parts, and a file %q", m.Subject, len(parts), parts[len(parts)-1].Name)
	}
}

func FuzzHeaders(f *testing.F) {
	for _, text := range hostile {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		m := hebrewMail()
		m.Subject, m.From.Name, m.To.Name, m.Language = text, oneLine(text, maxDisplay), oneLine(text, maxDisplay), text
		m.Files = []File{{text, text, []byte("x")}}
		checkHostile(t, m)
		if a, err := ParseAddress(text); err == nil {
			m.To = a
			checkHostile(t, m)
			if again, err := ParseAddress(a.String()); err != nil || again.Mail != a.Mail {
				t.Errorf("%q is read as %q, and then as %q, %v", text, a, again, err)
			}
		}
	})
}
