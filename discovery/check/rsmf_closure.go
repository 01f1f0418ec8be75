package check

import (
	"maps"
	"slices"
)

// closure holds the zip against the manifest, both ways.
func (r *rsmfReader) closure(m *rsmfManifest, entries map[string]zipEntry) {
	used := map[string]bool{}
	use := func(name, where string) {
		if _, there := entries[name]; !there {
			r.problem(RSMFClosure, where, "%q is not in rsmf.zip", name)
		}
		used[name] = true
	}
	for i, p := range m.Participants {
		if p.Avatar != "" {
			use(p.Avatar, at("participants", i))
		}
	}
	for i, c := range m.Conversations {
		if c.Icon != "" {
			use(c.Icon, at("conversations", i))
		}
	}
	for i := range m.Events {
		for _, a := range m.Events[i].Attachments {
			use(a.ID, at("events", i))
			if e, there := entries[a.ID]; there && a.Size != nil && *a.Size != e.size {
				r.problem(RSMFSize, at("events", i), "%q has %d bytes, the manifest says %d", a.ID, e.size, *a.Size)
			}
		}
	}
	for _, name := range slices.Sorted(maps.Keys(entries)) {
		if !used[name] {
			r.problem(RSMFClosure, name, "is in rsmf.zip, but no event names it")
		}
	}
}
