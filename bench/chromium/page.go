package chromium

import (
	"context"
	"encoding/json"
	"fmt"
	"net/url"
	"os"
)

// Page is a tab. One goroutine may use it at a time.
type Page struct {
	b       *Browser
	target  string
	session string
}

// NewPage opens an empty tab.
func (b *Browser) NewPage(ctx context.Context) (*Page, error) {
	p := &Page{b: b}
	var created struct{ TargetID string }
	if err := b.conn.call(ctx, "", "Target.createTarget", args{"url": "about:blank"}, &created); err != nil {
		return nil, fmt.Errorf("open a page: %w", err)
	}
	var attached struct{ SessionID string }
	if err := b.conn.call(ctx, "", "Target.attachToTarget", args{"targetId": created.TargetID, "flatten": true}, &attached); err != nil {
		return nil, fmt.Errorf("open a page: %w", err)
	}
	p.target, p.session = created.TargetID, attached.SessionID
	for method, params := range map[string]args{"Page.enable": nil, "Page.setLifecycleEventsEnabled": {"enabled": true}} {
		if err := p.call(ctx, method, params, nil); err != nil {
			return nil, fmt.Errorf("open a page: %w", err)
		}
	}
	return p, nil
}

// Close closes the tab.
func (p *Page) Close(ctx context.Context) error {
	return p.b.conn.call(ctx, "", "Target.closeTarget", args{"targetId": p.target}, nil)
}

func (p *Page) call(ctx context.Context, method string, params args, result any) error {
	return p.b.conn.call(ctx, p.session, method, params, result)
}

// Navigate goes to an address, such as file:///tmp/transcript.html, and waits
// until it is loaded with its pictures and fonts.
func (p *Page) Navigate(ctx context.Context, address string) error {
	var went struct{ LoaderID, ErrorText string }
	if err := p.call(ctx, "Page.navigate", args{"url": address}, &went); err != nil {
		return fmt.Errorf("open %s: %w", address, err)
	}
	if went.ErrorText != "" {
		return fmt.Errorf("open %s: %s", address, went.ErrorText)
	}
	if went.LoaderID == "" {
		return nil // only the fragment is another
	}
	if err := p.b.conn.awaitLoad(ctx, went.LoaderID); err != nil {
		return fmt.Errorf("open %s: %w", address, err)
	}
	return nil
}

// Load shows an HTML document as if a file of it were opened.
func (p *Page) Load(ctx context.Context, html []byte) error {
	f, err := os.CreateTemp(p.b.folder, "page-*.html")
	if err != nil {
		return fmt.Errorf("load a page: %w", err)
	}
	defer os.Remove(f.Name())
	_, err = f.Write(html)
	if e := f.Close(); err == nil {
		err = e
	}
	if err != nil {
		return fmt.Errorf("load a page: %w", err)
	}
	return p.Navigate(ctx, (&url.URL{Scheme: "file", Path: f.Name()}).String())
}

// Evaluate runs JavaScript in the page, waits for the promise it gives, if it
// gives one, and puts its value, which has to fit JSON, into result unless
// that is nil. The page's content security policy does not hold it back.
func (p *Page) Evaluate(ctx context.Context, script string, result any) error {
	var got struct {
		Result struct {
			Value json.RawMessage
		}
		ExceptionDetails *struct {
			Text      string
			Exception struct{ Description string }
		}
	}
	err := p.call(ctx, "Runtime.evaluate", args{"expression": script, "returnByValue": true, "awaitPromise": true}, &got)
	if err != nil {
		return fmt.Errorf("evaluate: %w", err)
	}
	if e := got.ExceptionDetails; e != nil {
		return fmt.Errorf("evaluate: %s %s", e.Text, e.Exception.Description)
	}
	if result == nil {
		return nil
	}
	if got.Result.Value == nil {
		return fmt.Errorf("evaluate: the script gives nothing (undefined)")
	}
	if err := json.Unmarshal(got.Result.Value, result); err != nil {
		return fmt.Errorf("evaluate: %w", err)
	}
	return nil
}

// PrintToPDF prints the page as its style sheet for print says, with
// backgrounds, on the style sheet's paper, or else on A4.
func (p *Page) PrintToPDF(ctx context.Context) ([]byte, error) {
	var printed struct{ Data []byte }
	err := p.call(ctx, "Page.printToPDF", args{"printBackground": true, "preferCSSPageSize": true,
		"paperWidth": 210 / 25.4, "paperHeight": 297 / 25.4}, &printed)
	if err != nil {
		return nil, fmt.Errorf("print: %w", err)
	}
	return printed.Data, nil
}

// SetView makes the page that many CSS pixels wide, and its colours those for
// the dark or for the light.
func (p *Page) SetView(ctx context.Context, width int, dark bool) error {
	scheme := "light"
	if dark {
		scheme = "dark"
	}
	err := p.call(ctx, "Emulation.setDeviceMetricsOverride", args{"width": width, "height": 800, "deviceScaleFactor": 1, "mobile": false}, nil)
	if err == nil {
		err = p.call(ctx, "Emulation.setEmulatedMedia", args{"features": []args{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	}
	if err != nil {
		return fmt.Errorf("set the view: %w", err)
	}
	return nil
}

// Screenshot is a PNG of the whole page, that many CSS pixels wide and as
// high as the page is.
func (p *Page) Screenshot(ctx context.Context, width int, dark bool) ([]byte, error) {
	if err := p.SetView(ctx, width, dark); err != nil {
		return nil, fmt.Errorf("take a picture: %w", err)
	}
	var layout struct {
		CSSContentSize struct{ Height float64 }
	}
	if err := p.call(ctx, "Page.getLayoutMetrics", nil, &layout); err != nil {
		return nil, fmt.Errorf("take a picture: %w", err)
	}
	var taken struct{ Data []byte }
	err := p.call(ctx, "Page.captureScreenshot", args{"captureBeyondViewport": true,
		"clip": args{"x": 0, "y": 0, "width": width, "height": layout.CSSContentSize.Height, "scale": 1}}, &taken)
	if err != nil {
		return nil, fmt.Errorf("take a picture: %w", err)
	}
	return taken.Data, nil
}
