package chromium

import (
	"bytes"
	"context"
	"errors"
	"image/png"
	"os"
	"strings"
	"testing"
	"time"
)

func start(t *testing.T) (*Browser, *Page) {
	t.Helper()
	if _, err := Find(); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	b, err := Start(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { b.Close() })
	p, err := b.NewPage(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return b, p
}

const page = `<!doctype html><meta charset=utf-8><title>ticket</title>
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<style>body{margin:0;background:#fff} p{height:2000px;margin:0} @media (prefers-color-scheme: dark){body{background:#000}}
@page{size:100mm 100mm}</style><p>שלום</p>`

func TestPage(t *testing.T) {
	b, p := start(t)
	ctx := t.Context()
	if err := p.Load(ctx, []byte(page)); err != nil {
		t.Fatal(err)
	}
	var text string
	if err := p.Evaluate(ctx, `Promise.resolve(document.querySelector("p").textContent)`, &text); err != nil || text != "שלום" {
		t.Errorf("the paragraph says %q (%v), want שלום", text, err)
	}
	if err := p.Evaluate(ctx, `null.length`, nil); err == nil || !strings.Contains(err.Error(), "TypeError") {
		t.Errorf("a script that throws gives %v, want its TypeError", err)
	}
	pdf, err := p.PrintToPDF(ctx)
	if err != nil || !bytes.HasPrefix(pdf, []byte("%PDF-")) {
		t.Errorf("printed %.20q (%v), want a PDF", pdf, err)
	}
	for _, dark := range []bool{false, true} {
		shot, err := p.Screenshot(ctx, 360, dark)
		if err != nil {
			t.Fatal(err)
		}
		img, err := png.Decode(bytes.NewReader(shot))
		if err != nil {
			t.Fatal(err)
		}
		if size := img.Bounds().Size(); size.X != 360 || size.Y != 2000 {
			t.Errorf("the picture is %v, want 360 by 2000", size)
		}
		if r, _, _, _ := img.At(1, 1999).RGBA(); (r == 0) != dark {
			t.Errorf("dark %v: the ground's red is %#x", dark, r)
		}
	}
	if version, err := b.Version(ctx); err != nil || !strings.Contains(version, "/") {
		t.Errorf("version %q (%v)", version, err)
	}
	if err := p.Navigate(ctx, "file:///nowhere/at/all.html"); err == nil {
		t.Error("a file that is not there was opened")
	}
	if err := p.Close(ctx); err != nil {
		t.Error(err)
	}
}

func TestCancelEndsACall(t *testing.T) {
	_, p := start(t)
	ctx, cancel := context.WithTimeout(t.Context(), 100*time.Millisecond)
	defer cancel()
	began := time.Now()
	err := p.Evaluate(ctx, `new Promise(() => {})`, nil)
	if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > time.Second {
		t.Errorf("got %v after %v, want the deadline's error within a second", err, time.Since(began))
	}
}

func TestCloseLeavesNothing(t *testing.T) {
	b, p := start(t)
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := os.Stat(b.folder); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("its folder: %v, want none", err)
	}
	for range 40 { // helpers die a moment after the signal
		if groupGone(b.cmd) {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if !groupGone(b.cmd) {
		t.Error("processes of its are left")
	}
	if err := p.Evaluate(t.Context(), "1", nil); err == nil {
		t.Error("a closed browser answers")
	}
}
