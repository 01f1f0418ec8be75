package main

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/emersion/go-smtp"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/send/sendtest"
	"github.com/glassix-archiver/archiver/storage/storagetest"
	"github.com/glassix-archiver/archiver/ticket"
)

func TestSendOne(t *testing.T) {
	h, remote := newHouse(t, sendtest.Options{User: "me@sahar.example.com", Password: "pa ss"})
	h.archived()
	out, _ := h.run(exitOK, "send", "220689377", "--to", "Michal.Adler@EXAMPLE.co.il", "--format", "pdf,html")
	if !strings.HasPrefix(out, "ticket 220689377 to Michal.Adler@EXAMPLE.co.il: sent") {
		t.Errorf("says %s", out)
	}
	taken := remote.Taken()
	if len(taken) != 1 || taken[0].From != "support@sahar.example.com" || taken[0].To != "michal.adler@example.co.il" {
		t.Fatalf("took %+v", taken)
	}
	head, parts := readMail(t, taken[0].Data)
	if to, err := head.AddressList("To"); err != nil || to[0].Name != "מיכל אדלר" {
		t.Errorf("To is %v, %v", to, err)
	}
	if want := []string{"ticket-220689377.pdf", "ticket-220689377.html", "beach-sunset.jpg", "הצעת מחיר 26-1180 אילת.pdf"}; !slices.Equal(names(parts), want) {
		t.Errorf("holds %q", names(parts))
	}
	if !bytes.Contains(parts[1].data, []byte(`dir="rtl"`)) || !bytes.Contains(parts[0].data, []byte("שלום מיכל אדלר")) {
		t.Errorf("the letter is %s", parts[0].data)
	}
	if out, _ := h.run(exitOK, "send", "220689377", "--to", "michal.adler@example.co.il"); !strings.Contains(out, "sent earlier, and not again") || len(remote.Taken()) != 1 {
		t.Errorf("a second time: %s", out)
	}
	if out, _ := h.run(exitOK, "custody", "220689377"); !strings.Contains(out, "  sending  ") || !strings.Contains(out, "  sent  ") || strings.Contains(out, "michal") {
		t.Errorf("the custody log: %s", out)
	}
	h.run(exitOK, "send", "220689377", "--to", "michal.adler@example.co.il", "--again")
	if len(remote.Taken()) != 2 {
		t.Errorf("%d mails were taken", len(remote.Taken()))
	}
	// A ticket in a file is remembered by what is in the file.
	h.run(exitOK, "extract", "220689377", "-o", "look")
	for range 2 {
		h.run(exitOK, "send", "look/220689377/data/source.json", "--to", "michal.adler@example.co.il")
	}
	if len(remote.Taken()) != 3 {
		t.Errorf("of a file %d mails were taken", len(remote.Taken())-2)
	}
	if out, _ := h.run(exitOK, "verify"); !strings.Contains(out, "no difference") {
		t.Errorf("verify says %s", out)
	}
}

// Of a note nothing leaves, its files included.
func TestSendLeavesNotesOut(t *testing.T) {
	h, remote := newHouse(t, sendtest.Options{})
	h.archived()
	_, errs := h.run(exitFailed, "send", "220725590", "--to", "somebody@example.com")
	if !strings.Contains(errs, "hint: check ticket and address; --unsafe-other-recipient") || len(remote.Taken()) > 0 {
		t.Errorf("says %s", errs)
	}
	h.run(exitOK, "send", "220725590", "--to", "somebody@example.com", "--unsafe-other-recipient", "--format", "pdf,html,json")
	_, parts := readMail(t, remote.Taken()[0].Data)
	for _, p := range parts {
		if strings.Contains(p.name, "סיכום") || strings.Contains(legible(t, p), "סיכוםשיחה.txt") {
			t.Errorf("%s %s tells of the note's file", p.kind, p.name)
		}
	}
}

