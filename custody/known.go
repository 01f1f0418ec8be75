package custody

import "crypto/sha256"

// lookback is how many entries a writer remembers at least, so that it appends
// none of them twice.
const lookback = 1 << 16

// id tells entries apart; 128 bits of SHA-256 are enough for that.
type id [16]byte

func idOf(parts ...string) id {
	h := sha256.New()
	for _, p := range parts {
		h.Write([]byte(p))
		h.Write([]byte{0}) // no key and no hash has one
	}
	return id(h.Sum(nil)[:16])
}

// A line is an entry on its way into the log, or met in it.
type line struct {
	text []byte
	// what is known of it under which name. An entry is a repetition if the
	// last one of its name was the same.
	name, state id
}

// lineOf says what an entry repeats. A bundle is archived and purged in turns,
// and held and released for a case in turns, so these are repetitions whenever
// the last of the two was the same, whatever run says so and when; a ticket is
// erased once, a mail is sent once to each, and a production has a bundle once.
// Any other entry repeats only one that is equal to its last letter, time
// included.
func lineOf(text []byte, e Entry) line {
	if (e.Event == Archived || e.Event == Purged) && e.Key != "" {
		return line{text, idOf("bundle", e.Key), idOf(string(e.Event), e.SHA256)}
	}
	if (e.Event == Held || e.Event == Released) && e.Key != "" && e.Case != "" {
		return line{text, idOf("case", e.Key, e.Case), idOf(string(e.Event))}
	}
	if e.Event == ErasedAtSource && e.Key != "" {
		return line{text, idOf("erased", e.Key), idOf("erased", e.Key)}
	}
	if (e.Event == Sent || e.Event == Produced) && e.Ref != "" {
		return line{text, idOf("act", string(e.Event), e.Ref, e.Key, e.Recipient), idOf(e.SHA256, e.Result)}
	}
	whole := idOf("line", string(text))
	return line{text, whole, whole}
}

// known is what a writer remembers: the state of each name, of at least
// lookback lines, in two generations so that memory is bounded.
type known struct {
	now, before map[id]id
	below       *known // what is asked for names that are not here
}

func (k *known) has(l line) bool {
	for _, states := range []map[id]id{k.now, k.before} {
		if state, ok := states[l.name]; ok {
			return state == l.state
		}
	}
	return k.below != nil && k.below.has(l)
}

func (k *known) add(l line) {
	if k.now == nil || len(k.now) >= lookback {
		k.now, k.before = map[id]id{}, k.now
	}
	k.now[l.name] = l.state
}

// fresh leaves out what is in the log already, and what lines repeat among
// themselves.
func (k *known) fresh(lines []line) []line {
	met := known{below: k}
	var fresh []line
	for _, l := range lines {
		if !met.has(l) {
			fresh = append(fresh, l)
			met.add(l)
		}
	}
	return fresh
}
