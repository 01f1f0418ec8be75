package render

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/ticket"
)

// pdfNow is when the test transcripts are made.
var pdfNow = time.Date(2026, 3, 4, 5, 6, 7, 0, time.UTC)

var (
	pdfNoa  = ticket.Participant{ID: 1, Name: "נועה ברק", Type: ticket.Client, ProtocolType: "Web", IsActive: true}
	pdfDana = ticket.Participant{ID: 2, Name: "Dana", Type: ticket.User, ProtocolType: "Web", IsActive: true, UserName: "dana@example.com"}
)

// pdfTicket is a closed ticket that says these texts, by turns.
func pdfTicket(culture string, texts ...string) *ticket.Ticket {
	t := &ticket.Ticket{ID: 220668019, State: "Closed", Culture: ticket.Text(culture), Field1: "מצלמה דיגיטלית",
		PrimaryProtocolType: "Web", Participants: ticket.List[ticket.Participant]{pdfNoa, pdfDana}}
	for i, text := range texts {
		from := pdfNoa
		if i%2 == 1 {
			from = pdfDana
		}
		t.Transactions = append(t.Transactions, ticket.Transaction{ID: ticket.Number(i + 1), Type: ticket.Message, Text: ticket.Text(text),
			From: from, FromProtocol: "Web", DateTime: ticket.Time{Time: pdfNow.Add(time.Duration(i) * time.Minute)}})
	}
	return t
}

func pdfTranscript(t testing.TB, rec Record, audience Audience) *Transcript {
	t.Helper()
	tr, err := Build(rec, Options{Audience: audience, Generator: "archiver test", Generated: pdfNow})
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

func renderPDF(t testing.TB, tr *Transcript, o PDFOptions) []byte {
	t.Helper()
	var out bytes.Buffer
	if err := PDF(&out, tr, o); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// pdfTool runs a program on a PDF; CI must have it, others may.
func pdfTool(t testing.TB, pdf []byte, program string, args ...string) string {
	t.Helper()
	if _, err := exec.LookPath(program); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not installed", program)
		}
		t.Skipf("%s is not installed", program)
	}
	name := filepath.Join(t.TempDir(), "transcript.pdf")
	if err := os.WriteFile(name, pdf, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, arg := range args {
		args[i] = strings.ReplaceAll(arg, "FILE", name)
	}
	out, err := exec.Command(program, args...).CombinedOutput()
	if err != nil {
		t.Fatalf("%s: %v\n%s", program, err, out)
	}
	return string(out)
}

// numbered makes n lines that can be told apart.
func numbered(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "line-%d of a long message\n", i)
	}
	return b.String()
}

func TestPDFSaysItAll(t *testing.T) {
	tr := pdfTranscript(t, Record{Ticket: pdfTicket("en-US", "first words", "an answer, see https://example.com/x", "third"), Raw: []byte("{}")}, Internal)
	out := pdfTool(t, renderPDF(t, tr, PDFOptions{}), "pdftotext", "FILE", "-")
	for _, want := range []string{"Ticket 220668019", "Closed", "first words", "an answer", "third", "Dana", "05:06:07", "Page 1 of 1",
		tr.FormatDay(tr.Entries[0].Time), "archiver test", shortHash(tr.Source.SHA256)} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in the PDF", want)
		}
	}
}

func TestPDFLongMessageGoesOverPages(t *testing.T) {
	for _, o := range []PDFOptions{{}, {Letter: true}} {
		tr := pdfTranscript(t, Record{Ticket: pdfTicket("en-US", "short", numbered(300))}, Internal)
		pdf := renderPDF(t, tr, o)
		out := pdfTool(t, pdf, "pdftotext", "FILE", "-")
		for i := range 300 {
			if !strings.Contains(out, fmt.Sprintf("line-%d of", i)) {
				t.Fatalf("line %d is lost", i)
			}
		}
		pages := strings.Count(out, "\f")
		for i := range pages {
			if !strings.Contains(out, fmt.Sprintf("Page %d of %d", i+1, pages)) {
				t.Errorf("page %d of %d is not numbered", i+1, pages)
			}
		}
		if pages < 5 {
			t.Errorf("%d pages", pages)
		}
	}
}

