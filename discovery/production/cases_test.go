package production

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/ticket"
)

// desk is a workspace that tickets are put into by hand.
func desk(t *testing.T, tickets ...string) *fetchtest.Workspace {
	t.Helper()
	w := fetchtest.New("test", fetchtest.Department{ID: "dep-1", Name: "One", APIKey: "dep-1", APISecret: "secret-1", UserName: "a@example.com"})
	for _, raw := range tickets {
		if err := w.AddTicket([]byte(raw)); err != nil {
			t.Fatal(err)
		}
	}
	return w
}

func host(t *testing.T, w *fetchtest.Workspace, name, body string) {
	t.Helper()
	err := w.AddFile(name, "text/plain", int64(len(body)), func() (io.ReadSeekCloser, error) {
		return struct {
			io.ReadSeeker
			io.Closer
		}{strings.NewReader(body), io.NopCloser(nil)}, nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// thorny has a file twice under two names, one that is missing, and all that a
// load file has no escape for.
const thorny = `{"id":1,"departmentId":"dep-1","state":"Closed","culture":"en-US","field1":"a þ and ® with \u0014 and \t in it; evil\u202etxt.exe",
"tags":["one;two","plain"],"open":"2026-02-01T10:00:00Z","close":"2026-02-03T10:00:00Z","lastActivity":"2026-02-03T10:00:00Z",
"participants":[{"id":1,"name":"Dana","type":"Client","identifier":"dana@example.com"},{"id":2,"name":"Avi","type":"User","userName":"avi@example.com"}],
"transactions":[{"guidTransactionId":"g1","dateTime":"2026-02-01T10:00:00","type":"Message","text":"hello þ®","fromParticipant":{"id":1,"name":"Dana","type":"Client"},
"attachments":[{"id":1,"type":"File","fileIdentifier":"f1","originalFileName":"a.txt","uri":"{{file:f1}}"},
{"id":2,"type":"File","fileIdentifier":"f2","originalFileName":"=b.TXT","uri":"{{file:f2}}"},
{"id":3,"type":"File","fileIdentifier":"gone","originalFileName":"gone.txt","uri":"{{file:gone}}"},
{"id":4,"type":"File","fileIdentifier":"f3","originalFileName":"../../x.e;x e","uri":"{{file:f3}}"}]}]}`

func thornyDesk(t *testing.T) *fetchtest.Workspace {
	t.Helper()
	w := desk(t, thorny)
	host(t, w, "f1", "the same bytes")
	host(t, w, "f2", "the same bytes")
	host(t, w, "f3", "others")
	return w
}

func TestThornyTicket(t *testing.T) {
	needs(t, "python3", "pdftotext")
	h := newHouse(t, thornyDesk(t))
	out := filepath.Join(t.TempDir(), "out")
	report := h.produce(h.options(out))
	c := report.Counts
	if report.Complete || c.Documents != 4 || c.Natives != 2 || c.Missing != 1 || c.Merged != 1 || len(report.Exceptions) != 1 {
		t.Errorf("counts %+v, exceptions %+v", c, report.Exceptions)
	}
	rows := readDAT(t, filepath.Join(out, "VOL001"))
	want := func(i int, field, value string) {
		t.Helper()
		if rows[i][field] != value {
			t.Errorf("row %d: %s is %q, want %q", i, field, rows[i][field], value)
		}
	}
	want(0, "SUBJECT", "Ticket 1 — a [U+00FE] and [U+00AE] with ⟨U+0014⟩ and   in it; evil⟨U+202E⟩txt.exe")
	want(0, "TAGS", "one[U+003B]two;plain")
	want(0, "FROM", "Dana <dana@example.com>")
	want(0, "TO", "Avi <avi@example.com>")
	want(0, "DATECLOSED", "02/03/2026 10:00")
	want(0, "CUSTODIAN", "One")
	want(0, "DIRECTION", "Incoming")
	want(1, "ALLFILENAMES", "a.txt;=b.TXT")
	want(2, "EXCEPTION", "attachment_missing")
	want(2, "NATIVELINK", "")
	want(2, "SHA256HASH", "")
	want(3, "FILENAME", "../../x.e;x e")
	want(3, "NATIVELINK", `NATIVES\`+rows[3]["BEGBATES"]+".txt")
	files := tree(t, out)
	if text := files["VOL001/TEXT/ABC-0000001.txt"]; !strings.Contains(text, "hello þ®\n") {
		t.Errorf("the text is not as it was written: %s", text)
	}
	log := files["REPORT/substitutions.csv"]
	for _, line := range []string{
		"VOL001,ABC-0000001,SUBJECT,delimiter,þ,[U+00FE],1\n", "VOL001,ABC-0000001,SUBJECT,delimiter,®,[U+00AE],1\n",
		"VOL001,ABC-0000001,TAGS,delimiter,;,[U+003B],1\n", ",FILENAME,file_name,../../x.e;x e,",
	} {
		if !strings.Contains(log, line) {
			t.Errorf("not logged: %q in\n%s", line, log)
		}
	}
	sheet, err := exec.Command("pdftotext", filepath.Join(out, "VOL001", "PDF", rows[2]["BEGBATES"]+".pdf"), "-").Output()
	if err != nil || !strings.Contains(string(sheet), "Missing") || !strings.Contains(string(sheet), "gone.txt") || !strings.Contains(string(sheet), "attachment_missing") {
		t.Errorf("the sheet says %s, %v", sheet, err)
	}
}

// A ticket is dated from its first message, whatever note came before it; one of
// notes only from its first note.
func TestDatedFromTheFirst(t *testing.T) {
	needs(t, "python3")
	said := func(at, kind string) string {
		return `{"guidTransactionId":"` + at + `","dateTime":"2026-02-01T` + at + `:00","type":"` + kind + `","text":"said","fromParticipant":{"id":2,"name":"Avi","type":"User"}}`
	}
	talk := func(id string, all ...string) string {
		return `{"id":` + id + `,"departmentId":"dep-1","state":"Closed","open":"2026-02-01T10:00:00Z","close":"2026-02-03T10:00:00Z","lastActivity":"2026-02-03T10:00:00Z",
"participants":[{"id":2,"name":"Avi","type":"User","userName":"avi@example.com"}],"transactions":[` + strings.Join(all, ",") + `]}`
	}
	h := newHouse(t, desk(t,
		talk("1", said("10:01", "Note"), said("10:02", "Note"), said("10:03", "Note")),
		talk("2", said("10:01", "Note"), said("10:02", "Message"), said("10:03", "Message"), said("10:04", "Note"))))
	o := h.options(filepath.Join(t.TempDir(), "out"))
	h.produce(o)
	for i, want := range [][2]string{{"02/01/2026 10:01", "02/01/2026 10:03"}, {"02/01/2026 10:02", "02/01/2026 10:04"}} {
		if r := readDAT(t, filepath.Join(o.Out, "VOL001"))[i]; r["DATESENT"] != want[0] || r["DATELASTMSG"] != want[1] {
			t.Errorf("ticket %s: from %s to %s, want %v", r["TICKETID"], r["DATESENT"], r["DATELASTMSG"], want)
		}
	}
}

// A bundle that completes another is produced in its stead, and both are named.
func TestDuplicatesOnce(t *testing.T) {
	w := thornyDesk(t)
	h := newHouse(t, w)
	host(t, w, "gone", "here after all")
	if mended := h.archive(w); len(h.keys()) != 2 {
		t.Fatalf("bundles: %v, %+v", h.keys(), mended)
	}
	report := h.produce(h.options(filepath.Join(t.TempDir(), "out")))
	if c := report.Counts; c.Found != 2 || c.Produced != 1 || c.Duplicates != 1 || !report.Complete || c.Missing != 0 {
		t.Errorf("counts %+v, exceptions %v", c, report.Exceptions)
	}
	if d := report.Duplicates; len(d) != 1 || d[0].Key != h.keys()[0].String() || d[0].Of != h.keys()[1].String() {
		t.Errorf("duplicates: %+v", d)
	}
}

// A ticket that went on is two documents: the later does not say what the
// earlier said.
func TestRevisionsApart(t *testing.T) {
	w := desk(t, strings.ReplaceAll(thorny, "gone", "f1"))
	host(t, w, "f1", "the same bytes")
	h := newHouse(t, w)
	later := strings.NewReplacer("gone", "f1", "2026-02-03T10:00:00Z", "2026-02-04T10:00:00Z", "hello", "hello again").Replace(thorny)
	w2 := desk(t, later)
	host(t, w2, "f1", "the same bytes")
	h.archive(w2)
	report := h.produce(h.options(filepath.Join(t.TempDir(), "out")))
	if c := report.Counts; c.Found != 2 || c.Produced != 2 || c.Parents != 2 {
		t.Errorf("counts %+v", c)
	}
}

// Numbers go on where the case's last production ended, also with other splits,
// and those of another case or prefix begin anew.
func TestNumbersGoOn(t *testing.T) {
	h := newHouse(t, thornyDesk(t))
	first := h.produce(h.options(filepath.Join(t.TempDir(), "out")))
	second := h.produce(h.options(filepath.Join(t.TempDir(), "out")))
	if second.Bates.FirstNumber != first.Bates.LastNumber+1 || second.Number != 2 || second.Production != "case-2026-017-0002" {
		t.Errorf("%+v, then %+v", first.Bates, second.Bates)
	}
	o := h.options(filepath.Join(t.TempDir(), "out"))
	o.Start = first.Bates.LastNumber
	if _, err := Run(t.Context(), o); !errors.Is(err, ErrTaken) {
		t.Errorf("numbers that are taken: %v", err)
	}
	o.Start, o.Bates.Digits = 0, 8
	if _, err := Run(t.Context(), o); err == nil {
		t.Error("other digits: no error")
	}
	o.Bates = Bates{"XYZ", 7}
	if third := h.produce(o); third.Bates.First != "XYZ-0000001" || third.Number != 3 {
		t.Errorf("another prefix: %+v", third.Bates)
	}
	o = h.options(filepath.Join(t.TempDir(), "out"))
	o.Case = "another"
	if other := h.produce(o); other.Bates.FirstNumber != 1 || other.Number != 1 {
		t.Errorf("another case: %+v", other.Bates)
	}
	o.Out, o.Case, o.Bates, o.Start = filepath.Join(t.TempDir(), "out"), "third", Bates{"ABC", 1}, 9
	o.Random = bytes.NewReader(make([]byte, 8))
	if _, err := Run(t.Context(), o); !errors.Is(err, ErrDigits) {
		t.Errorf("numbers that don't fit: %v", err)
	}
}

// A register that has lost what the log knows gives no numbers.
func TestRegisterLost(t *testing.T) {
	h := newHouse(t, thornyDesk(t))
	h.produce(h.options(filepath.Join(t.TempDir(), "out")))
	if err := os.RemoveAll(filepath.Join(h.folder, "productions")); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), h.options(filepath.Join(t.TempDir(), "out"))); !errors.Is(err, ErrRegister) {
		t.Errorf("the error is %v", err)
	}
}

// racing lets another production be registered first.
type racing struct {
	storage.Keeper
	before func()
}

func (s *racing) Put(ctx context.Context, key string, o storage.Object) error {
	if strings.HasPrefix(key, registerPrefix) && s.before != nil {
		before := s.before
		s.before = nil
		before()
	}
	return s.Keeper.Put(ctx, key, o)
}

// Of two at once one has the numbers, and the other leaves nothing: no folder,
// no entry in the log.
func TestTwoAtOnce(t *testing.T) {
	h := newHouse(t, thornyDesk(t))
	folder := t.TempDir()
	o := h.options(filepath.Join(folder, "slow"))
	o.Store = &racing{h.store, func() { h.produce(h.options(filepath.Join(folder, "fast"))) }}
	o.Random, o.Legend = bytes.NewReader([]byte("another!")), "another"
	if _, err := Run(t.Context(), o); !errors.Is(err, ErrTaken) {
		t.Errorf("the slower one: %v", err)
	}
	if names := listed(t, folder); !slices.Equal(names, []string{"fast"}) {
		t.Errorf("left: %v", names)
	}
	if n := entries(t, h, custody.Produced); n != 2 {
		t.Errorf("%d entries, want that of the production and of its bundle", n)
	}
}

func listed(t *testing.T, folder string) (names []string) {
	t.Helper()
	list, err := os.ReadDir(folder)
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range list {
		names = append(names, e.Name())
	}
	return names
}

func entries(t *testing.T, h *house, event custody.Event) (n int) {
	t.Helper()
	for r, err := range h.log.View().Entries(t.Context(), 0) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Entry.Event == event {
			n++
		}
	}
	return n
}

// What is cut off leaves no folder and takes no number, wherever it was.
func TestInterrupted(t *testing.T) {
	h := sampleHouse(t)
	for _, at := range []int{1, 5, 20} {
		folder := t.TempDir()
		ctx, cancel := context.WithCancel(t.Context())
		o := h.options(filepath.Join(folder, "out"))
		o.Progress = func(done, _ int) {
			if done >= at {
				cancel()
			}
		}
		if _, err := Run(ctx, o); !errors.Is(err, context.Canceled) {
			t.Errorf("cut off at %d: %v", at, err)
		}
		if names := listed(t, folder); len(names) != 0 {
			t.Errorf("left: %v", names)
		}
		cancel()
	}
	if list, err := Productions(t.Context(), h.store, "case-2026-017"); err != nil || len(list) != 0 {
		t.Errorf("registered: %v, %v", list, err)
	}
}

// A damaged bundle, and one that is gone, are withheld with their reasons; so is
// one that is not what the log says.
func TestWithheld(t *testing.T) {
	h := sampleHouse(t)
	keys := h.keys()
	o := h.options(filepath.Join(t.TempDir(), "out"))
	replace := func(k archive.Key, change func([]byte) []byte) {
		path := filepath.Join(h.folder, filepath.FromSlash(k.String()))
		data, err := os.ReadFile(path)
		if err == nil {
			err = os.Remove(path)
		}
		if data = change(data); err == nil && data != nil {
			err = os.WriteFile(path, data, 0o444)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	replace(keys[0], func(b []byte) []byte { b[len(b)/2] ^= 1; return b })
	replace(keys[1], func([]byte) []byte { return nil })
	replace(keys[2], func(b []byte) []byte { // a comment at the end of the ZIP: another file, and a valid bag
		b[len(b)-2] = 1
		return append(b, 'x')
	})
	o.Unread = []Unread{{Key: "tickets/x", Err: errors.New("it can't be read")}}
	report := h.produce(o)
	var codes []string
	for _, w := range report.Withheld {
		codes = append(codes, w.Code)
	}
	slices.Sort(codes)
	if want := []string{CodeDamaged, CodeDiffers, CodeGone, CodeUnknown}; !slices.Equal(codes, want) || report.Complete {
		t.Errorf("withheld %v, want %v", codes, want)
	}
	if c := report.Counts; c.Found != len(keys)+1 || c.Produced != len(keys)-3 {
		t.Errorf("counts %+v", c)
	}
}

// Without pages each document has one number; natives alone need no load file.
func TestFewFormats(t *testing.T) {
	needs(t, "python3", "pdftotext")
	h := newHouse(t, thornyDesk(t))
	o := h.options(filepath.Join(t.TempDir(), "out"))
	o.Formats, o.Case = []Format{DAT}, "dat"
	report := h.produce(o)
	rows := readDAT(t, filepath.Join(o.Out, "VOL001"))
	if len(rows) != 4 || rows[3]["BEGBATES"] != "ABC-0000004" || rows[3]["PGCOUNT"] != "1" || rows[1]["NATIVELINK"] != "" || rows[1]["SHA256HASH"] == "" || report.Counts.Pages != 4 {
		t.Errorf("rows %v", rows)
	}
	o = h.options(filepath.Join(t.TempDir(), "out"))
	o.Formats, o.Case, o.Withhold = []Format{PDF, Native, RSMF}, "withheld", "privileged"
	report = h.produce(o)
	for name := range tree(t, o.Out) {
		if strings.Contains(name, "/DATA/") || strings.Contains(name, "/TEXT/") || strings.Contains(name, "/NATIVES/") {
			t.Errorf("%s is there", name)
		}
	}
	if n := rsmfFiles(t, filepath.Join(o.Out, "VOL001", "RSMF", "ABC-0000001.001.rsmf")); n != 0 {
		t.Errorf("the .rsmf holds %d files that are withheld", n)
	}
	if report.Counts.WithheldFiles != 3 || report.Complete {
		t.Errorf("complete %v, counts %+v", report.Complete, report.Counts)
	}
	first, err := exec.Command("pdftotext", "-l", "1", filepath.Join(o.Out, "REPORT", "report.pdf"), "-").Output()
	if err != nil || !strings.Contains(string(first), "Not complete") || !strings.Contains(string(first), "attachments withheld, for the reason: privileged") || !strings.Contains(string(first), "exception: an attachment that the archive could not get (attachment_missing)") {
		t.Errorf("%v: the first page is %s", err, first)
	}
}

// rsmfFiles counts the files beside the manifest, with readers that are not ours.
func rsmfFiles(t *testing.T, path string) int {
	t.Helper()
	script := `import email, email.policy, io, sys, zipfile
m = email.message_from_binary_file(open(sys.argv[1], "rb"), policy=email.policy.default)
print(len(zipfile.ZipFile(io.BytesIO(next(m.iter_attachments()).get_content())).namelist()) - 1)`
	out, err := exec.Command("python3", "-c", script, path).CombinedOutput()
	n, atoiErr := strconv.Atoi(strings.TrimSpace(string(out)))
	if err != nil || atoiErr != nil {
		t.Fatalf("python3: %v\n%s", err, out)
	}
	return n
}

// The production and its bundles are in the log, and what lies in CUSTODY proves
// it without the store.
func TestCustody(t *testing.T) {
	needs(t, "unzip")
	h := newHouse(t, thornyDesk(t))
	out := filepath.Join(t.TempDir(), "out")
	report := h.produce(h.options(out))
	if report.Custody == nil || report.Custody.Proven != 1 || len(report.Custody.NotInLog) != 0 {
		t.Fatalf("custody: %+v", report.Custody)
	}
	files := tree(t, out)
	verifier, err := custody.ParseVerifier(strings.TrimSpace(files["CUSTODY/verifier.txt"]))
	if err != nil {
		t.Fatal(err)
	}
	entry := files["CUSTODY/produced.entry"]
	if err := custody.VerifyProof([]byte(entry), []byte(files["CUSTODY/produced.tlog-proof"]), verifier); err != nil {
		t.Error(err)
	}
	if !strings.Contains(entry, `"result":"`+report.Manifest+`"`) || !strings.Contains(entry, `"case":"case-2026-017"`) {
		t.Errorf("the entry: %s", entry)
	}
	proofs := t.TempDir()
	if said, err := exec.Command("unzip", "-q", filepath.Join(out, "CUSTODY", "proofs.zip"), "-d", proofs).CombinedOutput(); err != nil {
		t.Fatalf("unzip: %v\n%s", err, said)
	}
	unzipped := tree(t, proofs)
	for name, line := range unzipped {
		if number, ok := strings.CutSuffix(name, ".entry"); ok {
			if err := custody.VerifyProof([]byte(line), []byte(unzipped[number+".tlog-proof"]), verifier); err != nil {
				t.Errorf("%s: %v", name, err)
			}
		}
	}
	if len(unzipped) != 2 || entries(t, h, custody.Produced) != 2 {
		t.Errorf("%d files, %d entries", len(unzipped), entries(t, h, custody.Produced))
	}
}

// A folder with something in it is left alone; an empty one is taken.
func TestFolderMustBeFree(t *testing.T) {
	h := newHouse(t, thornyDesk(t))
	out := t.TempDir()
	if h.produce(h.options(out)).Production == "" {
		t.Error("an empty folder is refused")
	}
	if _, err := Run(t.Context(), h.options(out)); !errors.Is(err, ErrNotEmpty) {
		t.Errorf("a full one: %v", err)
	}
}

// A document whose pages were counted and then can't be written has as many
// blank ones: no number is without a page.
func TestFailedSheet(t *testing.T) {
	needs(t, "pdfinfo", "pdftotext")
	p := &producer{Options: Options{Generator: "test"}, made: noon, words: english(t)}
	var b bytes.Buffer
	err := failedSheet(p.words, 7, errors.New("no fonts")).write(&b, p, 3, func(page int) render.Stamp { return render.Stamp{Number: Bates{"A", 2}.Of(int64(page))} })
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "sheet.pdf")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	text, err := exec.Command("pdftotext", path, "-").Output()
	if err != nil || strings.Count(string(text), "\f") != 3 || !strings.Contains(string(text), "A-03") {
		t.Errorf("%v: %s", err, text)
	}
}

func english(t *testing.T) *render.Words {
	t.Helper()
	words, err := reportWords()
	if err != nil {
		t.Fatal(err)
	}
	return words
}

// Whatever stands in a register's entry is read or refused.
func FuzzParseRegistered(f *testing.F) {
	f.Add([]byte(`{"schema":"production-register/1","case":"a","number":1,"bates_prefix":"ABC","bates_digits":7,"first_number":1,"last_number":9}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		r, err := ParseRegistered(data)
		if err == nil && (r.First < 1 || r.Last < r.First-1 || r.Number < 1 || (Bates{r.Prefix, r.Digits}).Check() != nil) {
			t.Errorf("%q is read as %+v", data, r)
		}
	})
}

// A long name stays on the one page of its sheet.
func TestSheetOfOnePage(t *testing.T) {
	missing := &render.Exception{Code: strings.Repeat("c", 900), Message: strings.Repeat("m\n", 900)}
	a := &render.Attachment{Name: strings.Repeat("א very long name ", 500), MediaType: strings.Repeat("x", 5000), Exception: missing}
	c := &child{attachment: a, names: []string{a.Name, "b"}, missing: missing}
	var b bytes.Buffer
	pages := 0
	p := &producer{Options: Options{Generator: "test"}, made: noon, words: english(t)}
	hebrew, err := render.Build(render.Record{Ticket: &ticket.Ticket{}}, render.Options{Audience: render.Legal, Language: "he"})
	if err != nil {
		t.Fatal(err)
	}
	err = c.sheet(p.words, hebrew).write(&b, p, 1, func(page int) render.Stamp { pages = page; return render.Stamp{Number: "A-1"} })
	if err != nil || pages != 1 {
		t.Errorf("%d pages, %v", pages, err)
	}
}