// Whatever a ticket holds, no part of the mail tells what the customer may not
// see.
func TestNothingInternalIsSent(t *testing.T) {
	h, _ := newHouse(t, sendtest.Options{})
	h.env["ARCHIVER_CUSTODY_KEY_FILE"] = ""
	n := 0
	var planted []string
	secret := func() string {
		n++
		planted = append(planted, fmt.Sprintf("zq%cx%c", 'a'+n/26, 'a'+n%26))
		return planted[n-1]
	}
	type obj = map[string]any
	deep := func(o obj) obj { o[secret()] = obj{"b": []any{secret()}}; return o }
	client := obj{"type": "Client", "name": "Michal", "identifier": "michal@example.com", "protocolType": "Mail", "subProtocolType": "MailTo", "userName": secret() + "@x.example"}
	agent := deep(obj{"type": "User", "name": secret(), "displayName": "Dana", "identifier": secret(), "userName": secret() + "@acme.example", "contactId": secret(), "departmentIdentifier": secret()})
	blind := obj{"type": "Client", "name": secret(), "displayName": "Somebody", "identifier": secret() + "@x.example", "protocolType": "Mail", "subProtocolType": "MailBcc"}
	file := func(name string) obj {
		return obj{"id": 1, "type": "Document", "fileIdentifier": name + ".pdf", "originalFileName": name + ".pdf", "sanitizationState": secret(), "uri": "https://x.example/" + secret()}
	}
	transaction := func(kind, text string, from obj, files ...obj) obj {
		return deep(obj{"type": kind, "dateTime": "2026-01-02T03:04:05Z", "text": text, "html": "", "fromParticipant": from, "attachments": files, "payload": obj{"x": secret()}})
	}
	raw, err := json.Marshal(deep(obj{"id": 77, "departmentId": secret(), "culture": "en-US", "tags": []any{secret()}, "state": "Closed", "field1": secret(), "field10": secret(), "uniqueArgument": secret(),
		"owner":             deep(obj{"id": secret(), "UserName": agent["userName"], "uniqueArgument": secret()}),
		"details":           deep(obj{"userAgent": secret(), "iPAddress": secret(), "location": secret(), "source": obj{"title": secret(), "uri": "https://" + secret()}, "referral": obj{"adId": secret(), "utmParameters": obj{"utm_source": secret()}}}),
		"dynamicParameters": []any{obj{"name": secret(), "value": secret(), "type": "String"}}, "ticketSummary": obj{"value": secret(), "userId": secret()},
		"participants": []any{client, agent, blind},
		"transactions": []any{transaction("Message", "good morning", client, file("public")), transaction("Message", "write to "+agent["userName"].(string), agent), transaction("Note", secret(), agent, file(secret())),
			transaction("MessageDeleted", secret(), agent, file(secret())), transaction("TagsAdded", secret(), agent), transaction(secret(), secret(), agent), transaction("Message", "x", blind)}}))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile("ticket.json", raw, 0o600); err != nil {
		t.Fatal(err)
	}
	out, _ := h.run(exitOK, "send", "ticket.json", "--to", "michal@example.com", "--format", "pdf,html,json", "--dry-run")
	head, parts := readMail(t, []byte(out))
	parts = append(parts, mailPart{kind: "head", data: fmt.Appendf(nil, "%v", head)}, mailPart{kind: "raw", data: []byte(out)})
	for _, p := range parts {
		text := legible(t, p)
		for _, word := range planted {
			if strings.Contains(text, word) {
				t.Errorf("%s %s tells %s", p.kind, p.name, word)
			}
		}
	}
	if text := legible(t, parts[len(parts)-3]); len(parts) != 7 || !strings.Contains(text, "goodmorning") || n < 50 {
		t.Errorf("of %d parts the last transcript is %s", len(parts), text)
	}
	if !bytes.Contains(parts[0].data, []byte("not attached:\r\n\r\n- public.pdf")) {
		t.Errorf("the letter does not say what it lacks: %s", parts[0].data)
	}
}

