//go:build unix

package main

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/archive"
)

// hostileFiles are attachments that mean harm by their names, and by where they
// lead. HOST stands for the file host.
const hostileFiles = `
{"fileIdentifier":"up","originalFileName":"../../../../escaped.txt","uri":"{{file:here}}"},
{"fileIdentifier":"root","originalFileName":"/escaped.txt","uri":"{{file:here}}"},
{"fileIdentifier":"windows","originalFileName":"..\\..\\escaped.txt","uri":"{{file:here}}"},
{"fileIdentifier":"nul","originalFileName":"a\u0000b.txt","uri":"{{file:here}}"},
{"fileIdentifier":"turned","originalFileName":"\u202eexe.txt","uri":"{{file:here}}"},
{"fileIdentifier":"device","originalFileName":"CON","uri":"{{file:here}}"},
{"fileIdentifier":"dots","originalFileName":"..","uri":"{{file:here}}"},
{"fileIdentifier":"terminal","originalFileName":"\u001b[2J\u001b]0;x\u0007.txt","uri":"{{file:gone}}"},
{"fileIdentifier":"private\u001b[31m","originalFileName":"p","uri":"http://10.1.2.3/x?X-Amz-Signature=5ec2e7"},
{"fileIdentifier":"password","originalFileName":"p","uri":"http://u:hunter2@169.254.169.254/x?X-Amz-Signature=5ec2e7"},
{"fileIdentifier":"refused","originalFileName":"r","uri":"HOST/refused?X-Amz-Signature=5ec2e7"},
{"fileIdentifier":"large","originalFileName":"l","uri":"HOST/large?X-Amz-Signature=5ec2e7"},
{"fileIdentifier":"many","originalFileName":"m","uri":"{{file:here}}"}`

// What a hostile workspace can do to who runs the command, and looks at what it
// archived: nothing. All that is amiss is named, the exit code is 3, and neither
// what the command says nor what it keeps tells a secret.
func TestHostileWorkspace(t *testing.T) {
	v := newVictim(t, 0)
	v.host("here")
	files := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		if r.URL.Path == "/large" {
			rw.Header().Set("Content-Length", "1000000")
			return
		}
		rw.WriteHeader(http.StatusForbidden)
		rw.Header().Set("Content-Type", "application/json")
		fmt.Fprintf(rw, `{"message":"no: %s, http://u:hunter2@h/?%s \u001b[2J"}`, r.URL, r.URL.RawQuery)
	}))
	defer files.Close()
	raw := `{"id":7,"departmentId":"d","state":"Closed","field1":"\u001b]0;title\u0007","open":"2026-02-01T00:00:00Z","close":"2026-02-01T00:00:00Z","lastActivity":"2026-02-01T00:00:00Z","transactions":[
{"dateTime":"2026-02-01T00:00:00Z","type":"Message","text":"hello","fromParticipant":{"type":"Client"},"attachments":[` + strings.ReplaceAll(hostileFiles, "HOST", files.URL) + `]}]}`
	if err := v.workspace.AddTicket([]byte(raw)); err != nil {
		t.Fatal(err)
	}
	said := v.says(exitExceptions, append([]string{"run", "-v", "--max-attachments", "12", "--max-attachment", "1000", "--report", "report.json"}, wholeWindow...)...)
	want := map[string]string{
		"terminal": archive.CodeAttachmentMissing, "private\x1b[31m": archive.CodeAttachmentHost, "password": archive.CodeAttachmentHost,
		"refused": archive.CodeAttachmentRefused, "large": archive.CodeAttachmentTooLarge, "many": archive.CodeAttachmentTooMany,
	}
	report := readReport(t, filepath.Join(v.dir, "report.json"))
	for _, e := range report.Exceptions {
		if want[e.Attachment] != e.Code {
			t.Errorf("%s: %s: %s", e.Attachment, e.Code, e.Message)
		}
	}
	if len(report.Exceptions) != len(want) || report.Archived != 1 || report.Attachments.Stored != 7 {
		t.Errorf("report: %+v", report)
	}
	said += v.says(exitOK, "verify") + v.says(exitOK, "status", "--keys") + v.says(exitOK, "extract", "7", "-o", "look")
	said += v.says(exitOK, "transcript", "7", "--format", "html,json", "--for", "customer", "-o", "customer")
	for _, r := range []string{"\x1b", "\x07", "\u202e"} {
		if strings.Contains(said, r) {
			t.Errorf("says %q to the terminal:\n%q", r, said)
		}
	}
	quiet(t, "the command", []byte(said))
	v.contained()
}

// says runs the command and returns what it says.
func (v *victim) says(code int, args ...string) string {
	v.Helper()
	out, err := v.command(args...).CombinedOutput()
	exit, failed := errors.AsType[*exec.ExitError](err)
	if err != nil && !failed || failed && exit.ExitCode() != code || !failed && code != exitOK {
		v.Fatalf("archiver %s: %v, want exit code %d\n%s", strings.Join(args, " "), err, code, out)
	}
	return string(out)
}

// contained looks through all that was written: nothing lies outside of where it
// belongs, and nothing but the answer as it came tells a secret.
func (v *victim) contained() {
	v.Helper()
	err := filepath.WalkDir(v.dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		within, err := filepath.Rel(v.dir, path)
		if err != nil {
			return err
		}
		top, _, _ := strings.Cut(within, string(filepath.Separator))
		if strings.Contains(within, "escaped") && !strings.HasPrefix(within, filepath.Join("look", "7", "data", "attachments")) {
			v.Errorf("%s", within)
		}
		if top != "archive" && top != "look" && top != "customer" && top != "report.json" {
			v.Errorf("%s is where nothing should be", within)
		}
		if d.Name() == "source.json" {
			return nil
		}
		data, err := os.ReadFile(path)
		quiet(v.T, within, data)
		return err
	})
	if err != nil {
		v.Fatal(err)
	}
	if found, err := filepath.Glob(filepath.Join(filepath.Dir(v.dir), "*escaped*")); err != nil || len(found) > 0 {
		v.Errorf("escaped: %v, %v", found, err)
	}
}

func quiet(t *testing.T, where string, data []byte) {
	t.Helper()
	for _, secret := range []string{"X-Amz-", "5ec2e7", "hunter2", "AKIA", "Bearer "} {
		if i := bytes.Index(data, []byte(secret)); i >= 0 {
			t.Errorf("%s tells %q: …%q…", where, secret, data[max(i-60, 0):min(i+60, len(data))])
		}
	}
}
