package archive

import (
	"bytes"
	"io"
	"os"
	"path"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
	"github.com/glassix-archiver/archiver/ticket"
)

// FuzzTicket takes whatever the service may answer on the way of a ticket, up
// to what its transcripts are made from.
func FuzzTicket(f *testing.F) {
	sample, err := filepath.Glob("../fetch/fetchtest/sample/tickets/*.json")
	if err != nil || len(sample) == 0 {
		f.Fatal(sample, err)
	}
	for _, name := range sample {
		raw, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(raw)
	}
	f.Add([]byte(`{"id":7,"departmentId":"d","state":"Closed","culture":"he-IL","field1":"f","tags":["t"],"open":"2026-02-01T10:00:00","close":"2026-02-03T10:00:00.5Z","lastActivity":"2026-02-03T10:00:00Z","transactionsCount":2,
"owner":{"id":1,"UserName":"u"},"details":{"source":{"title":"t"}},"participants":[{"id":1,"name":"n","type":"Client","protocolType":"Mail"}],"dynamicParameters":[{"name":"n","value":{"a":[1]}}],
"transactions":[{"id":2,"type":"Message","text":"t","html":"<p>h<img src='cid:f'></p>","dateTime":"2026-02-01T10:00:00Z","fromParticipant":{"type":"User"},"payload":{"a":1},"attachments":[{"id":1,"type":"Image","fileIdentifier":"f","originalFileName":"a.png","uri":"https://h/f?X-Amz-Signature=1","sanitizationState":"Allowed","isEmbedded":true}]}]}`))
	f.Add([]byte(`{"id":9007199254740993,"departmentId":"../..","state":"Closed","close":"9999-12-31T23:59:59-14:00","transactions":[{"payload":` + nested(60) +
		`,"attachments":[{"originalFileName":"..\\con\u0000"},{"fileIdentifier":"","uri":"://"}]}]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		tk, err := ticket.Decode(raw)
		if err != nil {
			return
		}
		key := KeyOf(tk, "dep-1")
		if err := storage.CheckKey(key.String()); err != nil {
			t.Error(err)
		}
		if parsed, err := ParseKey(key.String()); err != nil || parsed.String() != key.String() {
			t.Errorf("key %q: %v", key, err)
		}
		(&answer{raw, tk, key}).lacking(key, true)
		made, err := render.Build(render.Record{Ticket: tk, Raw: raw, Files: fuzzFiles(t, tk), Open: func(string) (io.ReadSeekCloser, error) { return nil, os.ErrNotExist }},
			render.Options{Audience: render.Internal, Generator: "fuzz", Generated: jan})
		if err != nil {
			return
		}
		if len(raw) > 4000 {
			return // to write it is too slow to try much of it; the sample's tickets are written elsewhere
		}
		for _, format := range render.Formats() {
			if err := format.Write(io.Discard, made); err != nil {
				t.Logf("%s: %v", format.Name, err) // names the ticket as an exception
			}
		}
	})
}

// fuzzFiles gives each attachment a file under its safe name, every third none.
func fuzzFiles(t *testing.T, tk *ticket.Ticket) map[string]render.File {
	t.Helper()
	files, names := map[string]render.File{}, map[string]bool{}
	for i, a := range attachments(tk) {
		name := path.Join(attachmentsFolder, bundle.SafeName(i+1, string(a.OriginalFileName)))
		if !filepath.IsLocal(name) || strings.Count(name, "/") != 1 || len(name) > 143 || names[name] {
			t.Errorf("name %q of %q", name, a.OriginalFileName)
		}
		names[name] = true
		files[a.Key()] = render.File{Path: name, Size: 1, MediaType: "image/png"}
		if code, reason := hopeless(a); code != "" || i%3 == 2 {
			files[a.Key()] = render.File{Exception: &render.Exception{Attachment: a.Key(), Name: string(a.OriginalFileName), Code: code, Message: reason, Tried: jan}}
		}
	}
	return files
}

// FuzzAcceptable holds what must never be refused, and what must never be kept.
func FuzzAcceptable(f *testing.F) {
	f.Add("Image", "a.png", "image/png", []byte("\x89PNG\r\n\x1a\n"))
	f.Add("File", "a.pdf", "text/html", []byte("<!DOCTYPE html><html>"))
	f.Add("File", "a.xml", "application/xml; charset=\"", []byte("\ufeff<?xml version=\"1.0\"?>\n<Error><Code>AccessDenied</Code>"))
	f.Add("Image", "a.svg", "", []byte("<svg xmlns='http://www.w3.org/2000/svg'>"))
	f.Add("Audio", "", "audio/ogg", []byte{})
	f.Add("File", "a.txt", "", []byte("<html><title>403</title>"))
	f.Add("File", "a.doc", "", []byte("<!-- --><Error\n><x/><Code>"))
	f.Fuzz(func(t *testing.T, kind, name, contentType string, head []byte) {
		a := ticket.Attachment{Type: ticket.AttachmentType(kind), OriginalFileName: ticket.Text(name)}
		err := acceptable(a, contentType, head)
		if err != nil && (len(head) == 0 && !isMedia(a) || bytes.HasPrefix(head, []byte("\x89PNG\r\n\x1a\n")) || bytes.HasPrefix(head, []byte("%PDF-1.7\n"))) {
			t.Errorf("refused: %v", err)
		}
		if err != nil && codeOf(err) != CodeAttachmentWrong {
			t.Errorf("code %s of %v", codeOf(err), err)
		}
		if err == nil && bytes.HasPrefix(head, []byte("<?xml version=\"1.0\"?>\n<Error><Code>")) {
			t.Error("a refusal of a file host is kept")
		}
	})
}

// FuzzKeyWithCompletion holds the order and the number of bundles of one state.
func FuzzKeyWithCompletion(f *testing.F) {
	for _, revision := range []string{"20260203T100000.5000000Z", "20260203T100000.5000000Z_1", "20260203T100000.5000000Z_19", "r_", "_", "r_x_1", "r_-1", "r_9223372036854775807", "r_99999999999999999999", "r_01"} {
		f.Add("tickets/dep-1/2026/02/7/" + revision + ".zip")
	}
	f.Fuzz(func(t *testing.T, s string) {
		k, err := ParseKey(s)
		if err != nil {
			return
		}
		if k.String() != s {
			t.Errorf("ParseKey(%q) = %q", s, k)
		}
		if k.completion() == 999_999 {
			return // the last there can be
		}
		next := k.completed()
		again, err := ParseKey(next.String())
		if err != nil || again.state() != k.state() || again.completion() != k.completion()+1 || CompareRevisions(k, again) >= 0 {
			t.Errorf("%q is completed by %q: %v", s, next, err)
		}
	})
}

// FuzzBooks puts anything in the place of what a run left behind. To verify,
// and to say what is there, is to name it, not to fail of it.
func FuzzBooks(f *testing.F) {
	report, err := (&Report{Run: fuzzRun, Tool: "t", Since: jan, Until: apr, Exceptions: []Exception{{Ticket: 7, Attachment: "f", Code: CodeAttachmentFailed}}, Windows: []WindowReport{{Department: "d", Since: jan, Until: apr, Whole: true}}, Started: jan, Finished: apr}).JSON()
	if err != nil {
		f.Fatal(err)
	}
	line := []byte(`{"key":"tickets/d/2026/02/7/20260203T100000.5000000Z.zip","size":1,"sha256":"00","ticket":7,"revision":"20260203T100000.5000000Z","closed":"2026-02-03T10:00:00.5Z"}` + "\n")
	f.Add(report, line, []byte(`{"department":"d","ticket":7,"closed":"2026-02-03T10:00:00.5Z","fate":"archived"}`+"\n"))
	f.Add([]byte("{}"), []byte("{}\n{}"), []byte("null"))
	f.Add([]byte("[1"), []byte(nested(20_000)), []byte("\x00"))
	f.Add([]byte(`{"windows":[],"started":"9999-12-31T23:59:59Z","finished":"0000-01-01T00:00:00Z"}`), []byte(""), []byte(""))
	f.Fuzz(func(t *testing.T, report, inventory, fates []byte) {
		store := &storagetest.Memory{}
		for key, data := range map[string][]byte{reportKey(fuzzRun): report, inventoryKey(fuzzRun): inventory, fatesKey(fuzzRun): fates} {
			if err := store.Put(t.Context(), key, storage.Bytes(data, "")); err != nil {
				t.Fatal(err)
			}
		}
		v, err := Verify(t.Context(), store, VerifyOptions{})
		if err != nil || v.Runs != 1 {
			t.Fatalf("verify %v, %+v", err, v)
		}
		if _, err := LoadReport(t.Context(), store, fuzzRun); err != nil && len(v.Differences) == 0 {
			t.Errorf("a report that can't be read is not named: %v", err)
		}
		for _, read := range []func() error{
			func() error { _, err := ReadStatus(t.Context(), store); return err },
			func() error { _, err := Resume(t.Context(), store, apr); return err },
			func() error { _, err := FindStanding(t.Context(), store); return err },
		} {
			if err := read(); err != nil && len(v.Differences) == 0 {
				t.Errorf("verify finds nothing wrong, yet: %v", err)
			}
		}
	})
}

const fuzzRun = "20260401T000000Z-00000001"
