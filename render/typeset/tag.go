package typeset

// Role is a standard structure type (ISO 32000-1, 14.8.4).
type Role string

const (
	RoleSection   Role = "Sect" // a day, the header, the list of what is missing
	RoleArticle   Role = "Art"  // one entry of the conversation
	RoleHeading1  Role = "H1"
	RoleHeading2  Role = "H2"
	RoleHeading3  Role = "H3"
	RoleParagraph Role = "P"
	RoleQuote     Role = "BlockQuote"
	RoleList      Role = "L"
	RoleItem      Role = "LI"
	RoleLabel     Role = "Lbl" // an item's number or bullet
	RoleItemBody  Role = "LBody"
	RoleTable     Role = "Table"
	RoleRow       Role = "TR"
	RoleHeadCell  Role = "TH"
	RoleCell      Role = "TD"
	RoleFigure    Role = "Figure"
	RoleNote      Role = "Note"
	RoleCode      Role = "Code"
	RoleSpan      Role = "Span"

	roleDocument Role = "Document"
	roleLink     Role = "Link"
	roleGroup    Role = "NonStruct"
)

// Tag is a node of the document's logical structure, by which it is read
// aloud, reflowed and exported. Its children stand in reading order, that of
// Add, wherever and on however many pages they are drawn. One that has
// neither children nor anything drawn for it is left out.
type Tag struct {
	Lang string // BCP 47, where it differs from the parent's
	Alt  string // what a figure shows

	role   Role
	parent *Tag
	kids   []kid
	object int // its number in the file; 0 if it is left out
	store  *tagStore
}

// tagStore is where a document's tags are taken from, some at a time.
type tagStore struct{ free []Tag }

func (s *tagStore) take() *Tag {
	if len(s.free) == 0 {
		s.free = make([]Tag, 64)
	}
	t := &s.free[0]
	s.free = s.free[1:]
	return t
}

// kid is what a tag holds: another tag; as many marked contents of a page
// (counted from 0) as count says, from number n on; or if count is 0 the page's
// link n.
type kid struct {
	tag            *Tag
	page, n, count int32
}

// length is how many elements of an array a kid takes.
func (k *kid) length() int { return max(1, int(k.count)) }

// Structure is the root of the logical structure. A document that it was not
// asked of before anything was drawn has none.
func (d *Document) Structure() *Tag {
	if d.root == nil {
		d.root = &Tag{role: roleDocument, Lang: d.meta.Language, store: &tagStore{}}
	}
	return d.root
}

// Add makes a child after the ones there are.
func (t *Tag) Add(role Role) *Tag {
	child := t.store.take()
	*child = Tag{role: role, parent: t, store: t.store}
	t.kids = append(t.kids, kid{tag: child})
	return child
}

// language is that of the tag or of the nearest parent that has one.
func (t *Tag) language() string {
	for ; t != nil; t = t.parent {
		if t.Lang != "" {
			return t.Lang
		}
	}
	return ""
}

// Tagged has all text and pictures drawn from now on belong to t, nil meaning
// an artifact: what is there for the eye only. Boxes and rules are artifacts
// anyway; artifacts drawn after GoTo count as running headers and footers. A
// tag that content is drawn for should have no children but those that links
// add.
func (d *Document) Tagged(t *Tag) { d.tag = t }
