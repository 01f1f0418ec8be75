package rsmf

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/discovery/check"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/ticket"
)

const samples = "../../fetch/fetchtest/sample/"

func jerusalem(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Asia/Jerusalem")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// sample builds the legal transcript of a ticket of the sample workspace, with
// the files that the workspace has for it.
func sample(t testing.TB, path string, zone *time.Location, change func(*ticket.Ticket)) *render.Transcript {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	tk, err := ticket.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	if change != nil {
		change(tk)
	}
	rec := render.Record{Ticket: tk, Raw: raw, Department: "Orders", Files: map[string]render.File{}}
	n := 0
	for _, x := range tk.Transactions {
		for _, a := range x.Attachments {
			n++
			data, err := os.ReadFile(samples + "files/" + string(a.FileIdentifier))
			if err != nil {
				rec.Files[a.Key()] = render.File{Exception: &render.Exception{Code: "attachment_missing", Message: "nothing is there"}}
				continue
			}
			sum := sha256.Sum256(data)
			rec.Files[a.Key()] = render.File{Path: "attachments/" + bundle.SafeName(n, string(a.FileIdentifier)), Size: int64(len(data)), SHA256: hex.EncodeToString(sum[:])}
		}
	}
	made, err := render.Build(rec, render.Options{Audience: render.Legal, Language: "en", Zone: zone, Generator: "archiver test"})
	if err != nil {
		t.Fatal(err)
	}
	return made
}

// open opens a sample's file by the path that sample gave it.
func open(path string) (io.ReadCloser, error) {
	_, name, _ := strings.Cut(filepath.Base(path), "-")
	return os.Open(samples + "files/" + name)
}

func tickets(t testing.TB) []string {
	t.Helper()
	list, err := filepath.Glob(samples + "tickets/*.json")
	if err != nil || len(list) < 20 {
		t.Fatalf("%d sample tickets, %v", len(list), err)
	}
	return list
}

func written(t testing.TB, d *Day) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := d.Write(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// reading is what testdata/read.py says of a file.
type reading struct {
	Headers  map[string]string
	From, To []string
	Text     string
	Files    map[string]string
	Manifest manifest
}

// python reads files with readers that are not ours.
func python(t *testing.T, files ...[]byte) []reading {
	t.Helper()
	interpreter, err := exec.LookPath("python3")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("python3 is not installed")
		}
		t.Skip("python3 is not installed")
	}
	folder, args := t.TempDir(), []string{"testdata/read.py"}
	for i, data := range files {
		path := filepath.Join(folder, fmt.Sprintf("%03d.rsmf", i))
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, path)
	}
	var complaint bytes.Buffer
	cmd := exec.CommandContext(t.Context(), interpreter, args...)
	cmd.Stderr = &complaint
	said, err := cmd.Output()
	if err != nil {
		t.Fatalf("%v\n%s", err, complaint.String())
	}
	list := make([]reading, len(files))
	lines := json.NewDecoder(bytes.NewReader(said))
	for i := range list {
		if err := lines.Decode(&list[i]); err != nil {
			t.Fatal(err)
		}
	}
	return list
}

// Every ticket of the sample workspace, with every file of it, is read by
// others as it was meant; and nothing of the transcript is in no file.
func TestSamples(t *testing.T) {
	zone := jerusalem(t)
	var days []*Day
	var data [][]byte
	for _, path := range tickets(t) {
		transcript := sample(t, path, zone, nil)
		var ids, want []string
		for _, d := range Days(transcript, Options{Zone: zone, Open: open}) {
			days, data = append(days, d), append(data, written(t, d))
			if !bytes.Equal(data[len(data)-1], written(t, d)) {
				t.Errorf("%s: other bytes the second time", d.Name())
			}
			for _, e := range d.manifest().Events {
				ids = append(ids, e.ID)
			}
		}
		for i := range transcript.Entries {
			want = append(want, fmt.Sprintf("E%d", i+1))
		}
		if !slices.Equal(ids, want) {
			t.Errorf("%s: events %v", path, ids)
		}
	}
	files := 0
	for i, r := range python(t, data...) {
		compare(t, days[i], r)
		checked(t, days[i].Name(), data[i])
		files += len(r.Files)
	}
	if len(days) < 30 || files < 20 {
		t.Errorf("%d days with %d files", len(days), files)
	}
}