func TestPDFIsSound(t *testing.T) {
	rec := pdfRecord(t)
	for _, audience := range []Audience{Internal, ForCustomer, Legal} {
		pdf := renderPDF(t, pdfTranscript(t, rec, audience), PDFOptions{})
		if out := pdfTool(t, pdf, "qpdf", "--check", "FILE"); !strings.Contains(out, "No syntax or stream encoding errors") {
			t.Errorf("%s: %s", audience, out)
		}
	}
}

func TestPDFSameBytes(t *testing.T) {
	rec := pdfRecord(t)
	want := renderPDF(t, pdfTranscript(t, rec, Internal), PDFOptions{})
	var wg sync.WaitGroup
	for range 6 {
		wg.Go(func() {
			if !bytes.Equal(want, renderPDF(t, pdfTranscript(t, rec, Internal), PDFOptions{})) {
				t.Error("the bytes differ")
			}
		})
	}
	wg.Wait()
}

// memFiles are files of a record, by path.
type memFiles map[string][]byte

func (m memFiles) open(path string) (io.ReadSeekCloser, error) {
	data, ok := m[path]
	if !ok {
		return nil, fs.ErrNotExist
	}
	return struct {
		io.ReadSeeker
		io.Closer
	}{bytes.NewReader(data), io.NopCloser(nil)}, nil
}

// pdfRecord is a ticket with one of everything, hostile things included.
func pdfRecord(t testing.TB) Record {
	tk := pdfTicket("he-IL", "שלום 👋🏽, see \u202eevil\u202c 你好 \x00 𓀀", "תשובה")
	html := `<h1>Offer</h1><p>Dear <b>Noa</b>, <a href="https://example.com/?q=א">here</a> <code>x := 1</code><br>and <s>this</s> <img src="cid:pic@x" alt="a photo"></p>` +
		`<table><tr><th>Item</th><th colspan="2">Price</th></tr><tr><td>מצלמה</td><td>1</td><td>₪1,199</td></tr></table>` +
		`<ul><li>one<ol start="3"><li>three</li></ol></li></ul><pre>a	b
c</pre><hr><blockquote>בתאריך כתב<blockquote>deeper</blockquote></blockquote>` +
		"<table><tr>" + strings.Repeat("<td>wide</td>", 60) + "</tr></table>" +
		"<table><tr><td>" + strings.Repeat("<p>tall</p>", 200) + "</td><td>beside</td></tr></table>" + strings.Repeat("<blockquote>", 40) + "deep"
	tk.Transactions[1].HTML = ticket.Text(html)
	tk.Transactions[1].Payload = []byte(`{"rating": 5, "טקסט": "ערך"}`)
	files := memFiles{"attachments/ok.png": encodePNG(t, 40, 30), "attachments/broken.jpg": encodeJPEG(t, 64, 64)[:300],
		"attachments/bomb.png": bombPNG(), "attachments/pic.gif": encodeGIF(t), "attachments/tiny.png": encodePNG(t, 1, 3000)}
	rec := Record{Raw: []byte("{}"), Department: "מחלקה", Open: files.open, Files: map[string]File{}}
	for _, name := range []string{"ok.png", "broken.jpg", "bomb.png", "pic.gif", "tiny.png", "gone.pdf", "not-asked.txt"} {
		a := ticket.Attachment{ID: 1, FileIdentifier: ticket.Text("id-" + name), OriginalFileName: ticket.Text("קובץ \u202e" + name)}
		a.IsEmbedded = name == "pic.gif"
		tk.Transactions[1].Attachments = append(tk.Transactions[1].Attachments, a)
		path := "attachments/" + name
		if data, ok := files[path]; ok {
			rec.Files[a.Key()] = File{Path: path, Size: int64(len(data)), SHA256: strings.Repeat("ab", 32), MediaType: "image/png"}
		} else if name == "gone.pdf" {
			rec.Files[a.Key()] = File{Exception: &Exception{Code: "attachment_expired", Message: "the link had expired", Tried: pdfNow}}
		}
	}
	tk.Transactions = append(tk.Transactions, ticket.Transaction{ID: 90, Type: ticket.Note, Text: "הערה", From: pdfDana, DateTime: ticket.Time{Time: pdfNow.Add(48 * time.Hour)}},
		ticket.Transaction{ID: 91, Type: ticket.TicketClosed, From: pdfDana, DateTime: ticket.Time{Time: pdfNow.Add(49 * time.Hour)}})
	rec.Ticket = tk
	return rec
}

