package render

import (
	"html/template"
	"iter"
	"strconv"
	"strings"
	"time"
)

// pageView is what the template sees: the transcript and its methods, and
// the parts of the page.
type pageView struct {
	*Transcript
	Style     template.CSS
	StyleHash string
	Loading   string // when pictures are loaded: eager or lazy

	out  bodyWriter // used anew for each entry
	held int        // bytes of the pictures that a page that stands alone has so far
}

// Legal and Customer tell for whom the page is.
func (p *pageView) Legal() bool    { return p.View.Audience == Legal }
func (p *pageView) Customer() bool { return p.customer() }

// FactGroups returns the facts group by group.
func (p *pageView) FactGroups() [][]Fact {
	var groups [][]Fact
	for i, f := range p.Facts() {
		if i == 0 || f.Group != groups[len(groups)-1][0].Group {
			groups = append(groups, nil)
		}
		last := len(groups) - 1
		groups[last] = append(groups[last], f)
	}
	return groups
}

// dayView is a day of the page, under an anchor of its own.
type dayView struct {
	*Day
	ID       string // of the anchor
	Messages int    // messages and notes, without events
	twice    bool   // the day before or behind is the same date, of another offset

	page *pageView
}

// Name is the day's title, with the offset where that tells two apart.
func (d dayView) Name() template.HTML {
	var w bodyWriter
	w.text(d.Title)
	if d.twice {
		w.raw(" <bdi>(")
		w.text(d.Offset)
		w.raw(")</bdi>")
	}
	return template.HTML(w.out)
}

// Sections are the days.
func (p *pageView) Sections() []dayView {
	days := p.Days()
	views := make([]dayView, len(days))
	for i := range days {
		same := func(j int) bool { return j >= 0 && j < len(days) && days[j].Date == days[i].Date }
		views[i] = dayView{Day: &days[i], ID: "d" + strconv.Itoa(i+1), twice: same(i-1) || same(i+1), page: p}
		for j := range days[i].Entries {
			if days[i].Entries[j].Kind != Event {
				views[i].Messages++
			}
		}
	}
	return views
}

// Each yields the day's entries. An entry is good until the next one.
func (d dayView) Each() iter.Seq[*entryView] {
	return func(yield func(*entryView) bool) {
		var view entryView
		var before *Entry
		for i := range d.Entries {
			e := &d.Entries[i]
			view.fill(d.page, e, before)
			if !yield(&view) {
				return
			}
			before = e
		}
	}
}

// follows reports whether the same side goes on speaking.
func follows(before, e *Entry) bool {
	return before != nil && before.Kind == Message && e.Kind == Message &&
		before.Author.ID == e.Author.ID && before.Author.Name == e.Author.Name && before.Author.Role == e.Author.Role
}

// entryView is an entry of the page. Its fields are made ready, for a template
// reads a field far sooner than it calls a method.
type entryView struct {
	Anchor   string        // of the entry: e12
	Class    string        // kind and side, for the style sheet
	Event    bool          // to be said in a sentence; what is none is a card
	Note     string        // the words for an internal note; empty for what is none
	Sentence template.HTML // an event's
	Initials string        // of the author; empty where the same person goes on
	Name     string        // the author's
	Side     []string      // who the author is, how the message came and what became of it
	Failure  string        // that it did not arrive
	Number   string        // where entries are cited by it
	Stamp    string        // the instant for a machine to read; empty when unknown
	Clock    string        // the time of day
	Language string        // of the body, BCP 47
	Content  template.HTML // the body; see bodyWriter
	Files    []fileView
	Payload  string
	Other    []NameValue

	Provenance []NameValue // ties the entry of a legal copy to the record

	Page *pageView
}

func (v *entryView) fill(page *pageView, e, before *Entry) {
	goesOn := follows(before, e)
	*v = entryView{
		Page: page, Anchor: "e" + strconv.Itoa(e.Index), Class: class(e, goesOn), Event: e.Kind == Event,
		Name: e.Author.Name, Stamp: stamp(e.Time), Clock: page.FormatClock(e.Time),
		Language: e.Language, Payload: e.Payload, Other: e.Other, Files: page.files(e.Attachments),
	}
	if len(e.Body) > 0 {
		v.Content = page.out.body(page, e.Body)
	}
	if page.View.Audience == Legal {
		v.Number, v.Provenance = strconv.Itoa(e.Index), page.Provenance(e)
	}
	switch e.Kind {
	case Event:
		v.Sentence = isolated(e.sentence)
		return
	case Note:
		v.Note = e.Words
	}
	if !goesOn {
		v.Initials = page.Initials(e.Author.Name)
	}
	v.Side, v.Failure = page.side(e)
}

func class(e *Entry, goesOn bool) string {
	class := string(e.Kind)
	if e.Kind != Event {
		class += " " + string(e.Author.Role)
	}
	if goesOn {
		class += " follows"
	}
	if printedHeight(e) > halfPage {
		class += " long"
	}
	return class
}

// side says who the author is, how the message came, and what became of it;
// apart from that, that it did not arrive.
func (p *pageView) side(e *Entry) (side []string, failure string) {
	add := func(text string) {
		if text != "" {
			side = append(side, text)
		}
	}
	if role := p.RoleName(e.Author.Role); role != e.Author.Name { // one without a name is called by the role
		add(role)
	}
	add(p.ChannelName(e.Channel))
	if e.Kind != Message {
		return side, ""
	}
	add(e.Words)
	status := p.StatusName(e.Status)
	if e.Undelivered() {
		return side, status
	}
	add(status)
	return side, ""
}

func stamp(at Time) string {
	if at.UTC.IsZero() {
		return ""
	}
	return at.UTC.Format(time.RFC3339Nano)
}

func (p *pageView) files(list []Attachment) []fileView {
	if len(list) == 0 {
		return nil
	}
	files := make([]fileView, len(list))
	for i := range files {
		files[i] = p.file(&list[i])
	}
	return files
}

// isolated joins pieces of a sentence, whose odd ones are names: these must
// not disturb the direction of the words around them.
func isolated(pieces []string) template.HTML {
	var w bodyWriter
	for i, piece := range pieces {
		if i%2 == 0 {
			w.text(strings.ReplaceAll(piece, " —", "\u00a0—")) // a dash ends a line and begins none
			continue
		}
		w.raw("<bdi>")
		w.text(piece)
		w.raw("</bdi>")
	}
	return template.HTML(w.out)
}
