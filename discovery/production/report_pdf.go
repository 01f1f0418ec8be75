package production

import (
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/glassix-archiver/archiver/render"
)

// How many of each kind the PDF names; report.json has all.
const (
	maxListed  = 500
	maxFilters = 30
)

// writeReport writes the report for people: on its first page what is lacking,
// what was asked for, and what was found.
func (p *producer) writeReport(w io.Writer) error {
	r := wording{p.words, p.report}
	paper := &render.Paper{
		Words: p.words, Kicker: r.Say("kicker"), Title: r.Say("title", strconv.Itoa(r.Number), r.span(r.Bates.First, r.Bates.Last)),
		Foot: r.Say("foot", r.Production, moment(r.Made)), Generator: r.Tool, Made: r.Made, Facts: r.head(),
		Sections: slices.Concat(
			[]render.PaperSection{r.outcome(), r.asked(), r.found(), r.documents(), r.how()},
			r.gaps(), r.duplicates(),
			[]render.PaperSection{r.volumes(), r.hashes()},
			r.custody(), r.annex(),
		),
	}
	return render.PaperPDF(w, paper, render.PDFOptions{Letter: p.Letter})
}

func (r wording) head() []render.Fact {
	return slices.Concat(r.fact("fact.case", r.Case), r.fact("fact.by", r.By), r.fact("fact.made", moment(r.Made)),
		r.fact("fact.store", r.Store), r.fact("fact.tool", r.Tool), r.code("fact.id", r.Production))
}

// outcome sums up what is lacking, by its reasons.
func (r wording) outcome() render.PaperSection {
	if r.Complete {
		return render.PaperSection{Heading: r.Say("complete"), Texts: []string{r.Say("complete.text")}}
	}
	s := render.PaperSection{Alarm: true, Heading: r.Say("gaps"), Texts: []string{r.Say("gaps.text")}}
	add := func(key string, codes []string) {
		slices.Sort(codes)
		for len(codes) > 0 {
			n := 1
			for n < len(codes) && codes[n] == codes[0] {
				n++
			}
			s.Rows = append(s.Rows, r.row(n, r.counted(key, n, r.lack(codes[0]))))
			codes = codes[n:]
		}
	}
	var withheld, lacking []string
	for _, w := range r.Withheld {
		withheld = append(withheld, w.Code)
	}
	for _, e := range r.Exceptions {
		lacking = append(lacking, e.Code)
	}
	add("gap.withheld", withheld)
	if n := r.Counts.WithheldFiles; n > 0 { // on purpose, all for one reason: each has its number
		s.Rows = append(s.Rows, r.row(n, r.counted("gap.attachments", n, short(render.Visible(r.Options.Withhold)))))
	}
	add("gap.lacks", lacking)
	return s
}

// asked says what was asked for.
func (r wording) asked() render.PaperSection {
	s := render.PaperSection{Heading: r.Say("asked"), Texts: []string{sentence(short(render.Visible(r.Selection.Text)))}, Facts: r.fact("asked.query", r.Selection.Query)}
	if n := r.Selection.Superseded; n > 0 {
		s.Texts = append(s.Texts, r.Count("asked.superseded", n))
	}
	var names []string
	values := map[string][]string{}
	for i, f := range r.Selection.Filters {
		if i == maxFilters {
			s.Texts = append(s.Texts, r.Say("asked.more", strconv.Itoa(len(r.Selection.Filters)-i)))
			break
		}
		if values[f.Name] == nil {
			names = append(names, f.Name)
		}
		values[f.Name] = append(values[f.Name], f.Value)
	}
	for _, name := range names {
		s.Facts = append(s.Facts, labelled(sentence(render.Visible(name)), values[name]...)...)
	}
	s.Facts = append(s.Facts, r.fact("asked.not_searched", short(r.Selection.NotSearched))...)
	return s
}

