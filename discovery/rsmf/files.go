package rsmf

import (
	"fmt"
	"path"
	"strings"

	"github.com/glassix-archiver/archiver/render"
)

// filesOf names the files of a ticket for the zip: by their number in the
// ticket and nothing of the customer's but a harmless ending, so that no
// importer trips over one. The event displays the real name.
func filesOf(t *render.Transcript) map[string]File {
	files := map[string]File{}
	for i := range t.Entries {
		for _, a := range t.Entries[i].Attachments {
			if _, known := files[a.Path]; a.Path == "" || known {
				continue
			}
			id := fmt.Sprintf("%04d%s", len(files)+1, ending(a.Name, a.Path))
			files[a.Path] = File{ID: id, Path: a.Path, Name: a.Name, Size: a.Size, SHA256: a.SHA256}
		}
	}
	return files
}

const maxEnding = 9 // with its dot

// ending is the first harmless one of the names'.
func ending(names ...string) string {
	for _, name := range names {
		ext := strings.ToLower(path.Ext(name))
		if len(ext) < 2 || len(ext) > maxEnding {
			continue
		}
		if strings.Trim(ext[1:], "abcdefghijklmnopqrstuvwxyz0123456789") == "" {
			return ext
		}
	}
	return ""
}
