package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/render/body"
)

// runWords prints the table of words found in extracted text.
func runWords(ctx context.Context, args []string) error {
	flags := newFlags("words")
	list := flags.Bool("missing", false, "list the words that were not found, after the table")
	keep := flags.String("o", "", "`folder` to keep the PDFs and the extracted texts in")
	if err := flags.Parse(args); err != nil {
		return err
	}
	return withPress(ctx, func(p *press, version string, records []render.Record) error {
		found, missing := extractors(ctx)
		exam := &exam{press: p, extractors: found, keep: *keep}
		for _, rec := range records {
			if err := exam.take(ctx, rec); err != nil {
				return err
			}
		}
		if err := exam.print(version, missing); err != nil {
			return err
		}
		if *list {
			fmt.Print(strings.Join(exam.lost, "\n"), "\n")
		}
		return nil
	})
}

// exam counts the words of transcripts in what the extractors read.
type exam struct {
	press      *press
	extractors []extractor
	keep       string
	marks      []mark
	lost       []string // what was not found, a line each
}

// mark is one transcript's result.
type mark struct {
	what   string
	words  int
	ours   []int // words found, by extractor
	theirs []int
}

func (x *exam) take(ctx context.Context, rec render.Record) error {
	t, err := render.Build(rec, render.Options{})
	if err != nil {
		return err
	}
	printed, err := x.press.print(ctx, rec, t)
	if err != nil {
		return err
	}
	words := wordsOf(t)
	m := mark{what: fmt.Sprintf("%d %s", t.Header.Number, t.Header.Title), words: len(words)}
	for _, e := range x.extractors {
		ours, err := x.count(ctx, e, m.what+", ours", printed.ours, words)
		if err != nil {
			return err
		}
		theirs, err := x.count(ctx, e, m.what+", Chromium's", printed.theirs, words)
		if err != nil {
			return err
		}
		m.ours, m.theirs = append(m.ours, ours), append(m.theirs, theirs)
	}
	x.marks = append(x.marks, m)
	return nil
}

// count is how many of the words an extractor finds in a PDF.
func (x *exam) count(ctx context.Context, e extractor, what string, pdf []byte, words []string) (int, error) {
	text, err := e.text(ctx, pdf)
	if err != nil {
		return 0, fmt.Errorf("extract the text of %s: %w", what, err)
	}
	lost := notFound(words, text)
	if len(lost) > 0 {
		x.lost = append(x.lost, fmt.Sprintf("%s, %s: %s", what, e.name, strings.Join(lost, " ")))
	}
	if x.keep != "" {
		name := filepath.Join(x.keep, strings.Map(plainName, what+"-"+e.name))
		for ending, content := range map[string][]byte{".pdf": pdf, ".txt": []byte(text)} {
			if err := os.WriteFile(name+ending, content, 0o600); err != nil {
				return 0, err
			}
		}
	}
	return len(words) - len(lost), nil
}

func plainName(r rune) rune {
	if r > '~' || strings.ContainsRune(` /\,'`, r) {
		return '_'
	}
	return r
}

// print prints a line for each transcript, and the sum.
func (x *exam) print(browser string, missing []string) error {
	heads := []string{"ticket", "words"}
	for _, e := range x.extractors {
		heads = append(heads, e.name+": this", browser)
	}
	results := newTable(heads...)
	sum := mark{what: "all", ours: make([]int, len(x.extractors)), theirs: make([]int, len(x.extractors))}
	for _, m := range x.marks {
		sum.words += m.words
		for i := range x.extractors {
			sum.ours[i] += m.ours[i]
			sum.theirs[i] += m.theirs[i]
		}
	}
	for _, m := range append(x.marks, sum) {
		cells := []string{m.what, fmt.Sprint(m.words)}
		for i := range x.extractors {
			cells = append(cells, fmt.Sprint(m.ours[i]), fmt.Sprint(m.theirs[i]))
		}
		results.add(cells...)
	}
	for _, m := range missing {
		fmt.Printf("Not measured: %s.\n\n", m)
	}
	return results.print(os.Stdout)
}

// wordsOf are the words of the messages, each as often as it occurs.
func wordsOf(t *render.Transcript) []string {
	var words []string
	for i := range t.Entries {
		for _, word := range strings.FieldsFunc(body.Plain(t.Entries[i].Body), betweenWords) {
			if word = essence(word); word != "" {
				words = append(words, word)
			}
		}
	}
	return words
}

// betweenWords tells what parts words. Chinese and Japanese have no spaces, so
// that their marks of punctuation do.
func betweenWords(r rune) bool {
	return unicode.IsSpace(r) || strings.ContainsRune("。，、？！：；「」『』（）・…", r)
}

// notFound are the words that a text has not, or not as often. Neither
// spaces, which extractors guess, nor controls of direction count, nor in
// which of its equal forms a letter with marks is written.
func notFound(words []string, text string) []string {
	text = essence(text)
	left := map[string]int{}
	var lost []string
	for _, word := range words {
		n, counted := left[word]
		if !counted {
			n = strings.Count(text, word)
		}
		if left[word] = n - 1; n < 1 {
			lost = append(lost, word)
		}
	}
	return lost
}

// essence is what of a text has to be found again.
func essence(text string) string {
	return norm.NFC.String(strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || unicode.Is(unicode.Bidi_Control, r) {
			return -1
		}
		return r
	}, text))
}
