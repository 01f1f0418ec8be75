package production

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/glassix-archiver/archiver/render"
)

// gaps names each bundle that is withheld, and each exception.
func (r wording) gaps() []render.PaperSection {
	s := render.PaperSection{Heading: r.Say("each")}
	for i, w := range r.Withheld {
		if i == maxListed {
			s.Items = append(s.Items, r.more(len(r.Withheld)-i))
			break
		}
		title := r.Say("each.unknown")
		if w.Ticket != 0 {
			title = r.Say("each.withheld", strconv.FormatInt(w.Ticket, 10))
		}
		s.Items = append(s.Items, item(title, r.lack(w.Code), w.Key, strings.TrimPrefix(w.Message, w.Key+": ")))
	}
	for i, e := range r.Exceptions {
		if i == maxListed {
			s.Items = append(s.Items, r.more(len(r.Exceptions)-i))
			break
		}
		s.Items = append(s.Items, item(r.Say("each.lacks", e.Bates, strconv.FormatInt(e.Ticket, 10)), r.lack(e.Code), e.File, e.Message))
	}
	if len(s.Items) == 0 {
		return nil
	}
	return []render.PaperSection{s}
}

// item has its lines below the title, each as far as there is something in it.
func item(title string, lines ...string) render.PaperItem {
	var said []string
	for _, line := range lines {
		if line != "" {
			said = append(said, "\u2068"+short(render.Visible(line))+"\u2069")
		}
	}
	return render.PaperItem{Title: title, Note: strings.Join(said, "\n")}
}

func (r wording) more(n int) render.PaperItem {
	return render.PaperItem{Title: r.Say("more", strconv.Itoa(n))}
}

func (r wording) duplicates() []render.PaperSection {
	s := render.PaperSection{Heading: r.Say("duplicates"), Texts: []string{r.Say("duplicates.text")}}
	for i, d := range r.Duplicates {
		if i == maxListed {
			s.Items = append(s.Items, r.more(len(r.Duplicates)-i))
			break
		}
		s.Items = append(s.Items, item("", d.Key, r.Say("duplicates.of", d.Of)))
	}
	if len(s.Items) == 0 {
		return nil
	}
	return []render.PaperSection{s}
}

func (r wording) custody() []render.PaperSection {
	s := render.PaperSection{Heading: r.Say("custody")}
	c := r.Custody
	if c == nil {
		s.Texts = []string{r.Say("custody.none")}
		return []render.PaperSection{s}
	}
	s.Texts = []string{r.Count("custody.text", c.Proven)}
	s.Facts = slices.Concat(r.fact("custody.log", c.Log), r.fact("custody.size", grouped(c.Size)), r.code("custody.root", c.Root))
	after := render.PaperSection{Texts: []string{r.Say("custody.produced")}}
	if len(c.NotInLog) == 0 {
		return []render.PaperSection{s, after}
	}
	var keys []string
	for i, key := range c.NotInLog {
		if i == maxListed {
			keys = append(keys, r.Say("more", strconv.Itoa(len(c.NotInLog)-i)))
			break
		}
		keys = append(keys, short(render.Visible(key)))
	}
	return []render.PaperSection{s, {Texts: []string{r.Say("custody.absent")}, Code: strings.Join(keys, "\n")}, after}
}

// annex is for the person who certifies. What is signed stands above how it is
// checked, so that it is on one page.
func (r wording) annex() []render.PaperSection {
	errors := r.Say("annex.errors.none")
	if !r.Complete {
		errors = r.Say("annex.errors.some", grouped(r.Counts.Withheld), grouped(r.Counts.WithheldFiles), grouped(len(r.Exceptions)))
	}
	also := ""
	if r.Custody != nil {
		also = r.Say("annex.process.log")
	}
	check := render.PaperSection{Heading: r.Say("annex.check")}
	for i, step := range r.Certify.HowTo {
		check.Rows = append(check.Rows, render.PaperRow{Number: fmt.Sprintf("%d.", i+1), Text: step})
	}
	sign := render.PaperSection{Heading: r.Say("annex.sign"), Texts: []string{r.Say("annex.sign.text")}}
	for _, line := range []string{"manifest", "name", "title", "qualification", "place", "signature"} {
		sign.Blanks = append(sign.Blanks, r.Say("annex.sign."+line))
	}
	facts := slices.Concat(r.fact("annex.production", r.Production+", "+r.span(r.Bates.First, r.Bates.Last)), r.fact("annex.from", r.Store),
		r.fact("annex.on", moment(r.Made)), r.fact("fact.tool", r.Tool), r.fact("annex.algorithm", r.Certify.Algorithm), r.fact("annex.errors", errors))
	return []render.PaperSection{
		{NewPage: true, Heading: r.Say("annex"), Texts: []string{r.Say("annex.text")}, Facts: facts},
		{Heading: r.Say("annex.process"), Texts: []string{r.Say("annex.process.text", also)}},
		sign, check,
	}
}
