package main

import (
	"bytes"
	"context"
	"fmt"
	"image"
	"image/color"
	"image/draw"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"slices"

	"github.com/glassix-archiver/archiver/render"
)

// runPictures writes a picture for each page of each sample ticket: this
// program's page at the left, Chromium's print of the HTML at the right.
func runPictures(ctx context.Context, args []string) error {
	flags := newFlags("pictures")
	out := flags.String("o", "", "`folder` to write TICKET-PAGE.png into")
	dpi := flags.Int("dpi", 80, "dots per inch")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *out == "" {
		return fmt.Errorf("pictures: say where to with -o FOLDER")
	}
	if err := os.MkdirAll(*out, 0o755); err != nil {
		return err
	}
	return withPress(ctx, func(p *press, _ string, records []render.Record) error {
		for _, rec := range records {
			if err := picture(ctx, p, rec, *dpi, *out); err != nil {
				return err
			}
		}
		return nil
	})
}

func picture(ctx context.Context, p *press, rec render.Record, dpi int, out string) error {
	t, err := render.Build(rec, render.Options{})
	if err != nil {
		return err
	}
	printed, err := p.print(ctx, rec, t)
	if err != nil {
		return err
	}
	ours, err := rasterize(ctx, printed.ours, dpi)
	if err != nil {
		return err
	}
	theirs, err := rasterize(ctx, printed.theirs, dpi)
	if err != nil {
		return err
	}
	for i := range max(len(ours), len(theirs)) {
		name := filepath.Join(out, fmt.Sprintf("%d-%02d.png", t.Header.Number, i+1))
		if err := writePNG(name, sideBySide(nth(ours, i), nth(theirs, i))); err != nil {
			return err
		}
	}
	fmt.Printf("%d %s: %d pages, Chromium's %d\n", t.Header.Number, t.Header.Title, len(ours), len(theirs))
	return nil
}

// rasterize paints a PDF's pages with poppler.
func rasterize(ctx context.Context, pdf []byte, dpi int) ([]image.Image, error) {
	folder, err := os.MkdirTemp("", "bench-pages-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(folder)
	cmd := exec.CommandContext(ctx, "pdftoppm", "-r", fmt.Sprint(dpi), "-png", "-", filepath.Join(folder, "page"))
	cmd.Stdin = bytes.NewReader(pdf)
	if said, err := cmd.CombinedOutput(); err != nil {
		return nil, fmt.Errorf("paint pages with pdftoppm: %w: %s", err, said)
	}
	names, err := filepath.Glob(filepath.Join(folder, "page-*.png"))
	if err != nil {
		return nil, err
	}
	slices.Sort(names) // the numbers are of one width
	var painted []image.Image
	for _, name := range names {
		text, err := os.ReadFile(name)
		if err != nil {
			return nil, err
		}
		page, err := png.Decode(bytes.NewReader(text))
		if err != nil {
			return nil, err
		}
		painted = append(painted, page)
	}
	return painted, nil
}

// nth is a page, or an empty one past the last.
func nth(pages []image.Image, i int) image.Image {
	if i < len(pages) {
		return pages[i]
	}
	return image.NewRGBA(image.Rectangle{})
}

// sideBySide puts two pages on a grey ground with a gap between them.
func sideBySide(left, right image.Image) image.Image {
	const gap = 8
	a, b := left.Bounds(), right.Bounds()
	sheet := image.NewRGBA(image.Rect(0, 0, a.Dx()+gap+b.Dx(), max(a.Dy(), b.Dy())))
	draw.Draw(sheet, sheet.Bounds(), image.NewUniform(color.Gray{Y: 0x80}), image.Point{}, draw.Src)
	draw.Draw(sheet, image.Rect(0, 0, a.Dx(), a.Dy()), left, a.Min, draw.Src)
	draw.Draw(sheet, image.Rect(a.Dx()+gap, 0, a.Dx()+gap+b.Dx(), b.Dy()), right, b.Min, draw.Src)
	return sheet
}

func writePNG(name string, img image.Image) error {
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		return err
	}
	return os.WriteFile(name, b.Bytes(), 0o644)
}
