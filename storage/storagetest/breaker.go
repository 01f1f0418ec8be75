package storagetest

import "sync"

// A Breaker makes the N-th operation of a kind fail, counted from 0, and with
// Dead all that come after it too, as of a process that died there. Its method
// Fail is for Faulty. The zero value counts, and breaks nothing.
type Breaker struct {
	Op    string
	N     int
	Fault Fault
	Dead  bool

	Seen map[string]int // how many operations of each kind came
	Hit  bool

	mu sync.Mutex
}

// Fail says how the operation fails.
func (b *Breaker) Fail(op, _ string) Fault {
	b.mu.Lock()
	defer b.mu.Unlock()
	if b.Dead && b.Hit {
		return Before
	}
	if b.Seen == nil {
		b.Seen = map[string]int{}
	}
	n := b.Seen[op]
	b.Seen[op]++
	if b.Fault == None || op != b.Op || n != b.N {
		return None
	}
	b.Hit = true
	return b.Fault
}
