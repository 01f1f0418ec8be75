package archive

import (
	"iter"
	"time"
)

// A keyTable has something to say of bundles, by key. It is a map from keys in
// a form that is small and holds no pointers: a store may have millions, whose
// keys are some hundred bytes each.
type keyTable[V any] struct {
	entries map[packedKey]V
	words   []string // departments, and revisions that are not a time
	numbers map[string]uint32
}

// packedKey is a key whose words are numbers. Two keys are the same if these
// are.
type packedKey struct {
	ticket     int64
	revision   int64  // in 100 ns since 1970, as revisionLayout has them, or the number of a word
	department uint32 // the number of a word
	month      uint32 // since the year 0
	form       keyForm
}

// keyForm says how to read a packedKey.
type keyForm uint8

const (
	timeRevision keyForm = iota // as KeyOf makes them
	wordRevision                // another, such as that of a completion
	wordKey                     // what is no bundle's key is one word
)

func (t *keyTable[V]) get(key string) (V, bool) {
	p, known := t.pack(key, t.known)
	v, ok := t.entries[p]
	return v, ok && known
}

func (t *keyTable[V]) has(key string) bool {
	_, ok := t.get(key)
	return ok
}

func (t *keyTable[V]) set(key string, v V) {
	if t.entries == nil {
		t.entries = map[packedKey]V{}
	}
	p, _ := t.pack(key, t.learn)
	t.entries[p] = v
}

func (t *keyTable[V]) delete(key string) {
	if p, known := t.pack(key, t.known); known {
		delete(t.entries, p)
	}
}

// all yields what the table has, in no order.
func (t *keyTable[V]) all() iter.Seq2[string, V] {
	return func(yield func(string, V) bool) {
		for p, v := range t.entries {
			if !yield(t.unpack(p), v) {
				return
			}
		}
	}
}

// pack makes the small form of a key. It is false if number does not know a word
// of it, and so the table not the key.
func (t *keyTable[V]) pack(key string, number func(string) (uint32, bool)) (p packedKey, known bool) {
	k, err := ParseKey(key)
	if err != nil {
		p.department, known = number(key)
		p.form = wordKey
		return p, known
	}
	p.department, known = number(k.Department)
	p.ticket, p.month = k.Ticket, uint32(k.Closed.Year()*12+int(k.Closed.Month())-1)
	at, err := time.Parse(revisionLayout, k.Revision)
	p.revision = at.Unix()*revisionUnits + int64(at.Nanosecond())/100
	if err == nil && p.time().Format(revisionLayout) == k.Revision {
		return p, known
	}
	word, knownToo := number(k.Revision)
	p.revision, p.form = int64(word), wordRevision
	return p, known && knownToo
}

// revisionUnits are the 100 ns of a second.
const revisionUnits = 10_000_000

func (p packedKey) time() time.Time {
	return time.Unix(p.revision/revisionUnits, p.revision%revisionUnits*100).UTC()
}

func (t *keyTable[V]) unpack(p packedKey) string {
	if p.form == wordKey {
		return t.words[p.department]
	}
	month, revision := int(p.month), p.time().Format(revisionLayout)
	if p.form == wordRevision {
		revision = t.words[p.revision]
	}
	return Key{Department: t.words[p.department], Closed: time.Date(month/12, time.Month(month%12+1), 1, 0, 0, 0, 0, time.UTC), Ticket: p.ticket, Revision: revision}.String()
}

func (t *keyTable[V]) known(word string) (uint32, bool) {
	n, ok := t.numbers[word]
	return n, ok
}

// learn gives a word a number, if it has none.
func (t *keyTable[V]) learn(word string) (uint32, bool) {
	if n, ok := t.numbers[word]; ok {
		return n, true
	}
	if t.numbers == nil {
		t.numbers = map[string]uint32{}
	}
	n := uint32(len(t.words))
	t.words, t.numbers[word] = append(t.words, word), n
	return n, true
}