// found reconciles the bundles.
func (r wording) found() render.PaperSection {
	c := &r.Counts
	return render.PaperSection{
		Heading: r.Say("found"),
		Texts:   []string{r.Say("found.text")},
		Rows: []render.PaperRow{r.row(c.Found, r.Say("found.found")), r.row(c.Produced, r.Say("found.produced")),
			r.row(c.Withheld, r.Say("found.withheld")), r.row(c.Duplicates, r.Say("found.duplicates"))},
	}
}

// documents counts what is produced. What there is none of is left out, but for
// what somebody would look for.
func (r wording) documents() render.PaperSection {
	c := &r.Counts
	s := render.PaperSection{Heading: r.Say("documents")}
	pages := "documents.pages"
	if !slices.Contains(r.Options.Formats, PDF) {
		pages = "documents.numbers"
	}
	for _, f := range []struct {
		key    string
		n      int
		always bool
	}{
		{"documents.documents", c.Documents, true}, {"documents.parents", c.Parents, true}, {"documents.attachments", c.Attachments, true}, {pages, c.Pages, true},
		{"documents.missing", c.Missing, true}, {"documents.withheld", c.WithheldFiles, true}, {"documents.merged", c.Merged, false},
		{"documents.natives", c.Natives, true}, {"documents.texts", c.Texts, false}, {"documents.unsaid", c.Unsaid, false}, {"documents.pdfs", c.PDFs, false}, {"documents.rsmf", c.RSMF, false},
		{"documents.redactions", c.Redactions, r.Options.Redact != ""}, {"documents.not_looked", c.NotLooked, r.Options.Redact != ""},
		{"documents.substitutions", c.Substitutions, false},
	} {
		if f.always || f.n > 0 {
			s.Rows = append(s.Rows, r.row(f.n, r.Say(f.key)))
		}
	}
	s.Rows = append(s.Rows, render.PaperRow{Number: grouped(c.Bytes), Text: r.Say("documents.bytes")})
	switch {
	case r.Options.Redact != "":
		s.Texts = []string{r.Say("documents.redacted"), r.Say("documents.redacted.text")}
	case c.Unsaid > 0:
		s.Texts = []string{r.Say("documents.unsaid.text")}
	}
	return s
}

// how says what was chosen for the production.
func (r wording) how() render.PaperSection {
	o := &r.Options
	var formats []string
	for _, f := range o.Formats {
		formats = append(formats, string(f))
	}
	language := o.Language
	if language == "" {
		language = r.Say("how.language.own")
	}
	return render.PaperSection{Heading: r.Say("how"), Facts: slices.Concat(
		r.fact("how.formats", strings.Join(formats, ", ")),
		r.fact("how.zone", o.TimeZone), r.fact("how.language", language), r.fact("how.split", grouped(o.Split)),
		r.fact("how.legend", o.Legend), r.fact("how.redact", o.Redact), r.fact("how.withheld", o.Withhold))}
}

func (r wording) volumes() render.PaperSection {
	s := render.PaperSection{Heading: r.Say("volumes")}
	for _, v := range r.Volumes {
		s.Facts = append(s.Facts, render.Fact{Label: v.Name, Values: []string{r.span(v.First, v.Last), r.Count("volumes.documents", v.Documents), r.Count("volumes.pages", v.Pages)}})
	}
	if len(r.Volumes) == 0 {
		s.Texts = []string{r.Say("volumes.none")}
	}
	return s
}

func (r wording) hashes() render.PaperSection {
	list := []*FileRef{r.Files.Sources, r.Files.Substitutions, r.Files.Redactions, r.Files.Proofs}
	for _, v := range r.Volumes {
		list = append(list, v.DAT, v.OPT)
	}
	var lines []string
	for _, f := range list {
		if f != nil {
			lines = append(lines, fmt.Sprintf("%s  %s", f.SHA256, f.Path))
		}
	}
	return render.PaperSection{Heading: r.Say("hashes"), Texts: []string{r.Say("hashes.text")}, Code: strings.Join(lines, "\n")}
}