func TestSendRefused(t *testing.T) {
	h, remote := newHouse(t, sendtest.Options{User: "me", Password: "right", Rcpt: func(string, int) error {
		return &smtp.SMTPError{Code: 550, EnhancedCode: smtp.EnhancedCode{5, 1, 1}, Message: "no such user here"}
	}})
	h.archived()
	_, errs := h.run(exitFailed, "send", "220689377", "--to", "michal.adler@example.co.il")
	if want := "error: name the recipient michal.adler@example.co.il: the mail server refused it: 550 5.1.1 no such user here\n"; errs != want {
		t.Errorf("says %s", errs)
	}
	h.env["ARCHIVER_SMTP_PASSWORD"] = "wrong-word"
	_, errs = h.run(exitAuth, "send", "220689377", "--to", "michal.adler@example.co.il")
	if !strings.Contains(errs, "hint: check the user") || strings.Contains(errs, "wrong-word") {
		t.Errorf("says %s", errs)
	}
	h.env["ARCHIVER_SMTP_URL"] = "smtp://me:hush@mail.test"
	_, errs = h.run(exitUsage, "send", "220689377", "--to", "michal.adler@example.co.il")
	if !strings.Contains(errs, "hint: put it into ARCHIVER_SMTP_PASSWORD") || strings.Contains(errs, "hush") {
		t.Errorf("says %s", errs)
	}
	for hint, args := range map[string][]string{
		`"Acme, Inc." <support@acme.example>`:                   {"--from", "Acme, Inc. <support@acme.example>"},
		"error: --link has to be from 0s to 168h\nhint: --link": {"--link", "-1h"},
	} {
		if _, errs := h.run(exitUsage, append([]string{"send", "220689377", "--to", "michal.adler@example.co.il"}, args...)...); !strings.Contains(errs, hint) {
			t.Errorf("%q: says %s", args, errs)
		}
	}
	if len(remote.Taken()) > 0 {
		t.Error("a mail was taken")
	}
}

func TestSendList(t *testing.T) {
	tries := 0
	h, remote := newHouse(t, sendtest.Options{Rcpt: func(to string, _ int) error {
		if tries++; tries == 1 {
			return &smtp.SMTPError{Code: 451, Message: "greylisted"}
		}
		return nil
	}})
	h.archived()
	list := "\ufeffticket;address;name\r\n220689377;michal.adler@example.co.il;Michal\r\n220738115;ruth@harbordesk.example.com;Ruth\r\n220738115;stranger@example.com;\r\n999;a@example.com;\r\n220738115;RUTH@harbordesk.example.com;\r\n"
	if err := os.WriteFile("list.csv", []byte(list), 0o600); err != nil {
		t.Fatal(err)
	}
	for i, want := range []string{"3:sent 4:failed 5:failed 6:already_sent 2:sent", "2:already_sent 3:already_sent 4:failed 5:failed 6:already_sent"} {
		out, _ := h.run(exitExceptions, "send", "--list", "list.csv", "--json")
		var got []string
		for line := range strings.Lines(out) {
			var o struct {
				Line          int
				Result, Error string
			}
			if err := json.Unmarshal([]byte(line), &o); err != nil || o.Result == "failed" && o.Error == "" {
				t.Fatalf("%s: %v", line, err)
			}
			got = append(got, fmt.Sprintf("%d:%s", o.Line, o.Result))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("time %d: %s", i+1, strings.Join(got, " "))
		}
	}
	if n := len(remote.Taken()); n != 2 {
		t.Errorf("%d mails were taken", n)
	}
	h.run(exitOK, "send", "--list", "list.csv", "--dry-run", "-o", "mails", "--unsafe-other-recipient", "--list", writeList(t, "220689377,michal.adler@example.co.il\n220738115,x@example.com\n"))
	if mails, err := filepath.Glob("mails/*.eml"); err != nil || len(mails) != 2 {
		t.Errorf("a dry run writes %v, %v", mails, err)
	}
	h.env["ARCHIVER_CUSTODY_KEY_FILE"] = ""
	_, errs := h.run(exitUsage, "send", "--list", "list.csv")
	if !strings.Contains(errs, "error: a list is not sent without a custody log") {
		t.Errorf("says %s", errs)
	}
}

