package render

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/bench/chromium"
	"github.com/glassix-archiver/archiver/bench/talk"
)

// lookedAt are transcripts that hold all there is to see: missing files, mail
// with tables and folded quotes, photos, notes, payloads; in both directions.
var lookedAt = []struct {
	file string
	Options
}{
	{"testdata/he.json", Options{Audience: Legal}},
	{"testdata/he.json", Options{Audience: Internal, Language: "en"}},
	{"testdata/he.json", Options{Audience: ForCustomer, Language: "ar"}},
	{"../ticket/testdata/ticket.json", Options{Audience: Legal}},
	{"../fetch/fetchtest/sample/tickets/220689377.json", Options{Audience: Internal}},
	{"../fetch/fetchtest/sample/tickets/220738115.json", Options{Audience: ForCustomer}},
}

// browser starts Chromium for as long as the test lasts.
func browser(t *testing.T) *chromium.Page {
	t.Helper()
	if testing.Short() {
		t.Skip("a browser takes its time: not with -short")
	}
	ctx, stop := context.WithTimeout(t.Context(), 2*time.Minute)
	t.Cleanup(stop)
	b, err := chromium.Start(ctx)
	if errors.Is(err, chromium.ErrMissing) && os.Getenv("CI") != "true" {
		t.Skip("no Chromium on this machine: the page is not looked at")
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	page, err := b.NewPage(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return page
}

// axeCore reads the checker of accessibility, named by AXE_CORE.
func axeCore(t *testing.T) string {
	t.Helper()
	name := os.Getenv("AXE_CORE")
	if name == "" && os.Getenv("CI") != "true" {
		t.Skip("AXE_CORE does not name axe.min.js of npm's axe-core: accessibility is not checked")
	}
	script, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return string(script)
}

// runAxe opens what is folded and renders what is out of sight, so that all of
// the page is looked at, and runs every rule that is not experimental.
const runAxe = `(async () => {
	document.querySelectorAll("details").forEach(d => d.open = true)
	document.querySelectorAll(".day > ol > li").forEach(e => e.style.contentVisibility = "visible")
	const r = await axe.run(document, {rules: {"target-size": {enabled: true}}})
	return {
		Passes: r.passes.map(p => p.id),
		Violations: r.violations.map(v => v.id + ": " + v.help + ": " + v.nodes.slice(0, 3).map(n => n.html.slice(0, 160) + " " + n.failureSummary).join("; ")),
		Overflow: document.documentElement.scrollWidth - document.documentElement.clientWidth,
		Loaded: performance.getEntriesByType("resource").map(e => e.name).filter(n => !n.startsWith("data:") && !n.includes("/attachments/")),
		Styled: getComputedStyle(document.body).margin == "0px",
	}
})()`

type axeReport struct {
	Passes, Violations []string
	Overflow           int      // CSS pixels that the page is wider than the window
	Loaded             []string // what came from anywhere but the bundle
	Styled             bool     // the policy lets the style sheet pass
}

func axe(t *testing.T, page *chromium.Page, script, content string, width int, dark bool) axeReport {
	t.Helper()
	var report axeReport
	ctx := t.Context()
	err := page.SetView(ctx, width, dark)
	if err == nil {
		err = page.Load(ctx, []byte(content))
	}
	if err == nil {
		err = page.Evaluate(ctx, script+";0", nil)
	}
	if err == nil {
		err = page.Evaluate(ctx, runAxe, &report)
	}
	if err != nil {
		t.Fatal(err)
	}
	return report
}

// No transcript has a fault of accessibility, none is wider than a phone, and
// none loads anything.
func TestAccessibility(t *testing.T) {
	script, page := axeCore(t), browser(t)
	bad := axe(t, page, script, `<!doctype html><p style="color:#aaa;background:#fff">faint<img src="data:,">`, 360, false)
	for _, id := range []string{"color-contrast", "image-alt", "html-has-lang"} {
		if !strings.Contains(strings.Join(bad.Violations, "\n"), id) {
			t.Errorf("a page with a fault of %s passes", id)
		}
	}
	for _, look := range lookedAt {
		content := written(t, HTML, build(t, record(t, look.file), look.Options))
		for _, width := range []int{360, 1440} {
			for _, dark := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s/%s/%s/%d/dark=%t", filepath.Base(look.file), look.Audience, look.Language, width, dark), func(t *testing.T) {
					checkReport(t, axe(t, page, script, content, width, dark))
				})
			}
		}
	}
}

func checkReport(t *testing.T, report axeReport) {
	t.Helper()
	if len(report.Passes) < 15 {
		t.Errorf("only %v were checked", report.Passes)
	}
	if len(report.Violations) > 0 {
		t.Error(strings.Join(report.Violations, "\n"))
	}
	if report.Overflow > 0 {
		t.Errorf("%d pixels too wide", report.Overflow)
	}
	if len(report.Loaded) > 0 || !report.Styled {
		t.Errorf("loads %v; styled: %t", report.Loaded, report.Styled)
	}
}

