package rsmf

import (
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/render"
)

// change is somebody's joining or leaving.
type change struct {
	entry  int // its index in the transcript, from 1
	person int
	joins  bool
}

// findChanges lists the joins and leaves that tell of whom they are. The
// service writes them as from the one whom they concern, or names that one in
// the text.
func (b *book) findChanges() []change {
	var list []change
	for i := range b.Entries {
		e := &b.Entries[i]
		var joins bool
		switch e.Type {
		case "ParticipantAdd", "ParticipantReActivated":
			joins = true
		case "ParticipantDeActivated":
		default:
			continue
		}
		if at := b.concerned(e); at >= 0 {
			list = append(list, change{e.Index, at, joins})
		}
	}
	return list
}

func (b *book) concerned(e *render.Entry) int {
	if name := strings.TrimSpace(e.Text); name != "" {
		return b.people.named(name)
	}
	if e.Author.Role == render.System {
		return -1
	}
	return b.people.find(&e.Author)
}

// change returns what an entry changes, or nothing.
func (b *book) change(e *render.Entry) *change {
	at := slices.IndexFunc(b.changes, func(c change) bool { return c.entry == e.Index })
	if at < 0 {
		return nil
	}
	return &b.changes[at]
}

// present lists who was there when an entry came: everybody, but for those who
// joined later or had left. Whose first change is a leave, or who has none, was
// there from the start.
func (b *book) present(before int) []string {
	there := make([]bool, len(b.people.list))
	for i := range there {
		first := slices.IndexFunc(b.changes, func(c change) bool { return c.person == i })
		there[i] = first < 0 || !b.changes[first].joins
	}
	for _, c := range b.changes {
		if c.entry < before {
			there[c.person] = c.joins
		}
	}
	ids, owner := []string{}, b.owner() // the custodian must be one of them
	for i, is := range there {
		if is || i == owner {
			ids = append(ids, personID(i))
		}
	}
	return ids
}
