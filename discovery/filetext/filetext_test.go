package filetext

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"
)

// shared is one extractor for all tests: PDFium is compiled once.
var shared = sync.OnceValue(func() *Extractor { return New(2, "") })

func extract(t testing.TB, x *Extractor, data []byte) Text {
	t.Helper()
	got, err := x.Extract(t.Context(), int64(len(data)), func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil })
	if err != nil {
		t.Fatal(err)
	}
	if len(got.Text) > MaxText {
		t.Errorf("%d bytes of text", len(got.Text))
	}
	return got
}

func sample(t testing.TB, pattern string) []byte {
	t.Helper()
	names, _ := filepath.Glob("../../fetch/fetchtest/sample/files/*" + pattern)
	if len(names) != 1 {
		t.Fatalf("%s: %v", pattern, names)
	}
	data, err := os.ReadFile(names[0])
	if err != nil {
		t.Fatal(err)
	}
	return data
}

// The sample workspace's files say what people read in them.
func TestSample(t *testing.T) {
	for pattern, want := range map[string][]string{
		"guide*.pdf":        {"איפוס נתב SR-5 והגדרה מחדש\n1. לחצו על כפתור RESET למשך 10 שניות.", "לכתובת http://192.0.2.1.", "צלצלו 03-555-0199."},
		"offerhotel*.pdf":   {"סהר נופש ואלקטרוניקה · orders@sahar.example.com · 03-555-0100", "סך הכול כולל מע״מ ₪5,620", "לכבוד משפחת אדלר · 10/02/2026"},
		"invoice*.pdf":      {"לכבוד: Harbor Desk Ltd · ח.פ. 00-000000-0 · 24/03/2026"},
		"cancellation*.pdf": {"מספר הזמנה SH-771204", "לפי חוק הגנת הצרכן."},
		"eticket*.pdf":      {"Passenger: TANAKA / MISAKI MS · Booking reference SHR7Q2"},
		"terms*.docx":       {"Terms of supply, Sahar Travel and Home\nDelivery within 5 business days."},
		"order*.xlsx":       {"Item\tModel\tQty\tUnit ILS\nRobot vacuum\tSV-90\t12\t1190\n"},
	} {
		got := extract(t, shared(), sample(t, pattern))
		for _, text := range want {
			if !strings.Contains(got.Text, text) || got.Reason != "" {
				t.Errorf("%s: %q is not in %q (%s)", pattern, text, got.Text, got.Reason)
			}
		}
	}
}

// Other programs write words of right-to-left letters into a PDF in the order in
// which they are read, glyph by glyph to the left.
func TestOtherWriters(t *testing.T) {
	data, err := os.ReadFile("testdata/pango.pdf")
	if err != nil {
		t.Fatal(err)
	}
	want := "שלום דנה, החשבון dana@acme.co.il נשלח בתאריך 24/03/2026.\n" +
		"הזמנה SHR-771204 מתוך 3 ועוד.\n" +
		"The customer סהר נופש ואלקטרוניקה paid 1,200 ILS.\n" +
		"مرحبا بكم في الفاتورة رقم 04417-2026 من ACME Ltd.\n" +
		"أهلاً أستاذ رامي، شكراً جزيلاً لينا، الأسعار الآن\n" +
		"שָׁלוֹם עֲלֵיכֶם"
	if got := extract(t, shared(), data); got.Text != want {
		t.Errorf("%q\nwant %q", got.Text, want)
	}
}

func TestSameTextEachTime(t *testing.T) {
	data := sample(t, "offerhotel*.pdf")
	first := extract(t, shared(), data)
	var group sync.WaitGroup
	for range 6 {
		group.Go(func() {
			if got := extract(t, shared(), data); got != first {
				t.Errorf("%+v, then %+v", first, got)
			}
		})
	}
	group.Wait()
}

func TestPlain(t *testing.T) {
	for name, c := range map[string]struct {
		data, text string
		reason     Reason
	}{
		"empty":        {"", "", ""},
		"text":         {"a  refund\r\n \r\nfor\fand acme\t1", "a refund\nfor\nand acme\t1", ""},
		"utf-16":       {"\xff\xfe" + "r\x00e\x00\xe9\x05", "reש", ""},
		"utf-16 be":    {"\xfe\xff" + "\x00r\x00e", "re", ""},
		"windows-1255": {"name,\xf9\xec\xe5\xed\nrefund,1\n", "name,\ufffd\ufffd\ufffd\ufffd\nrefund,1", Encoding},
		"json":         {`{"refund": 1}`, `{"refund": 1}`, ""},
		"html":         {"<!doctype html><html><head><title>t</title><style>p{}</style><script>x</script></head><body><p>A <b>refund</b></p><p>for acme</p>", "A refund\nfor acme", ""},
		"space":        {" \n ", "", NoText},
		"picture":      {"\x89PNG\r\n\x1a\n refund", "", NotRead},
		"rtf":          {`{\rtf1 refund}`, "", NotRead},
		"before 2007":  {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 refund", "", NotRead},
		"encrypted":    {"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00", "", Encrypted},
	} {
		if got := extract(t, shared(), []byte(c.data)); got.Text != c.text || got.Reason != c.reason {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

// A text is cut between two letters, and it is said.
func TestCut(t *testing.T) {
	got := extract(t, shared(), []byte(strings.Repeat("שלום ", 1<<18)))
	if got.Reason != Cut || len(got.Text) < MaxText-10 || !strings.HasSuffix(strings.TrimRight(got.Text, "לוםש"), " ") {
		t.Errorf("%s, %d bytes: …%q", got.Reason, len(got.Text), got.Text[len(got.Text)-20:])
	}
}

func TestTooLarge(t *testing.T) {
	head := append([]byte("%PDF-1.7\n"), make([]byte, headSize)...)
	got, err := shared().Extract(t.Context(), MaxFile+1, func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(head)), nil })
	if err != nil || got.Reason != TooLarge {
		t.Errorf("%+v, %v", got, err)
	}
}

// What can't be read, and a context that ends, are errors and no reasons.
func TestErrors(t *testing.T) {
	broken := errors.New("broken")
	if _, err := shared().Extract(t.Context(), 10, func() (io.ReadCloser, error) { return nil, broken }); !errors.Is(err, broken) {
		t.Error(err)
	}
	short := func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader("a refund")), nil }
	if _, err := shared().Extract(t.Context(), 100, short); !errors.Is(err, io.ErrUnexpectedEOF) {
		t.Error(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := shared().Extract(ctx, 8, short); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// A file that takes too long is given up, and the next one is read.
func TestTooLong(t *testing.T) {
	data := sample(t, "offerhotel*.pdf")
	if got := extract(t, shared(), data); got.Reason != "" { // PDFium is there
		t.Fatal(got.Reason)
	}
	hurried := &Extractor{places: make(chan struct{}, 1), pdf: shared().pdf, time: time.Millisecond}
	long := pdfOf(func(b *builder) { b.page(strings.Repeat("q ", 4<<20)) })
	if got := extract(t, hurried, long); got.Reason != TooLong || got.Text != "" {
		t.Errorf("%+v", got)
	}
	if got := extract(t, shared(), data); got.Reason != "" || got.Text == "" {
		t.Errorf("the next one: %+v", got)
	}
}
