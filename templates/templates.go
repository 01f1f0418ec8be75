// Package templates holds the look and the words of a transcript: the HTML page,
// its style sheet, the words of each language, and the letters.
package templates

import (
	"embed"
	"io/fs"
)

//go:embed transcript.html transcript.css words/*.json custody/*.json production/*.json mail/letter.html mail/*.md
var files embed.FS

// Files returns the templates that the program carries: transcript.html,
// transcript.css, and words/LANGUAGE.json, a flat object of texts by key in
// which {0}, {1}, … stand for what is filled in; and the letters of mails,
// mail/LANGUAGE.md, with the page around them, mail/letter.html.
func Files() fs.FS { return files }
