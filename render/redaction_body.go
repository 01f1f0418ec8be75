package render

import (
	"path"
	"regexp"
	"strings"

	"github.com/glassix-archiver/archiver/redact"
	"github.com/glassix-archiver/archiver/render/body"
)

// sentence takes out of an event's words what its pieces tell together.
func (x *redaction) sentence(e *Entry) {
	found := x.find(e.sentence...)
	if len(found) == 0 {
		return
	}
	x.note(join(x.part, "words"), e.Words, found)
	at := 0
	for i, piece := range e.sentence {
		e.sentence[i] = cutWith(piece, at, found, x.words)
		at += len(piece)
	}
	e.Words = strings.Join(e.sentence, "")
}

// body takes out of a message's text and blocks what they tell. A text that was
// written from the blocks is written anew where these lost something, for
// addresses and marks may stand in it between the parts of a number.
func (x *redaction) body(e *Entry) {
	if found := x.blocks(e.Body); len(found) > 0 && e.spoken > 0 {
		x.record("text", found)
		e.Text = plainOf(e.Body[:e.spoken], e.Body[len(e.Body)-e.lacking:])
	}
	x.at(e, "", e)
	e.Text = x.string(&e.Text, x.find(e.Text))
	for in := range body.Inlines(e.Body) {
		x.address(in)
		x.picture(in.Image)
	}
}

// blocks reads blocks as one text: what is hidden both with the rest and apart
// from it.
func (x *redaction) blocks(blocks []body.Block) (noted []Redacted) {
	shown := 0
	for _, hidden := range []bool{false, true} {
		p := new(passage)
		p.blocks(blocks, hidden)
		if hidden && len(p.pieces) == shown { // nothing is
			break
		}
		found := x.find(p.pieces...)
		if shown = len(p.pieces); len(found) == 0 {
			continue
		}
		before := len(x.t.redacted)
		x.note("blocks", strings.Join(p.pieces, ""), found)
		noted = append(noted, x.t.redacted[before:]...)
		replaceInlines(blocks, p.redacted(found, x))
	}
	return noted
}

// inline is what stands in the place of something found in an inline: isolated,
// in its style.
func (x *redaction) inline(f redact.Span, in body.Inline) body.Inline {
	in.Text, in.Redacted, in.Direction, in.Raise = x.words(f), f.Rule, x.t.View.Direction, ""
	return in
}

// address looks at where an inline leads. A link that tells something leads
// nowhere.
func (x *redaction) address(in *body.Inline) {
	if found := x.find(in.Link); len(found) > 0 {
		x.note("blocks.link", in.Link, found)
		in.Link = ""
	}
}

// picture looks at what a picture is called.
func (x *redaction) picture(image *body.Image) {
	if image == nil {
		return
	}
	x.at(x.entry, "blocks.image", image)
	image.Ref = x.string(&image.Ref, x.find(image.Ref))
	image.Alt = x.string(&image.Alt, x.find(image.Alt))
	if shown, renamed := x.files[image.Path]; renamed {
		image.Path = shown
	}
}

// fileNumber is the beginning of a bundle's name for a file.
var fileNumber = regexp.MustCompile(`^[0-9]{1,5}-`)

// renameFiles finds other paths for files whose name, identifier or path tells
// something. A name is written otherwise in a path, so it is left out whole.
func (x *redaction) renameFiles() {
	x.files = make(map[string]string)
	for i := range x.t.Entries {
		for j := range x.t.Entries[i].Attachments {
			a := &x.t.Entries[i].Attachments[j]
			if a.Path != "" && len(x.find(a.Name))+len(x.name(a.Identifier))+len(x.find(a.Path)) > 0 {
				folder, name := path.Split(a.Path)
				ending := path.Ext(name)
				if len(ending) > 6 || len(x.find(ending)) > 0 {
					ending = ""
				}
				x.files[a.Path] = folder + fileNumber.FindString(name) + "redacted" + ending
			}
		}
	}
}
