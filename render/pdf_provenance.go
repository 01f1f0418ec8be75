package render

// labelGap stands between an identifier and what it is called.
const labelGap = "\u00a0"

// provenance is that of an entry in pieces that are not broken. What a table
// of files tells already is left to it.
func (p *pdfWriter) provenance(e *Entry) []string {
	tabled := ""
	if len(e.Attachments) >= manyFiles {
		tabled = p.t.Say(fileIdentifier)
	}
	var said []string
	for _, f := range p.t.Provenance(e) {
		switch f.Name {
		case "":
			said = append(said, leftToRight(f.Value))
		case tabled:
		default:
			said = append(said, isolate(f.Name)+labelGap+leftToRight(f.Value))
		}
	}
	return said
}
