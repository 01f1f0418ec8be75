package render

import (
	"bytes"
	"strings"
	"testing"
)

// raisedMail has an amount with raised cents, one struck out, and a picture
// that is a link.
const raisedMail = `19<sup>99</sup> € <del>50</del> x<sub>1</sub>2 <a href=https://x.example/pay><img src='data:image/png;base64,` +
	`iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='></a>`

func TestRaisedTextAndLinkedPictures(t *testing.T) {
	tr := build(t, decoded(t, `{"id": 1, "transactions": [{"type": "Message", "html": "`+raisedMail+`"}]}`), Options{})
	if got, want := tr.Entries[0].Text, "19^(99) € ~50~ x_(1)2 (https://x.example/pay)"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	page := written(t, HTML, tr)
	for _, want := range []string{"19<sup>99</sup> € <s>50</s> x<sub>1</sub>2", `<a href="https://x.example/pay" rel="noopener noreferrer"><img `} {
		if !strings.Contains(page, want) {
			t.Errorf("the page lacks %s", want)
		}
	}
	pdf := renderPDF(t, tr, PDFOptions{})
	if !bytes.Contains(pdf, []byte("(https://x.example/pay)")) {
		t.Error("the picture in the PDF leads nowhere")
	}
	if text := pdfTool(t, pdf, "pdftotext", "FILE", "-"); !strings.Contains(text, "19⁹⁹ €") || !strings.Contains(text, "x₁2") {
		t.Errorf("the PDF says %q", text)
	}
}