// checked holds a file against the official schema and the stricter rules.
func checked(t *testing.T, name string, data []byte) {
	t.Helper()
	found, err := check.Slice(t.Context(), bytes.NewReader(data), int64(len(data)), name, check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range found.Problems {
		t.Error(p)
	}
}

func compare(t *testing.T, d *Day, r reading) {
	t.Helper()
	h := r.Headers
	if got := strings.ReplaceAll(h["subject"], "\u202f", ""); got != d.Subject() {
		t.Errorf("%s: subject %q, want %q", d.Name(), got, d.Subject())
	}
	if h["x-rsmf-version"] != "2.0.0" || h["x-rsmf-eventcount"] != fmt.Sprint(len(r.Manifest.Events)) || h["x-rsmf-attachmentcount"] == "" {
		t.Errorf("%s: headers %v", d.Name(), h)
	}
	first, last := r.Manifest.Events[0], r.Manifest.Events[len(r.Manifest.Events)-1]
	if h["x-rsmf-begindate"] != first.Timestamp || h["x-rsmf-enddate"] != last.Timestamp {
		t.Errorf("%s: from %s to %s, events from %s to %s", d.Name(), h["x-rsmf-begindate"], h["x-rsmf-enddate"], first.Timestamp, last.Timestamp)
	}
	if got := strings.ReplaceAll(r.Text, "\r\n", "\n"); got != d.Text() {
		t.Errorf("%s: text %q, want %q", d.Name(), got, d.Text())
	}
	for i, e := range r.Manifest.Events {
		at, err := time.Parse(time.RFC3339, e.Timestamp)
		if err != nil || at.In(d.book.o.Zone).Format(time.DateOnly) != d.Date {
			t.Errorf("%s: event at %s, %v", d.Name(), e.Timestamp, err)
		}
		if own := d.entries[i]; own.Kind == render.Message && own.Payload == "" && e.Body != own.Text {
			t.Errorf("%s: event %s says %q, entry %q", d.Name(), e.ID, e.Body, own.Text)
		}
	}
	for _, f := range d.Files {
		if r.Files[f.ID] != f.SHA256 {
			t.Errorf("%s: %s has SHA-256 %s, want %s", d.Name(), f.ID, r.Files[f.ID], f.SHA256)
		}
	}
	if len(r.To) != len(d.book.people.list) {
		t.Errorf("%s: to %q", d.Name(), r.To)
	}
}

// find returns the event of a type of transaction.
func find(t *testing.T, transcript *render.Transcript, kind string) event {
	t.Helper()
	for _, d := range Days(transcript, Options{}) {
		for i := range d.entries {
			if d.entries[i].Type == kind {
				return d.manifest().Events[i]
			}
		}
	}
	t.Fatalf("no %s", kind)
	return event{}
}

func fact(list []Fact, name string) string {
	at := slices.IndexFunc(list, func(f Fact) bool { return f.Name == name })
	if at < 0 {
		return ""
	}
	return list[at].Value
}

func TestEvents(t *testing.T) {
	mall := sample(t, samples+"tickets/220760029.json", time.UTC, nil)
	if e := find(t, mall, "MessageDeleted"); e.Type != "message" || !e.Deleted || e.Body != "" || e.Direction != "incoming" {
		t.Errorf("deleted message: %+v", e)
	}
	if e := find(t, mall, "MessageEdited"); len(e.Edits) != 1 || e.Edits[0].New != e.Body || e.Edits[0].Participant != e.Participant {
		t.Errorf("edited message: %+v", e)
	}
	moved := sample(t, samples+"tickets/220795128.json", time.UTC, nil)
	joined, left := find(t, moved, "ParticipantAdd"), find(t, moved, "ParticipantDeActivated")
	if joined.Type != "join" || left.Type != "leave" || joined.Participant == left.Participant {
		t.Errorf("join %+v, leave %+v", joined, left)
	}
	c := Days(moved, Options{})[0].conversation()
	if c.Type != "channel" || slices.Contains(c.Participants, joined.Participant) || !slices.Contains(c.Participants, left.Participant) {
		t.Errorf("conversation %+v", c)
	}
	if fact(c.Custom, "Department") != "Orders" || fact(c.Custom, "Ticket") != "220795128" {
		t.Errorf("facts %v", c.Custom)
	}
	notes := 0
	for _, path := range tickets(t) {
		transcript := sample(t, path, time.UTC, nil)
		for _, d := range Days(transcript, Options{}) {
			for i, e := range d.manifest().Events {
				own := d.entries[i]
				if own.Kind == render.Note {
					notes++
					if e.Importance != "high" || fact(e.Custom, "Internal note") != "yes" || e.Direction != "" || e.Receipts != nil {
						t.Errorf("note %+v", e)
					}
				}
				if own.Kind == render.Message && own.Author.Role == render.Customer != (e.Direction == "incoming") {
					t.Errorf("%s: direction %q of a message of the %s", path, e.Direction, own.Author.Role)
				}
				if own.Kind == render.Message && own.Status == "Read" && own.Author.Role == render.Agent && len(e.Receipts) == 0 {
					t.Errorf("%s: no receipt for entry %d", path, own.Index)
				}
			}
		}
	}
	if notes == 0 {
		t.Error("no note")
	}
}

// unzip, too, takes a rsmf.zip out of a mail for whole, and finds in it what
// was meant.
func TestUnzip(t *testing.T) {
	program, err := exec.LookPath("unzip")
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal("unzip is not installed")
		}
		t.Skip("unzip is not installed")
	}
	transcript := sample(t, samples+"tickets/220668019.json", time.UTC, nil)
	for _, d := range Days(transcript, Options{Open: open}) {
		_, after, found := strings.Cut(string(written(t, d)), "filename=\"rsmf.zip\"\r\n\r\n")
		packed, _, ended := strings.Cut(after, "--rsmf_")
		data, err := base64.StdEncoding.DecodeString(strings.ReplaceAll(packed, "\r\n", ""))
		if err != nil || !found || !ended {
			t.Fatalf("%s: %v", d.Name(), err)
		}
		path := filepath.Join(t.TempDir(), "rsmf.zip")
		if err := os.WriteFile(path, data, 0o600); err != nil {
			t.Fatal(err)
		}
		if said, err := exec.CommandContext(t.Context(), program, "-tqq", path).CombinedOutput(); err != nil {
			t.Errorf("%s: %v: %s", d.Name(), err, said)
		}
		said, err := exec.CommandContext(t.Context(), program, "-Z1", path).Output()
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"rsmf_manifest.json"}
		for _, f := range d.Files {
			want = append(want, f.ID)
		}
		if got := strings.Fields(string(said)); !slices.Equal(got, want) {
			t.Errorf("%s: unzip lists %q, want %q", d.Name(), got, want)
		}
	}
}

