package render

import (
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"time"

	"golang.org/x/text/language"

	"github.com/glassix-archiver/archiver/render/typeset"
	"github.com/glassix-archiver/archiver/templates"
)

// A Paper is a document that is no transcript and set as one is: facts, then
// sections of text and of items with facts of their own. Its texts may be of
// either direction; what comes from outside has to be Visible.
type Paper struct {
	Words     *Words // that say how pages are numbered; Paper is in their language and direction
	Kicker    string // what kind of document it is, above the title
	Title     string
	Foot      string // of each page: when and from what it was made
	Facts     []Fact // only main ones
	Sections  []PaperSection
	Generator string
	Made      time.Time // for the file's metadata
}

// PaperSection is a part of a Paper under a heading, in the order of its fields.
// Without a heading it is more of the one before.
type PaperSection struct {
	NewPage bool // it begins one
	Alarm   bool // heading, texts and rows stand in a frame that nobody overlooks
	Heading string
	Texts   []string // paragraphs
	Rows    []PaperRow
	Facts   []Fact // only main ones
	Code    string // lines to be set as they are, left to right
	Items   []PaperItem
	Blanks  []string // names of lines to be written on, below the texts and on their page
}

// PaperRow is a number and what it counts. Those of a section stand with their
// last digits one below the other.
type PaperRow struct {
	Number string
	Text   string
}

// PaperItem is something with facts.
type PaperItem struct {
	Title string
	Note  string // beside the title, quietly
	Facts []Fact
}

// PaperWords are the texts of a kind of paper, a folder of the templates that
// has LANGUAGE.json, in a language, or in English where it has none of that.
func PaperWords(kind, lang string) (*Words, error) {
	words := &Words{Language: "en"}
	for _, name := range []string{baseLanguage(lang), "en"} {
		data, err := fs.ReadFile(templates.Files(), kind+"/"+name+".json")
		if err != nil {
			continue
		}
		var texts map[string]string
		if err := json.Unmarshal(data, &texts); err != nil {
			return nil, fmt.Errorf("read the words of %s: %s: %w", kind, name, err)
		}
		if len(words.layers) == 0 {
			words.Language = name
		}
		words.layers = append(words.layers, layer{language.Make(name), texts})
	}
	if len(words.layers) == 0 {
		return nil, fmt.Errorf("there are no words for %s", kind)
	}
	words.Direction = words.direction()
	return words, nil
}

// PaperPDF writes a paper as a tagged PDF/A, with a bookmark a section and
// "page n of m" on each page; of o only the size of the paper and the stamp are of
// account. It may be called by many goroutines at once. The same paper gives the
// same bytes.
func PaperPDF(w io.Writer, d *Paper, o PDFOptions) (err error) {
	engine, err := typeset.Acquire()
	if err != nil {
		return fmt.Errorf("render pdf: %w", err)
	}
	defer func() {
		if p := recover(); p != nil { // hostile text must not end the program; the engine is left behind
			err = fmt.Errorf("render pdf of %q: %v", d.Title, p)
			return
		}
		typeset.Release(engine)
	}()
	t := &Transcript{words: d.Words, zone: time.UTC, View: View{Language: d.Words.Language, Direction: d.Words.Direction, Generator: d.Generator, Generated: d.Made.UTC()}}
	p := newPages(engine, t, o.Letter, d.Title)
	p.stampedBy(o.Stamp)
	p.layoutRunning(d.Title, d.Kicker, d.Foot)
	p.newPage()
	p.doc.Begin(w)
	p.paper(d)
	if err := p.pageNumbers(); err != nil {
		return fmt.Errorf("render pdf of %q: %w", d.Title, err)
	}
	if err := p.doc.End(); err != nil {
		return fmt.Errorf("render pdf of %q: %w", d.Title, err)
	}
	return nil
}

// paper lays out all of it.
func (p *pdfWriter) paper(d *Paper) {
	back := p.enter(typeset.RoleSection)
	p.titled(d.Kicker, d.Title)
	p.place(p.plain(), 9, p.factGrid(d.Facts, pdfFact))
	p.spot = back
	for i := range d.Sections {
		back := p.enter(typeset.RoleSection)
		p.paperSection(&d.Sections[i])
		p.spot = back
	}
}

// item keeps its title with what follows it.
func (p *pdfWriter) item(it *PaperItem) {
	back := p.enter(typeset.RoleSection)
	defer func() { p.spot = back }()
	style := pdfFact
	style.Bold = true
	lead := p.write("H3")
	pieces := kept(p.label(it.Title, style, p.width))
	p.spot = lead
	if it.Note != "" {
		pieces = append(pieces, kept(p.label(it.Note, pdfSmall, p.width))...)
	}
	if grid := p.grid(factCells(it.Facts, pdfLesser), 3); len(grid) > 0 {
		pieces = append(pieces, spaced(4, grid)...)
	} else if n := len(pieces); n > 0 {
		pieces[n-1].keep = false
	}
	rule := p.ruleAcross(9)
	rule.keep = true
	pieces = append([]piece{rule}, spaced(5, pieces)...)
	if heightOf(pieces) < p.full()/2 { // then no part of it goes to the next page
		kept(pieces[:len(pieces)-1])
	}
	p.place(p.plain(), 10, pieces)
}

// marked bookmarks the place at which pieces are drawn.
func (p *pdfWriter) marked(text string, pieces []piece) []piece {
	if len(pieces) > 0 {
		pieces[0] = pieces[0].drawn(func(pc piece) drawing {
			return func(x, y, gap float64) {
				p.doc.Bookmark(text, y)
				pc.draw(x, y, gap)
			}
		}, nil)
	}
	return pieces
}
