package render

// Handed are the files that the transcript shows, each once, in their order:
// what its reader may have of the record's. Those that were not had are among
// them, with an Exception or without a Path.
func (t *Transcript) Handed() []Attachment {
	var list []Attachment
	known := map[string]bool{}
	for i := range t.Entries {
		for _, a := range t.Entries[i].Attachments {
			id := "path " + a.Path
			if a.Path == "" {
				id = "id " + a.Identifier + "\n" + a.Name
			}
			if !known[id] {
				known[id] = true
				list = append(list, a)
			}
		}
	}
	return list
}