// What is folded on the screen is on paper, and each sheet says what it is of.
func TestPrint(t *testing.T) {
	page := browser(t)
	transcript := build(t, record(t, "../fetch/fetchtest/sample/tickets/220689377.json"), Options{Language: "en"})
	ctx := t.Context()
	if err := page.Load(ctx, []byte(written(t, HTML, transcript))); err != nil {
		t.Fatal(err)
	}
	pdf, err := page.PrintToPDF(ctx)
	if err != nil {
		t.Fatal(err)
	}
	text := squeeze(pdfTool(t, pdf, "pdftotext", "FILE", "-"))
	for _, want := range []string{"Quoted text", "orders@sahar.example.com", "firstAgentMessageDateTime", "Page 2 of"} {
		if !strings.Contains(text, squeeze(want)) {
			t.Errorf("the print lacks %q", want)
		}
	}
}

// A heading stands with what it heads, and the colophon with an entry.
func TestPrintedPages(t *testing.T) {
	page := browser(t)
	for _, name := range []string{"220671204", "220710036", "220710037", "220741305", "220768800"} {
		transcript := build(t, record(t, "../fetch/fetchtest/sample/tickets/"+name+".json"), Options{Language: "en"})
		ctx := t.Context()
		if err := page.Load(ctx, []byte(written(t, HTML, transcript))); err != nil {
			t.Fatal(err)
		}
		pdf, err := page.PrintToPDF(ctx)
		if err != nil {
			t.Fatal(err)
		}
		sheets := strings.Split(strings.TrimSuffix(pdfTool(t, pdf, "pdftotext", "-layout", "FILE", "-"), "\f"), "\f")
		for i, sheet := range sheets {
			lines := strings.Fields(sheet[:max(0, strings.LastIndex(sheet, "Page "))])
			if last := lines[len(lines)-1]; last == "Participants" || last == "Conversation" {
				t.Errorf("%s: page %d ends with the heading %q", name, i+1, last)
			}
		}
		if last := sheets[len(sheets)-1]; !strings.Contains(last, "sha256") || !strings.Contains(last, "closed") {
			t.Errorf("%s: the colophon is not with the last entry:\n%s", name, last)
		}
	}
}

// A name and its value stand side by side where there is room for two pairs.
func TestFactsInColumns(t *testing.T) {
	page := browser(t)
	ctx := t.Context()
	if err := page.Load(ctx, []byte(written(t, HTML, build(t, record(t, "testdata/he.json"), Options{})))); err != nil {
		t.Fatal(err)
	}
	for width, want := range map[int]int{360: 1, 500: 1, 639: 1, 1024: 1, 900: 3} {
		var columns int
		err := page.SetView(ctx, width, false)
		if err == nil {
			err = page.Evaluate(ctx, `new Set([...document.querySelectorAll(".facts > dl > div")].map(e => Math.round(e.getBoundingClientRect().left))).size`, &columns)
		}
		if err != nil || columns != want {
			t.Errorf("%d pixels: %d columns, %v, want %d", width, columns, err, want)
		}
	}
}

// A payload is found as it was sent, though its strings are isolated.
func TestPayloadIsFound(t *testing.T) {
	page := browser(t)
	ctx := t.Context()
	transcript := build(t, decoded(t, `{"id": 1, "transactions": [{"type": "Message", "text": "x", "payload": {"שם": "דנה"}}]}`), Options{})
	if err := page.Load(ctx, []byte(written(t, HTML, transcript))); err != nil {
		t.Fatal(err)
	}
	var got struct {
		Found bool
		Text  string
		Left  []float64
	}
	err := page.Evaluate(ctx, `(() => {
		document.querySelectorAll("details").forEach(d => d.open = true)
		const pre = document.querySelector(".more pre")
		const left = [...pre.querySelectorAll("bdi")].map(e => e.getBoundingClientRect().left)
		return {Found: window.find("שם"+pre.textContent.split("שם")[1].split("דנה")[0]+"דנה"), Text: pre.textContent, Left: left}
	})()`, &got)
	if err != nil {
		t.Fatal(err)
	}
	if want := transcript.Entries[0].Payload; !got.Found || got.Text != want {
		t.Errorf("found: %t, %q, want %q", got.Found, got.Text, want)
	}
	if len(got.Left) != 2 || got.Left[0] >= got.Left[1] {
		t.Errorf("the name stands at %v", got.Left)
	}
}

// A link to a message of a long ticket leads there, though most of the page
// is not laid out before it is seen.
func TestPermalinks(t *testing.T) {
	page := browser(t)
	transcript := build(t, Record{Ticket: talk.Ticket(1500, 1)}, Options{})
	ctx := t.Context()
	if err := page.SetView(ctx, 1440, false); err != nil {
		t.Fatal(err)
	}
	if err := page.Load(ctx, []byte(written(t, HTML, transcript))); err != nil {
		t.Fatal(err)
	}
	var top float64
	err := page.Evaluate(ctx, `(async () => {
		location.hash = "#e1200"
		const frame = () => new Promise(requestAnimationFrame)
		for (let i = 0; i < 20; i++) await frame()
		return document.getElementById("e1200").getBoundingClientRect().top
	})()`, &top)
	if err != nil {
		t.Fatal(err)
	}
	if top < 0 || top > 400 {
		t.Errorf("the message stands %.0f pixels below the window's top", top)
	}
}
