package ticket

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

func list(specs ...string) *Ticket {
	t := &Ticket{ID: 1}
	for _, s := range specs { // name@time#id
		name, rest, _ := strings.Cut(s, "@")
		when, id, _ := strings.Cut(rest, "#")
		x := Transaction{Text: Text(name)}
		x.DateTime, _ = ParseTime(when)
		fmt.Sscan(id, &x.ID)
		t.Transactions = append(t.Transactions, x)
	}
	return t
}

func names(xs []Transaction) string {
	var b strings.Builder
	for _, x := range xs {
		b.WriteString(string(x.Text))
	}
	return b.String()
}

func TestChronological(t *testing.T) {
	const s0, s1, s2 = "2018-11-26T19:42:53", "2018-11-26T19:42:54", "2018-11-26T19:42:55"
	tests := []struct {
		name string
		in   *Ticket
		want string
	}{
		{"newest first, no ids", list("d@"+s1, "c@"+s0, "b@"+s0, "a@"+s0), "abcd"},
		{"oldest first, no ids", list("a@"+s0, "b@"+s0, "c@"+s1, "d@"+s2), "abcd"},
		{"all in one second, no ids: the service's usual direction", list("c@"+s0, "b@"+s0, "a@"+s0), "abc"},
		{"all in one second, rising ids", list("a@"+s0+"#1", "b@"+s0+"#2", "c@"+s0+"#3"), "abc"},
		{"ids beat the answer's order within a second", list("d@"+s1+"#9", "b@"+s0+"#5", "c@"+s0+"#7", "a@"+s0+"#2"), "abcd"},
		{"time beats id", list("b@"+s1+"#1", "a@"+s0+"#2"), "ab"},
		{"some ids only: the answer's order", list("d@"+s1, "c@"+s0+"#1", "b@"+s0, "a@"+s0+"#5"), "abcd"},
		{"mixed precision", list("c@2018-11-26T19:42:53.5581", "b@2018-11-26T19:42:53.558Z", "a@"+s0), "abc"},
		{"an unreadable date stays beside its neighbour", list("d@"+s2, "c@"+s1, "b@soon", "a@"+s0), "abcd"},
		{"64-bit ids", list("b@"+s0+"#681728957177908", "a@"+s0+"#681728957177907"), "ab"},
		{"none", list(), ""},
	}
	for _, tt := range tests {
		before := names(tt.in.Transactions)
		if got := names(tt.in.Chronological()); got != tt.want {
			t.Errorf("%s: got %s, want %s", tt.name, got, tt.want)
		}
		if names(tt.in.Transactions) != before {
			t.Errorf("%s: the record itself was reordered", tt.name)
		}
	}
}

// With an id each, every shuffle of the answer gives the same order.
func TestChronologicalOfAnyShuffle(t *testing.T) {
	var specs []string
	for i := range 40 {
		specs = append(specs, fmt.Sprintf("%c@2026-01-01T00:00:%02d#%d", 'A'+i, i/5, 100+i))
	}
	want := names(list(specs...).Chronological())
	rnd := rand.New(rand.NewPCG(1, 2))
	for range 50 {
		shuffled := slices.Clone(specs)
		rnd.Shuffle(len(shuffled), func(i, j int) { shuffled[i], shuffled[j] = shuffled[j], shuffled[i] })
		if got := names(list(shuffled...).Chronological()); got != want {
			t.Fatalf("got %s, want %s", got, want)
		}
	}
}
