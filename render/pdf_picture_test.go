package render

import (
	"bytes"
	"errors"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/render/typeset"
	"github.com/glassix-archiver/archiver/ticket"
)

var (
	brick = color.RGBA{0xc0, 0x30, 0x20, 0xff} // the pictures in testdata/pictures
	blue  = color.RGBA{0x20, 0x30, 0xc0, 0xff} // the lower end of the interlaced one
)

// at is the colour of a picture's pixel.
func (pic *picture) at(t *testing.T, x, y int) color.RGBA {
	t.Helper()
	if pic.JPEG != nil {
		img, err := jpeg.Decode(bytes.NewReader(pic.JPEG))
		if err != nil {
			t.Fatal(err)
		}
		return color.RGBAModel.Convert(img.At(x, y)).(color.RGBA)
	}
	i := 3 * (y*pic.Width + x)
	return color.RGBA{pic.Pixels[i], pic.Pixels[i+1], pic.Pixels[i+2], 0xff}
}

// near tells whether two colours look alike.
func near(a, b color.RGBA) bool {
	off := func(x, y uint8) bool { return max(x, y)-min(x, y) > 12 }
	return !off(a.R, b.R) && !off(a.G, b.G) && !off(a.B, b.B)
}

// deepPNG is a picture with 16 bits a channel.
func deepPNG(t *testing.T) []byte {
	img := image.NewNRGBA64(image.Rect(0, 0, 40, 30))
	for i := range 40 * 30 {
		img.Set(i%40, i/40, brick)
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// smallFrameGIF is a moving picture of 40 by 30 whose first frame is a part.
func smallFrameGIF(t *testing.T) []byte {
	frame := func(r image.Rectangle, c color.Color) *image.Paletted {
		return image.NewPaletted(r, color.Palette{c, color.White})
	}
	var b bytes.Buffer
	err := gif.EncodeAll(&b, &gif.GIF{Config: image.Config{Width: 40, Height: 30}, Delay: []int{1, 1},
		Image: []*image.Paletted{frame(image.Rect(10, 5, 30, 25), brick), frame(image.Rect(0, 0, 40, 30), blue)}})
	if err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestReadPicture(t *testing.T) {
	file := func(name string) []byte {
		data, err := os.ReadFile(filepath.Join("testdata", "pictures", name))
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	for _, tt := range []struct {
		name string
		data []byte
		x, y int
		want color.RGBA
		err  error
	}{
		{"a JPEG in CMYK", file("adobe-cmyk.jpg"), 20, 15, brick, nil},
		{"a progressive JPEG", file("progressive.jpg"), 20, 15, brick, nil},
		{"a grey JPEG", file("grey.jpg"), 20, 0, color.RGBA{0, 0, 0, 255}, nil},
		{"an interlaced PNG", file("interlaced.png"), 39, 0, brick, nil},
		{"and its end", file("interlaced.png"), 0, 29, blue, nil},
		{"a PNG of 16 bits", deepPNG(t), 20, 15, brick, nil},
		{"a WebP", file("photo.webp"), 20, 15, brick, nil},
		{"a GIF shows its first frame", smallFrameGIF(t), 20, 15, brick, nil},
		{"in its place", smallFrameGIF(t), 2, 2, color.RGBA{255, 255, 255, 255}, nil},
		{"CMYK of unknown sense", slices.Delete(file("adobe-cmyk.jpg"), 2, 18), 0, 0, color.RGBA{}, errPictureFormat},
		{"a PNG of 60,000 by 60,000", bombPNG(), 0, 0, color.RGBA{}, errPictureLarge},
		{"half a JPEG", file("progressive.jpg")[:300], 0, 0, color.RGBA{}, errPictureDamaged},
		{"half a PNG", file("interlaced.png")[:60], 0, 0, color.RGBA{}, errPictureDamaged},
		{"half a WebP", file("photo.webp")[:40], 0, 0, color.RGBA{}, errPictureDamaged},
		{"a HEIC", []byte("\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), 0, 0, color.RGBA{}, errPictureFormat},
		{"nothing", nil, 0, 0, color.RGBA{}, errPictureFormat},
	} {
		pic, err := readPicture(bytes.NewReader(tt.data))
		if !errors.Is(err, tt.err) {
			t.Errorf("%s: error %v, want %v", tt.name, err, tt.err)
		}
		if err != nil || tt.err != nil {
			continue
		}
		if pic.natural != (image.Point{40, 30}) {
			t.Errorf("%s: %v large", tt.name, pic.natural)
		}
		if got := pic.at(t, tt.x, tt.y); !near(got, tt.want) {
			t.Errorf("%s: pixel %d,%d is %v, want %v", tt.name, tt.x, tt.y, got, tt.want)
		}
	}
}

// FuzzReadPicture holds that no file stops the transcript or gets more than
// the pixels that are kept into it.
func FuzzReadPicture(f *testing.F) {
	names, _ := filepath.Glob("testdata/pictures/*")
	for _, name := range names {
		if data, err := os.ReadFile(name); err == nil {
			f.Add(data)
		}
	}
	f.Add(bombPNG())
	f.Fuzz(func(t *testing.T, data []byte) {
		pic, err := readPicture(bytes.NewReader(data))
		if err == nil && (pic.Width < 1 || pic.Height < 1 || max(pic.Width, pic.Height) > maxPictureSide) {
			t.Errorf("a picture of %d by %d", pic.Width, pic.Height)
		}
	})
}

// A picture that can't be shown is listed with the reason, and one that the
// message was to show and does not is shown with the files.
func TestPDFUnshownPictures(t *testing.T) {
	tk := pdfTicket("en-US", "look")
	files := memFiles{"attachments/a.heic": []byte("\x00\x00\x00\x18ftypheic"), "attachments/b.png": bombPNG(),
		"attachments/c.jpg": encodeJPEG(t, 64, 64)[:300], "attachments/d.png": encodePNG(t, 40, 30)}
	rec := Record{Ticket: tk, Open: files.open, Files: map[string]File{}}
	for _, name := range []string{"a.heic", "b.png", "c.jpg", "d.png"} {
		a := ticket.Attachment{FileIdentifier: ticket.Text(name), OriginalFileName: ticket.Text(name), IsEmbedded: name == "d.png"}
		tk.Transactions[0].Attachments = append(tk.Transactions[0].Attachments, a)
		rec.Files[a.Key()] = File{Path: "attachments/" + name, MediaType: "image/x", Size: 9}
	}
	pdf := renderPDF(t, pdfTranscript(t, rec, Internal), PDFOptions{})
	out := strings.Join(strings.Fields(pdfTool(t, pdf, "pdftotext", "FILE", "-")), " ")
	for _, want := range []string{"not shown here: a format that is not displayed", "too large to be shown here", "not shown here: it can't be read as an image"} {
		if !strings.Contains(out, want) {
			t.Errorf("%q is not said", want)
		}
	}
	if got := bytes.Count(pdf, []byte("/Subtype/Image")); got != 1 || strings.Contains(out, "shown in the message") {
		t.Errorf("%d pictures, want the embedded one that no text shows", got)
	}
}

func TestPDFPictureOfTheMessageItself(t *testing.T) {
	p := pdfPage(t, "en-US")
	block := body.Block{Kind: body.Paragraph, Inlines: []body.Inline{{Text: "before"}, {Image: &body.Image{Data: encodePNG(t, 40, 30)}}, {Text: "after"}}}
	if got := p.inlines(&block, textBlock{style: pdfBody, width: 400}, typeset.RoleParagraph); len(got) != 3 || got[1].cut == nil {
		t.Errorf("%d pieces, want the picture between two lines", len(got))
	}
}
