package archive

import (
	"fmt"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/render"
)

// chainWords says a chain of custody in a language.
type chainWords struct {
	*render.Words
	chain *Chain
}

// time is a moment in UTC, in the one form that is the same in all languages.
func (w chainWords) time(t time.Time) string { return ltr(t.UTC().Format("2006-01-02 15:04:05 UTC")) }

// ltr isolates what is read from left to right within words of any direction,
// once it is made visible.
func ltr(s string) string { return "\u2066" + render.Visible(s) + "\u2069" }

// facts gathers what an entry or the log has.
type facts struct {
	words chainWords
	list  []render.Fact
}

func (f *facts) add(key, value string, code bool) {
	if value != "" {
		f.list = append(f.list, render.Fact{Label: f.words.Say(key), Values: []string{render.Visible(value)}, Code: code})
	}
}

// long adds what would be broken in a column.
func (f *facts) long(key, value string) {
	if f.add(key, value, true); value != "" {
		f.list[len(f.list)-1].Alike = true
	}
}

func (f *facts) time(key string, t time.Time) {
	if !t.IsZero() {
		f.list = append(f.list, render.Fact{Label: f.words.Say(key), Values: []string{f.words.time(t)}})
	}
}

func (w chainWords) head() []render.Fact {
	c, f := w.chain, facts{words: w}
	f.add("log", c.Checkpoint.Origin, true)
	f.add("size", fmt.Sprint(c.Checkpoint.Size), false)
	f.add("listed", fmt.Sprint(len(c.Records)), false)
	f.time("made", c.Made)
	f.long("root", c.Checkpoint.Root.String())
	f.long("key", c.PublicKey)
	return f.list
}

// items are the entries. Each has the hash of its bundle as the log had it
// before, and as it has it from there on.
func (w chainWords) items() []render.PaperItem {
	var items []render.PaperItem
	before := map[string]string{}
	for _, r := range w.chain.Records {
		e := r.Entry
		items = append(items, w.item(r, before[e.Key]))
		if e.SHA256 != "" {
			before[e.Key] = e.SHA256
		}
		if e.Event == custody.Purged {
			delete(before, e.Key)
		}
	}
	return items
}

func (w chainWords) item(r custody.Record, before string) render.PaperItem {
	e, f := r.Entry, facts{words: w}
	it := render.PaperItem{Title: w.time(e.Time) + " · " + render.Visible(w.Say("event."+string(e.Event))), Note: w.Say("entry", fmt.Sprint(r.Index))}
	if e.Event == "" {
		it.Title = w.Say("unreadable")
	}
	f.add("by", e.By, false)
	f.add("department", e.Department, true)
	f.add("case", e.Case, false)
	if e.Event == custody.Purged {
		f.time("due", e.Until)
	} else {
		f.time("until", e.Until)
	}
	if e.Mode != "none" { // how the policy says that it isn't
		f.add("mode", e.Mode, false)
	}
	f.add("rule", e.Rule, false)
	f.add("run", e.Run, true)
	f.add("ref", e.Ref, true)
	f.hashes(e, before)
	f.long("object", e.Key)
	f.add("recipient", e.Recipient, true)
	f.add("result", e.Result, true)
	f.add("detail", e.Detail, false)
	f.add("proof", ProofName(w.chain.Ticket, r.Index)+".tlog-proof", true)
	if t, ok := w.chain.Known(r.Index); ok {
		f.list = append(f.list, render.Fact{Label: w.Say("known"), Values: []string{w.Say("known.text", w.time(t.Stamp.Time), ltr(t.Stamp.By))}})
	}
	it.Facts = f.list
	return it
}

// hashes says the bundle's hash before and after what happened; of events that
// touch no bundle, as it was entered last.
func (f *facts) hashes(e custody.Entry, before string) {
	after := e.SHA256
	switch {
	case e.Event == custody.Purged:
		before, after = e.SHA256, ""
	case after == "":
		after = before
	}
	if before == after {
		f.add("unchanged", after, true)
		return
	}
	f.add("before", before, true)
	f.add("after", after, true)
}