// Midnight is that of the zone, and a night when the clocks go back has 25
// hours.
func TestDayBoundary(t *testing.T) {
	zone := jerusalem(t)
	transcript := &render.Transcript{Header: render.Header{Number: 7}}
	for i, at := range []string{"2025-10-25T20:59:59Z", "2025-10-25T21:00:00Z", "2025-10-26T21:59:59Z", "", "2025-10-26T22:00:00Z"} {
		e := render.Entry{Index: i + 1, Kind: render.Message, Type: "Message", Text: at}
		e.Time.UTC, _ = time.Parse(time.RFC3339, at)
		transcript.Entries = append(transcript.Entries, e)
	}
	var got []string
	for _, d := range Days(transcript, Options{Zone: zone}) {
		got = append(got, fmt.Sprintf("%s %d", d.Name(), d.Events()))
	}
	if want := []string{"7_2025-10-25.rsmf 1", "7_2025-10-26.rsmf 3", "7_2025-10-27.rsmf 1"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
}

func TestLimits(t *testing.T) {
	transcript := &render.Transcript{Header: render.Header{Number: 7}}
	for i := range 25 {
		at := render.Time{UTC: time.Date(2025, 3, 4, 5, 6, i, 0, time.UTC)}
		e := render.Entry{Index: i + 1, Kind: render.Message, Time: at, Text: "x"}
		if i%5 == 0 {
			path := fmt.Sprintf("attachments/%d.bin", i)
			e.Attachments = []render.Attachment{{Name: path, Path: path, Size: 40 << 10}}
		}
		transcript.Entries = append(transcript.Entries, e)
	}
	transcript.Entries[3].Attachments = []render.Attachment{{Name: "film", Path: "attachments/film", Size: 1 << 20}}
	zeros := func(string) (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(make([]byte, 40<<10))), nil }
	days := Days(transcript, Options{MaxEvents: 10, MaxBytes: 200_000, Open: zeros})
	events, files, leftOut := 0, 0, 0
	for i, d := range days {
		if d.Part != i+1 || d.Parts != len(days) || d.Events() > 10 {
			t.Errorf("part %d of %d has %d events", d.Part, d.Parts, d.Events())
		}
		data := written(t, d)
		if len(data) > 200_000 {
			t.Errorf("%s has %d bytes", d.Name(), len(data))
		}
		checked(t, d.Name(), data)
		events, files, leftOut = events+d.Events(), files+len(d.Files), leftOut+len(d.LeftOut)
	}
	if len(days) < 3 || events != 25 || files != 5 || leftOut != 1 {
		t.Errorf("%d files with %d events, %d attachments, %d left out", len(days), events, files, leftOut)
	}
	if name := days[1].Name(); name != "7_2025-03-04_02.rsmf" {
		t.Errorf("called %s", name)
	}
	if got := fact(days[0].manifest().Events[3].Custom, "Missing attachment"); got != "film: too large for this format" {
		t.Errorf("the event says %q", got)
	}
}

