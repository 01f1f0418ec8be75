package render

import (
	"encoding/json"
	"maps"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/render/body"
	"github.com/glassix-archiver/archiver/ticket"
)

// What a bot offers as buttons, quick replies, menus and cards stands in the
// payload only, but who was asked saw it. The service documents templates and
// quick replies; the rest are the forms of the channels behind it: Messenger,
// WhatsApp, Telegram, Viber. Of all these only the words on the button or card
// are taken. What a button sends or opens is no part of the conversation.

// offered are the members of a payload that lead to what is offered, in the
// order of a screen.
var offered = []struct {
	name   string // in small letters, without "_" and "-"
	within bool   // may stand within an offer; others are on the way to the first one
	texts  bool   // elements may be plain texts
}{
	{name: "attachment"}, {name: "payload"}, {name: "interactive"}, {name: "action"}, {name: "replymarkup"},
	{name: "templates", within: true}, {name: "elements", within: true}, {name: "cards", within: true},
	{name: "sections", within: true}, {name: "rows", within: true},
	{name: "buttons", within: true, texts: true}, {name: "options", within: true, texts: true}, {name: "choices", within: true, texts: true},
	{name: "menu", within: true, texts: true}, {name: "inlinekeyboard", within: true, texts: true}, {name: "keyboard", within: true, texts: true},
	{name: "quickreplies", within: true, texts: true}, {name: "suggestions", within: true, texts: true},
}

const maxOfferDepth = 10

// offers are the blocks for what a message offers beside its words: a line
// that says so, and a list.
func (b *builder) offers(e *Entry, x *ticket.Transaction) []body.Block {
	if len(x.Payload) == 0 || !messageTypes[x.Type] && x.Type != ticket.Note || b.retracted(x) {
		return nil
	}
	var payload any
	if json.Unmarshal(x.Payload, &payload) != nil {
		return nil
	}
	items := offersIn(payload, 0, false)
	if len(items) == 0 {
		return nil
	}
	list := body.Direct([]body.Block{{Kind: body.List, Items: items}}, messageDirection(e.Body, b.lean))
	return append([]body.Block{b.label("body.offers")}, list...)
}

// messageDirection is the direction that most of a message's text has.
func messageDirection(blocks []body.Block, lean body.Direction) body.Direction {
	for _, dir := range []body.Direction{body.DirectionOf(blocks), lean} {
		if dir != body.Auto {
			return dir
		}
	}
	return body.LeftToRight
}

// offersIn gathers the offers below an object. Within an offer only lists of
// offers are followed: a button's payload is what it sends.
func offersIn(value any, depth int, within bool) [][]body.Block {
	object, ok := value.(map[string]any)
	if !ok || depth > maxOfferDepth {
		return nil
	}
	members := make(map[string]any)
	for _, name := range slices.Backward(slices.Sorted(maps.Keys(object))) {
		members[strings.ToLower(marksOfNames.Replace(name))] = object[name]
	}
	var items [][]body.Block
	for _, member := range offered {
		if value := members[member.name]; member.within {
			items = append(items, offerList(value, depth+1, member.texts)...)
		} else if !within {
			items = append(items, offersIn(value, depth+1, false)...)
		}
	}
	return items
}

var marksOfNames = strings.NewReplacer("_", "", "-", "")

// offerList reads offers: objects, texts, or rows of either.
func offerList(value any, depth int, texts bool) [][]body.Block {
	list, ok := value.([]any)
	if !ok {
		return offersIn(value, depth, true)
	}
	if depth > maxOfferDepth {
		return nil
	}
	var items [][]body.Block
	for _, element := range list {
		switch element := element.(type) {
		case []any:
			items = append(items, offerList(element, depth+1, texts)...)
		case string:
			if texts {
				items = append(items, offerItem([]string{element}, nil)...)
			}
		case map[string]any:
			items = append(items, offerItem(offerWords(element), offersIn(element, depth+1, true))...)
		}
	}
	return items
}

// offerItem is an item of words with what it offers below; without words these
// stand for themselves.
func offerItem(words []string, below [][]body.Block) [][]body.Block {
	item := body.FromText(strings.Join(words, "\n"))
	switch {
	case len(item) == 0:
		return below
	case len(below) > 0:
		item = append(item, body.Block{Kind: body.List, Items: below})
	}
	return [][]body.Block{item}
}

// offerWords are the words on a button or a card, in the order that they are
// shown in; a WhatsApp button has them in a reply.
func offerWords(object map[string]any) []string {
	if reply, ok := object["reply"].(map[string]any); ok {
		object = reply
	}
	var words []string
	for _, name := range []string{"title", "Title", "text", "Text", "label", "subtitle", "description"} {
		if text, ok := object[name].(string); ok && strings.TrimSpace(text) != "" && !slices.Contains(words, text) {
			words = append(words, text)
		}
	}
	return words
}