func writeList(t *testing.T, lines string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "list.csv")
	if err := os.WriteFile(path, []byte("ticket,address\n"+lines), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// What is too large for a mail is had by a link, from S3: a bundle of what the
// customer may have, apart from the others.
func TestSendLink(t *testing.T) {
	srv := storagetest.S3Server(t, false)
	h, remote := newHouse(t, sendtest.Options{})
	srv.Setenv(t)
	h.env["ARCHIVER_STORE"] = "s3://" + srv.Bucket(t, false) + "/acme"
	h.archived()
	h.run(exitOK, "send", "220738115", "--to", "ruth@harbordesk.example.com", "--max-attached", "1000", "--link", "72h")
	_, parts := readMail(t, remote.Taken()[0].Data)
	if !slices.Equal(names(parts), []string{"ticket-220738115.pdf"}) {
		t.Errorf("holds %q", names(parts))
	}
	address := regexp.MustCompile(`<(http://\S+)>`).FindSubmatch(parts[0].data)
	if address == nil || !bytes.Contains(parts[0].data, []byte("The link works until ")) {
		t.Fatalf("the letter is %s", parts[0].data)
	}
	if !bytes.Contains(address[1], []byte("X-Amz-Expires=259200")) || !bytes.Contains(address[1], []byte("/acme/sent/220738115/")) {
		t.Errorf("the link is %s", address[1])
	}
	answer, err := http.Get(string(address[1]))
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	data, err := io.ReadAll(answer.Body)
	if err != nil || answer.StatusCode != http.StatusOK || answer.Header.Get("Content-Disposition") != "attachment; filename=ticket-220738115.zip" {
		t.Fatalf("the link answers %s, %v, %v", answer.Status, answer.Header, err)
	}
	files, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	var inside []string
	for _, f := range files.File {
		inside = append(inside, strings.TrimPrefix(f.Name, "220738115/"))
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(r)
		if err != nil || bytes.Contains(text, []byte("amy@sahar.example.com")) {
			t.Errorf("%s tells an agent's address, or can't be read: %v", f.Name, err)
		}
	}
	if !slices.Contains(inside, "data/transcript.html") || slices.Contains(inside, "data/source.json") || len(inside) != 12 {
		t.Errorf("the bundle holds %q", inside)
	}
	if out, _ := h.run(exitOK, "verify"); !strings.Contains(out, "no difference") {
		t.Errorf("verify says %s", out)
	}
	if out, _ := h.run(exitOK, "status", "--json"); strings.Contains(out, "sent/") {
		t.Errorf("status says %s", out)
	}
	if _, errs := h.run(exitUsage, "send", "220738115", "--to", "ruth@harbordesk.example.com", "--link", "200h"); !strings.Contains(errs, "to 168h") {
		t.Errorf("says %s", errs)
	}
}

// What the service's own scan blocked stays here.
func TestBlockedFilesAreNotSent(t *testing.T) {
	made, err := ticket.Decode([]byte(`{"id": 1, "transactions": [{"type": "Message", "attachments": [{"fileIdentifier": "a", "sanitizationState": "Blocked"}, {"fileIdentifier": "b", "sanitizationState": "Allowed"}]}]}`))
	if err != nil {
		t.Fatal(err)
	}
	from := &origin{bundle: new(archive.Bundle), blocked: blockedFiles(render.Record{Ticket: made, Files: map[string]render.File{"a": {Path: "attachments/0001-a"}, "b": {Path: "attachments/0002-b"}}})}
	if had(from, render.Attachment{Path: "attachments/0001-a"}) || !had(from, render.Attachment{Path: "attachments/0002-b"}) {
		t.Errorf("blocked are %v", from.blocked)
	}
}

// Ctrl-C in the middle of a mail ends it within seconds.
func TestSendInterrupted(t *testing.T) {
	h, remote := newHouse(t, sendtest.Options{Slow: 20 * time.Second})
	h.archived()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(self, "send", "220689377", "--to", "michal.adler@example.co.il")
	cmd.Args[0], cmd.Env = "archiver", os.Environ()
	for name, value := range h.env {
		cmd.Env = append(cmd.Env, name+"="+value)
	}
	var said bytes.Buffer
	cmd.Stdout, cmd.Stderr = &said, &said
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for begun := time.Now(); ; time.Sleep(50 * time.Millisecond) { // until it is in the log that the mail leaves
		if out, _ := h.run(exitOK, "custody", "220689377"); strings.Contains(out, "  sending  ") {
			break
		}
		if time.Since(begun) > time.Minute {
			t.Fatal("it does not begin")
		}
	}
	time.Sleep(500 * time.Millisecond)
	begun := time.Now()
	if err := cmd.Process.Signal(os.Interrupt); err != nil {
		t.Fatal(err)
	}
	err = cmd.Wait()
	if took := time.Since(begun); took > 5*time.Second || cmd.ProcessState.ExitCode() != exitInterrupted {
		t.Errorf("ended after %v with %v: %s", took, err, &said)
	}
	if !strings.Contains(said.String(), "is not known") || !strings.Contains(said.String(), "hint: ask the recipient") {
		t.Errorf("interrupted it says %s", &said)
	}
	if _, errs := h.run(exitFailed, "send", "220689377", "--to", "michal.adler@example.co.il"); !strings.Contains(errs, "is not known") || !strings.Contains(errs, "hint: ask the recipient") {
		t.Errorf("the next time it says %s", errs)
	}
	if len(remote.Taken()) > 1 {
		t.Error("it was sent twice")
	}
}