// A ticket in which nothing was said, and one of which nobody knows when, have
// a file all the same.
func TestWithoutEntriesAndDates(t *testing.T) {
	opened := render.Time{UTC: time.Date(2025, 3, 4, 5, 6, 7, 0, time.UTC)}
	for want, transcript := range map[string]*render.Transcript{
		"7_2025-03-04.rsmf": {Header: render.Header{Number: 7, Opened: opened}},
		"7_undated.rsmf": {Header: render.Header{Number: 7}, Entries: []render.Entry{
			{Index: 1, Kind: render.Message, Text: "x", Time: render.Time{Original: "yesterday"}}, {Index: 2, Kind: render.Message, Text: "y"}}},
	} {
		days := Days(transcript, Options{})
		if len(days) != 1 || days[0].Name() != want {
			t.Fatalf("%d files, %s, want %s", len(days), days[0].Name(), want)
		}
		checked(t, want, written(t, days[0]))
	}
	undated := Days(&render.Transcript{Entries: []render.Entry{{Index: 1, Time: render.Time{Original: "yesterday"}}}}, Options{})[0]
	if got := fact(undated.manifest().Events[0].Custom, "Time as recorded"); got != "yesterday" {
		t.Errorf("time %q", got)
	}
}

// A file that is not what the transcript says does not go out.
func TestWrongBytes(t *testing.T) {
	at := render.Time{UTC: time.Date(2025, 3, 4, 5, 6, 7, 0, time.UTC)}
	sum := sha256.Sum256([]byte("right"))
	a := render.Attachment{Name: "a.txt", Path: "attachments/a.txt", Size: 5, SHA256: hex.EncodeToString(sum[:])}
	transcript := &render.Transcript{Header: render.Header{Number: 7}, Entries: []render.Entry{{Index: 1, Time: at, Attachments: []render.Attachment{a}}}}
	for content, want := range map[string]string{
		"right": "", "wrong": "the transcript says", "righ": "does not have the 5 bytes", "right!": "does not have the 5 bytes",
	} {
		o := Options{Open: func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(content)), nil }}
		err := Days(transcript, o)[0].Write(t.Context(), io.Discard)
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%q: %v", content, err)
		}
	}
	gone := Options{Open: func(string) (io.ReadCloser, error) { return nil, os.ErrNotExist }}
	if err := Days(transcript, gone)[0].Write(t.Context(), io.Discard); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no file: %v", err)
	}
}

// A second read that gives other bytes is noticed: the checksums stand before
// the bytes.
func TestChangedMeanwhile(t *testing.T) {
	transcript := &render.Transcript{Header: render.Header{Number: 7}, Entries: []render.Entry{{Index: 1,
		Attachments: []render.Attachment{{Name: "a", Path: "a", Size: 1}}}}}
	reads := 0
	o := Options{Open: func(string) (io.ReadCloser, error) {
		reads++
		return io.NopCloser(strings.NewReader(fmt.Sprint(reads))), nil
	}}
	if err := Days(transcript, o)[0].Write(t.Context(), io.Discard); err == nil || !strings.Contains(err.Error(), "changed while") {
		t.Errorf("%v", err)
	}
}

