package main

import (
	"bytes"
	"context"
	"fmt"
	"time"

	"github.com/glassix-archiver/archiver/bench/chromium"
	"github.com/glassix-archiver/archiver/render"
)

// contender is a way to make a PDF of a conversation.
type contender struct {
	name      string
	fast      bool // takes milliseconds, and is measured more often
	readsHTML bool // prints conversation.page
	print     func(context.Context, *conversation) ([]byte, error)
	spent     func() (time.Duration, error) // CPU time until now, of this process or another
	close     func() error
}

// starter makes a contender ready. With an error the contender has its name
// only: the program is not there, or does not start.
type starter func(context.Context) (contender, error)

var contenders = []starter{startArchiver, startPDFOnly, startChromium, startWeasyPrint, startWeasyPrintProcess, startPlainFont, startCoreFont}

// inProcess is a contender that is Go code.
func inProcess(name string, print func(*conversation) ([]byte, error)) contender {
	return contender{name: name, fast: true, spent: ownCPU, close: func() error { return nil },
		print: func(_ context.Context, c *conversation) ([]byte, error) { return print(c) }}
}

func startArchiver(context.Context) (contender, error) {
	return inProcess("this, from a decoded ticket", func(c *conversation) ([]byte, error) {
		t, err := render.Build(c.record, render.Options{})
		if err != nil {
			return nil, err
		}
		return printPDF(t)
	}), nil
}

func startPDFOnly(context.Context) (contender, error) {
	return inProcess("this, from a built transcript", func(c *conversation) ([]byte, error) { return printPDF(c.transcript) }), nil
}

func printPDF(t *render.Transcript) ([]byte, error) {
	var b bytes.Buffer
	err := render.PDF(&b, t, render.PDFOptions{})
	return b.Bytes(), err
}

// startChromium starts a browser that prints one transcript's HTML after
// another in one tab.
func startChromium(ctx context.Context) (contender, error) {
	c := contender{name: "Chromium, headless and warm, prints the same ticket's HTML", readsHTML: true}
	browser, err := chromium.Start(ctx)
	if err != nil {
		return c, err
	}
	page, err := browser.NewPage(ctx)
	if err == nil {
		var version string
		if version, err = browser.Version(ctx); err == nil {
			c.name = fmt.Sprintf("%s, headless and warm, prints the same ticket's HTML", version)
		}
	}
	if err != nil {
		browser.Close()
		return c, err
	}
	c.close = browser.Close
	c.spent = func() (time.Duration, error) { return groupCPU(browser.PID()) }
	c.print = func(ctx context.Context, said *conversation) ([]byte, error) {
		if err := page.Navigate(ctx, "file://"+said.page); err != nil {
			return nil, err
		}
		return page.PrintToPDF(ctx)
	}
	return c, nil
}