func pattern(w, h int) image.Image {
	img := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			img.SetNRGBA(x, y, color.NRGBA{uint8(x * 5), uint8(y * 3), 90, uint8(128 + x)})
		}
	}
	return img
}

func encodePNG(t testing.TB, w, h int) []byte {
	var b bytes.Buffer
	if err := png.Encode(&b, pattern(w, h)); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodeJPEG(t testing.TB, w, h int) []byte {
	var b bytes.Buffer
	if err := jpeg.Encode(&b, pattern(w, h), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func encodeGIF(t testing.TB) []byte {
	var b bytes.Buffer
	if err := gif.Encode(&b, pattern(20, 20), nil); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// bombPNG claims to be of 60,000 by 60,000 pixels.
func bombPNG() []byte {
	head := []byte("IHDR\x00\x00\xea\x60\x00\x00\xea\x60\x08\x06\x00\x00\x00")
	b := append([]byte("\x89PNG\r\n\x1a\n\x00\x00\x00\x0d"), head...)
	return binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE(head))
}

func TestPDFPictures(t *testing.T) {
	rec := pdfRecord(t)
	pdf := renderPDF(t, pdfTranscript(t, rec, Internal), PDFOptions{})
	// ok.png, tiny.png and pic.gif (inside the body); not the bomb, nor the broken one.
	if got := bytes.Count(pdf, []byte("/Subtype/Image")); got != 3 {
		t.Errorf("%d pictures are shown, want 3", got)
	}
	out := pdfTool(t, pdf, "pdftotext", "FILE", "-")
	for _, want := range []string{"broken.jpg", "bomb.png", "gone.pdf", "attachment_expired"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not in the PDF", want)
		}
	}
}

func TestPDFCustomerCopyHasNoNotes(t *testing.T) {
	pdf := renderPDF(t, pdfTranscript(t, pdfRecord(t), ForCustomer), PDFOptions{})
	out := pdfTool(t, pdf, "pdftotext", "FILE", "-")
	if strings.Contains(out, "הערה") && !strings.Contains(out, "ללא הערות") || strings.Contains(out, "dana@example.com") {
		t.Error("the customer's copy tells what is internal")
	}
}

func TestPDFReportsWriteError(t *testing.T) {
	tr := pdfTranscript(t, Record{Ticket: pdfTicket("en-US", "x")}, Internal)
	if err := PDF(brokenWriter{}, tr, PDFOptions{}); err == nil || !strings.Contains(err.Error(), "disk full") {
		t.Errorf("got %v", err)
	}
}

type brokenWriter struct{}

func (brokenWriter) Write([]byte) (int, error) { return 0, fmt.Errorf("disk full") }

// FuzzPDF holds that no text of a customer stops the transcript.
func FuzzPDF(f *testing.F) {
	f.Add("שלום\n> quoted\n*bold*", "<table><tr><td colspan=9>x", "he-IL")
	f.Add("\u202e\u2066\x00\xff👩\u200d👩", "<ol start=-5><li><li><blockquote><pre>\t</pre><img src=//x>", "xx")
	f.Add(strings.Repeat("a", 500), "<a href='mailto:a@b'>"+strings.Repeat("<ul><li>", 20), "en-US")
	f.Fuzz(func(t *testing.T, text, html, culture string) {
		if len(text)+len(html) > 6000 {
			t.Skip()
		}
		tk := pdfTicket(culture, text, text, text)
		tk.Transactions[1].HTML = ticket.Text(html)
		tk.Transactions[2].Type = ticket.TransactionType(culture)
		tk.Field1, tk.Participants[0].Name = ticket.Text(text), ticket.Text(text)
		renderPDF(t, pdfTranscript(t, Record{Ticket: tk, Department: text}, Legal), PDFOptions{Letter: true})
	})
}
