package check

import (
	"slices"
	"strconv"
)

// references holds ids to being there once, and what names them to naming one
// that is there.
func (r *rsmfReader) references(m *rsmfManifest) {
	people := map[string]bool{}
	for i, p := range m.Participants {
		r.once(people, p.ID, at("participants", i))
	}
	conversations := map[string]*rsmfConversation{}
	for i := range m.Conversations {
		c := &m.Conversations[i]
		if conversations[c.ID] != nil {
			r.problem(RSMFID, at("conversations", i), "%q is used twice", c.ID)
		}
		conversations[c.ID] = c
		r.conversation(c, people, at("conversations", i))
	}
	r.events(m, people, conversations)
}

func (r *rsmfReader) once(seen map[string]bool, id, where string) {
	if seen[id] {
		r.problem(RSMFID, where, "%q is used twice", id)
	}
	seen[id] = true
}

func (r *rsmfReader) conversation(c *rsmfConversation, people map[string]bool, where string) {
	members := map[string]bool{}
	for _, id := range c.Participants {
		r.person(id, people, where)
		r.once(members, id, where+"/participants")
	}
	if c.Custodian != "" && !members[c.Custodian] {
		r.problem(RSMFReference, where+"/custodian", "%q is not one of the conversation", c.Custodian)
	}
}

func (r *rsmfReader) person(id string, people map[string]bool, where string) {
	if !people[id] {
		r.problem(RSMFReference, where, "there is no participant %q", id)
	}
}

func (r *rsmfReader) events(m *rsmfManifest, people map[string]bool, conversations map[string]*rsmfConversation) {
	ids := map[[2]string]bool{}
	for i := range m.Events {
		e := &m.Events[i]
		if e.ID != "" && ids[[2]string{e.Conversation, e.ID}] {
			r.problem(RSMFID, at("events", i), "%q is used twice", e.ID)
		}
		ids[[2]string{e.Conversation, e.ID}] = true
	}
	for i := range m.Events {
		e, where := &m.Events[i], at("events", i)
		c := conversations[e.Conversation]
		if c == nil {
			r.problem(RSMFReference, where, "there is no conversation %q", e.Conversation)
		}
		if e.Parent != "" && (e.Parent == e.ID || !ids[[2]string{e.Conversation, e.Parent}]) {
			r.problem(RSMFReference, where+"/parent", "there is no other event %q in its conversation", e.Parent)
		}
		if e.Participant != "" {
			r.person(e.Participant, people, where)
			if c != nil && c.Type == "direct" && !slices.Contains(c.Participants, e.Participant) {
				r.problem(RSMFReference, where, "%q is not one of the direct conversation", e.Participant)
			}
		}
		for _, who := range named(e) {
			r.person(who, people, where)
		}
	}
}

// named are the participants that an event names beside its own.
func named(e *rsmfEvent) []string {
	var list []string
	for _, reaction := range e.Reactions {
		list = append(list, reaction.Participants...)
	}
	for _, s := range append(slices.Clone(e.Edits), e.Receipts...) {
		list = append(list, s.Participant)
	}
	return list
}

func at(what string, i int) string { return "/" + what + "/" + strconv.Itoa(i) }