// What a hostile customer may be called, or call a file, stays in its place.
func TestHostileNames(t *testing.T) {
	transcript := &render.Transcript{Header: render.Header{Number: 7, Title: "a\r\nBcc: x@example.com =?utf-8?q?evil?="}}
	who := render.Participant{ID: 1, Name: "Eve\r\nX-RSMF-Version: 9 \"<a@b>\" ,; " + strings.Repeat("א", 3000), Role: render.Customer, Identifier: "e\"v e@example.com"}
	transcript.Participants = []render.Participant{who, {ID: 2, Name: strings.Repeat("x", 5000), Role: render.Agent, UserName: "דנה@example.com"}}
	at := render.Time{UTC: time.Date(2025, 3, 4, 5, 6, 7, 0, time.UTC)}
	transcript.Entries = []render.Entry{{Index: 1, Kind: render.Message, Author: who, Time: at, Text: "--rsmf_\r\n.\r\n\x00\u2028", Attachments: []render.Attachment{
		{Name: "../../etc/passwd", Path: "attachments/1"}, {Name: "rsmf_manifest.json", Path: "attachments/2"},
		{Name: "x.p\u202egnp", Path: "attachments/../../3"}}}}
	o := Options{Open: func(string) (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("")), nil }}
	d := Days(transcript, o)[0]
	checked(t, "hostile", written(t, d))
	r := python(t, written(t, d))[0]
	if r.Headers["x-rsmf-version"] != "2.0.0" || r.Headers["bcc"] != "" || len(r.From) != 1 || r.From[0] != "p1@ticket-7.invalid" || len(r.To) != 2 {
		t.Errorf("headers %v", r.Headers)
	}
	for _, id := range []string{"0001", "0002.json", "0003"} {
		if _, there := r.Files[id]; !there {
			t.Errorf("no file %s of %v", id, r.Files)
		}
	}
	if got := r.Manifest.Events[0].Body; got != transcript.Entries[0].Text {
		t.Errorf("body %q", got)
	}
}

// People whose addresses are taken out alike are not taken for one.
func TestRedactedPeople(t *testing.T) {
	gone := "[redacted: email]"
	one := render.Participant{ID: 1, Name: gone, Role: render.Customer, Identifier: gone, UserName: gone}
	two := render.Participant{ID: 2, Name: gone, Role: render.Agent, Identifier: gone}
	transcript := &render.Transcript{Participants: []render.Participant{one, two}, Entries: []render.Entry{
		{Index: 1, Kind: render.Message, Author: two}, {Index: 2, Kind: render.Message, Author: one},
		{Index: 3, Kind: render.Message, Author: render.Participant{Name: "Bot", Role: render.Automaton}},
		{Index: 4, Kind: render.Message, Author: render.Participant{Name: "Bot", Role: render.Automaton}},
	}}
	m := Days(transcript, Options{})[0].manifest()
	if len(m.Participants) != 3 {
		t.Errorf("participants %+v", m.Participants)
	}
	for i, want := range []string{"P2", "P1", "P3", "P3"} {
		if m.Events[i].Participant != want {
			t.Errorf("event %d is of %s, want %s", i+1, m.Events[i].Participant, want)
		}
	}
}

// What a production adds of its own is in the header, and changes nothing that
// duplicates are told by.
func TestFields(t *testing.T) {
	transcript := sample(t, samples+"tickets/220668019.json", time.UTC, nil)
	bare := written(t, Days(transcript, Options{Open: open})[0])
	o := Options{Open: open, Fields: []Fact{{"Bates", "ABC-0000001"}, {"Case: x\r\nBcc", "תיק\r\n7"}, {"Version", "9"}, {"bates", "again"}, {"–", "x"}, {"Empty", ""}}}
	with := written(t, Days(transcript, o)[0])
	checked(t, "fields", with)
	head, body, _ := bytes.Cut(with, []byte("\r\n\r\n"))
	if _, same, _ := bytes.Cut(bare, []byte("\r\n\r\n")); !bytes.Equal(body, same) {
		t.Error("the body is another")
	}
	h := python(t, with)[0].Headers
	if h["x-rsmf-bates"] != "ABC-0000001" || h["x-rsmf-casexbcc"] != "תיק 7" || h["x-rsmf-version"] != Version {
		t.Errorf("headers %v", h)
	}
	if n := bytes.Count(head, []byte("X-RSMF-")) - bytes.Count(bare, []byte("X-RSMF-")); n != 2 {
		t.Errorf("%d fields more", n)
	}
}

func TestCancelled(t *testing.T) {
	ctx, cancel := contextWithCause(t)
	cancel()
	transcript := sample(t, samples+"tickets/220668019.json", time.UTC, nil)
	for _, d := range Days(transcript, Options{Open: open}) {
		if err := d.Write(ctx, io.Discard); len(d.Files) > 0 && !errors.Is(err, errStopped) {
			t.Errorf("%v", err)
		}
	}
}

var errStopped = errors.New("stopped")

func contextWithCause(t *testing.T) (context.Context, func()) {
	ctx, cancel := context.WithCancelCause(t.Context())
	return ctx, func() { cancel(errStopped) }
}
