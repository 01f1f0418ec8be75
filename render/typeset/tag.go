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
)

// Tag is a node of the document's logical structure, by which it is read
// aloud, reflowed and exported. Its children stand in reading order, that of
// Add, wherever and on however many pages they are drawn.
type Tag struct {
	Lang string // BCP 47, where it differs from the parent's
	Alt  string // what a figure shows
}

// Structure is the root of the logical structure.
func (d *Document) Structure() *Tag { return &Tag{} }

// Add makes a child after the ones there are.
func (t *Tag) Add(role Role) *Tag { return &Tag{} }

// Tagged has all that is drawn from now on belong to t, nil meaning an
// artifact: what is there for the eye only. A tag that content is drawn for
// should have no children but those that links add.
func (d *Document) Tagged(t *Tag) {}
