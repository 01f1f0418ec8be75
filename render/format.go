package render

import "io"

// Format is a form that a transcript can be written in.
type Format struct {
	Name      string // and the ending of its files
	MediaType string
	Write     func(io.Writer, *Transcript) error
}

// Formats returns all forms, the most readable one first.
func Formats() []Format {
	return []Format{
		{"pdf", "application/pdf", func(w io.Writer, t *Transcript) error { return PDF(w, t, PDFOptions{}) }},
		{"html", "text/html", HTML},
		{"json", "application/json", JSON},
	}
}
