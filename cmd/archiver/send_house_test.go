package main

import (
	"bytes"
	"compress/zlib"
	"context"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/http"
	"net/http/httptest"
	"net/mail"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/send/sendtest"
)

// house is where commands run: a folder of their own, with an environment and a
// clock that does not wait.
type house struct {
	t   *testing.T
	env map[string]string
	now time.Time
}

func newHouse(t *testing.T, o sendtest.Options) (*house, *sendtest.Server) {
	t.Helper()
	t.Chdir(t.TempDir())
	w, err := fetchtest.Sample()
	if err != nil {
		t.Fatal(err)
	}
	service := httptest.NewServer(w)
	t.Cleanup(service.Close)
	one, remote := w.Departments()[0], sendtest.Start(t, o)
	return &house{t, map[string]string{
		"GLASSIX_URL": service.URL, "GLASSIX_API_KEY": one.APIKey, "GLASSIX_API_SECRET": one.APISecret, "GLASSIX_USER_NAME": one.UserName,
		"ARCHIVER_CUSTODY_KEY_FILE": "custody.key", "ARCHIVER_CUSTODY_SEEN": "seen", "ARCHIVER_SMTP_URL": remote.URL(), "ARCHIVER_SMTP_PASSWORD": o.Password, "ARCHIVER_MAIL_FROM": "סהר נופש <support@sahar.example.com>",
	}, time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)}, remote
}

// run runs a command, and returns what it says to standard output and error.
func (h *house) run(code int, args ...string) (out, errs string) {
	h.t.Helper()
	var stdout, stderr bytes.Buffer
	s := &sys{stdout: &stdout, stderr: &stderr, env: func(name string) string { return h.env[name] }, now: func() time.Time { return h.now }, random: &counting{}, http: http.DefaultClient,
		sleep: func(ctx context.Context, d time.Duration) error { h.now = h.now.Add(d); return ctx.Err() },
		tty:   func() (int, bool) { return 0, false }}
	if got := run(args, s); got != code {
		h.t.Fatalf("archiver %s ended with %d, want %d: %s%s", strings.Join(args, " "), got, code, &stdout, &stderr)
	}
	return stdout.String(), stderr.String()
}

// counting gives other bytes each time.
type counting struct{ n byte }

func (c *counting) Read(p []byte) (int, error) {
	for i := range p {
		c.n++
		p[i] = c.n ^ byte(time.Now().UnixNano())
	}
	return len(p), nil
}

// archived gives the house a key, and the sample workspace in its store.
func (h *house) archived() {
	h.t.Helper()
	run := func() error {
		h.run(exitOK, "init", "--name", "test")
		h.run(exitOK, "run", "--since", "2026-01-01", "--until", "2026-07-01")
		return nil
	}
	if h.env["ARCHIVER_STORE"] != "" {
		_ = run() // it ends the test if it fails
	} else if err := ready.fill("house", ".", run); err != nil {
		h.t.Fatal(err)
	}
}

// mailPart is a leaf of a mail, decoded.
type mailPart struct {
	kind, name string
	data       []byte
}

func readMail(t *testing.T, raw []byte) (mail.Header, []mailPart) {
	t.Helper()
	m, err := mail.ReadMessage(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	return m.Header, readParts(t, m.Header.Get("Content-Type"), m.Body)
}

func readParts(t *testing.T, contentType string, body io.Reader) (list []mailPart) {
	t.Helper()
	_, params, err := mime.ParseMediaType(contentType)
	if err != nil {
		t.Fatal(err)
	}
	for parts := multipart.NewReader(body, params["boundary"]); ; {
		p, err := parts.NextRawPart()
		if err == io.EOF {
			return list
		}
		if err != nil {
			t.Fatal(err)
		}
		kind := p.Header.Get("Content-Type")
		if strings.HasPrefix(kind, "multipart/") {
			list = append(list, readParts(t, kind, p)...)
			continue
		}
		_, params, _ := mime.ParseMediaType(p.Header.Get("Content-Disposition"))
		var r io.Reader = base64.NewDecoder(base64.StdEncoding, p)
		if p.Header.Get("Content-Transfer-Encoding") == "quoted-printable" {
			r = quotedprintable.NewReader(p)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		list = append(list, mailPart{kind, params["filename"], data})
	}
}

func names(parts []mailPart) (list []string) {
	for _, p := range parts {
		if p.name != "" {
			list = append(list, p.name)
		}
	}
	return list
}

var pdfStreams = regexp.MustCompile(`(?s)stream\r?\n(.*?)endstream`)

// legible is all that can be read in a part: its bytes, what the streams of a PDF
// hold, and a PDF's words; without white space, in lower case.
func legible(t *testing.T, p mailPart) string {
	t.Helper()
	text := bytes.NewBuffer(bytes.Clone(p.data))
	if strings.HasPrefix(p.kind, "application/pdf") {
		for _, s := range pdfStreams.FindAllSubmatch(p.data, -1) {
			if z, err := zlib.NewReader(bytes.NewReader(s[1])); err == nil {
				_, _ = io.Copy(text, z)
			}
		}
		cmd := exec.Command("pdftotext", "-", "-")
		cmd.Stdin = bytes.NewReader(p.data)
		words, err := cmd.Output()
		if err != nil && os.Getenv("CI") == "true" {
			t.Fatalf("needs pdftotext: %v", err)
		}
		text.Write(words)
	}
	return strings.ToLower(strings.Join(strings.Fields(strings.ReplaceAll(text.String(), "\x00", "")), ""))
}
