package production

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/glassix-archiver/archiver/discovery/loadfile"
	"github.com/glassix-archiver/archiver/render"
)

func same(a, b *render.Participant) bool {
	if a.ID != 0 || b.ID != 0 {
		return a.ID == b.ID
	}
	return a.Name == b.Name && a.Identifier == b.Identifier
}

// people are names with the addresses that they were reached under.
func people(list []render.Participant, wanted func(*render.Participant) bool) loadfile.Value {
	var v loadfile.Value
	for i := range list {
		p := &list[i]
		if wanted != nil && !wanted(p) {
			continue
		}
		address := cmp.Or(strings.TrimSpace(p.UserName), strings.TrimSpace(p.Identifier))
		if address == "" || address == p.Name {
			v = append(v, p.Name)
		} else {
			v = append(v, fmt.Sprintf("%s <%s>", p.Name, address))
		}
	}
	return v
}
