package custody

import (
	"fmt"
	"testing"
)

// Append, in batches of several sizes. The store is in memory: what is measured
// is hashing, signing and encoding.
func BenchmarkAppend(b *testing.B) {
	for _, n := range []int{1, 100, 1000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			s := newScene(b)
			l := s.open()
			from := 0
			for b.Loop() {
				s.append(l, archived(from, n))
				from += n
			}
			b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(from), "µs/entry")
		})
	}
}

// Check of a log of 100,000 entries.
func BenchmarkCheck(b *testing.B) {
	s := newScene(b)
	l := s.open()
	for from := 0; from < 100_000; from += 1000 {
		s.append(l, archived(from, 1000))
	}
	b.ReportAllocs()
	for b.Loop() {
		if c := s.check(CheckOptions{}); c.Entries != 100_000 || len(c.Differences) > 0 {
			b.Fatal(c.Entries, c.Differences)
		}
	}
}

// Proof of an entry of such a log, with a view that is open.
func BenchmarkProof(b *testing.B) {
	s, _ := filled(b, 4000, 4000)
	view, err := Read(b.Context(), s.store, s.verifier)
	if err != nil {
		b.Fatal(err)
	}
	i := int64(0)
	for b.Loop() {
		if _, err := view.Proof(b.Context(), i%8000); err != nil {
			b.Fatal(err)
		}
		i += 977
	}
}
