// Package body turns the text of a message into one small tree of blocks,
// whatever it was written in: plain text, the chat dialect, Markdown or HTML.
//
// Every format of a transcript is rendered from this tree, so a body is safe
// by construction: what the tree cannot hold does not exist, and no text is
// lost on the way. The package does no I/O and loads nothing.
//
// The base direction of a text (UAX #9, P2) is that of its first strong letter
// only if nothing better is known. Direct decides it once for all formats: it
// counts words, so that "WhatsApp לא עובד לי" is Hebrew and
// "Call דנה לוי, please" English. A word counts two; a capitalised one half of
// that, for it is often a name or an acronym within the other language, save
// where it begins the text. Links that show their address, e-mail addresses,
// code, words with digits, file names, emoji and flags do not count.
package body

// Kind is what a block is.
type Kind string

const (
	Paragraph Kind = "paragraph" // Inlines
	Heading   Kind = "heading"   // Inlines, Level
	List      Kind = "list"      // Items, Ordered, Start
	Quote     Kind = "quote"     // Blocks: quoted e-mail, blockquotes
	Code      Kind = "code"      // Inlines hold the text, its line breaks as they are
	Table     Kind = "table"     // Rows
	Rule      Kind = "rule"      // nothing
	Hidden    Kind = "hidden"    // Blocks: what the sender's HTML keeps from sight; to be shown as such
)

// Direction is the base direction of a block (UAX #9, P2): its source's, if that
// says one, or the one that Direct gives it by its words. Empty is neither.
type Direction string

const (
	Auto        Direction = ""
	LeftToRight Direction = "ltr"
	RightToLeft Direction = "rtl"
)

// Block is a node of the tree. Which members count depends on Kind.
type Block struct {
	Kind      Kind      `json:"kind"`
	Direction Direction `json:"direction,omitzero"`
	Level     int       `json:"level,omitzero"`    // of a heading, 1 to 6
	Ordered   bool      `json:"ordered,omitzero"`  // of a list
	Start     int       `json:"start,omitzero"`    // an ordered list's first number
	Numbers   []int     `json:"numbers,omitempty"` // an ordered list's, by item, where they are not Start, Start+1, …
	Marker    Marker    `json:"marker,omitzero"`   // how an ordered list counts; see Label
	Reply     bool      `json:"reply,omitzero"`    // of a quote: earlier correspondence, as mail programs quote it; else a citation
	Inlines   []Inline  `json:"inlines,omitempty"`
	Blocks    []Block   `json:"blocks,omitempty"`
	Items     [][]Block `json:"items,omitempty"`
	Rows      []Row     `json:"rows,omitempty"`
}

// finished settles what can be told only of the whole.
func finished(blocks []Block) []Block {
	isolateCode(blocks)
	return bounded(blocks)
}

// Row is a line of a table.
type Row struct {
	Cells []Cell `json:"cells"`
}

// Cell is a field of a table. ColSpan is at least 1.
type Cell struct {
	Header  bool    `json:"header,omitzero"`
	ColSpan int     `json:"col_span,omitzero"`
	Blocks  []Block `json:"blocks,omitempty"`
}

// Inline is a stretch of text in one style, a line break, or an image.
//
// Direction is set where the source parts the text from what stands around
// it: <bdi>, <span dir>, a telephone number. A renderer isolates each of the
// Stretches of one direction (UAX #9: LRI or RLI before, PDI behind it); Text
// itself holds no such marks.
type Inline struct {
	Text      string    `json:"text,omitzero"`
	Bold      bool      `json:"bold,omitzero"`
	Italic    bool      `json:"italic,omitzero"`
	Underline bool      `json:"underline,omitzero"`
	Strike    bool      `json:"strike,omitzero"`
	Code      bool      `json:"code,omitzero"`
	Raise     Raise     `json:"raise,omitzero"`     // of super- and subscript
	Direction Direction `json:"direction,omitzero"` // isolated, in this direction
	Link      string    `json:"link,omitzero"`      // absolute http, https, mailto or tel; nothing else gets in
	Break     bool      `json:"break,omitzero"`     // a line break; Text is empty
	Image     *Image    `json:"image,omitzero"`     // Text is empty; Link may be set
	Redacted  string    `json:"redacted,omitzero"`  // the rule by which something was taken out here; Text says so in words
}

// Image is a picture that a body refers to. It is shown only if the bundle or
// the message itself holds it: nothing is ever loaded from elsewhere.
type Image struct {
	Ref  string `json:"ref"`           // as the message has it: cid:…, https://… without its query; of a data: address its hash in the data's place
	Alt  string `json:"alt,omitzero"`  // the author's words for it
	Path string `json:"path,omitzero"` // in the bundle's data folder; empty when it is not there

	Width  int `json:"width,omitzero"`  // as the author wants it shown, in CSS pixels, 1 to 4096; 0 is not said
	Height int `json:"height,omitzero"` // likewise; one without the other keeps the picture's proportions

	MediaType string `json:"media_type,omitzero"` // of Data, by its first bytes: image/jpeg, image/png, image/gif or image/webp
	Data      []byte `json:"-"`                   // the picture where the message holds it in a data: address; nil otherwise
}
