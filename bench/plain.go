package main

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"strings"

	"github.com/go-pdf/fpdf"
)

// plainFont is Debian's, of the package fonts-dejavu-core. It has Hebrew.
const plainFont = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"

// startPlainFont is fpdf as its manual has it. It shows the letters of Hebrew
// from left to right, and panics on emoji, so that they are left out.
func startPlainFont(context.Context) (contender, error) {
	font, err := os.ReadFile(plainFont)
	return inProcess("fpdf, DejaVu Sans, a MultiCell a message; no bidi, no emoji", func(c *conversation) ([]byte, error) {
		return printCells(c, func(pdf *fpdf.Fpdf) { pdf.AddUTF8FontFromBytes("plain", "", font) }, "plain", withoutEmoji)
	}), err
}

// startCoreFont is the least that fpdf does: no font is embedded. It has no
// Hebrew, so that as many Latin letters stand for it.
func startCoreFont(context.Context) (contender, error) {
	return inProcess("fpdf, Helvetica, Latin letters in place of all others", func(c *conversation) ([]byte, error) {
		return printCells(c, func(*fpdf.Fpdf) {}, "Helvetica", latinOnly)
	}), nil
}

// printCells writes who and when, then what, for each message.
func printCells(c *conversation, add func(*fpdf.Fpdf), family string, readable func(string) string) ([]byte, error) {
	pdf := fpdf.New("P", "pt", "A4", "")
	add(pdf)
	pdf.SetFont(family, "", 10.5)
	pdf.AddPage()
	for _, e := range c.transcript.Entries {
		pdf.MultiCell(0, 15, fmt.Sprintf("%s %s", readable(e.Author.Name), c.transcript.FormatTime(e.Time)), "", "", false)
		pdf.MultiCell(0, 15, readable(e.Text), "", "", false)
	}
	var b bytes.Buffer
	err := pdf.Output(&b)
	return b.Bytes(), err
}

func withoutEmoji(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0xFFFF {
			return -1
		}
		return r
	}, s)
}

func latinOnly(s string) string {
	return strings.Map(func(r rune) rune {
		if r > 0x7E {
			return 'a' + r%26
		}
		return r
	}, s)
}
