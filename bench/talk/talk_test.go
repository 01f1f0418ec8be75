package talk

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTicket(t *testing.T) {
	one, again, other := Ticket(50, 7), Ticket(50, 7), Ticket(50, 8)
	if len(one.Transactions) != 50 {
		t.Fatalf("%d messages, want 50", len(one.Transactions))
	}
	if diff := cmp.Diff(one, again); diff != "" {
		t.Errorf("the same seed gives another ticket:\n%s", diff)
	}
	said := map[string]bool{}
	for i, m := range one.Transactions {
		if i > 0 && m.DateTime.Before(one.Transactions[i-1].DateTime.Time) {
			t.Errorf("message %d is older than the one before it", i)
		}
		said[string(m.Text)] = true
	}
	for _, m := range other.Transactions {
		if said[string(m.Text)] {
			t.Errorf("another seed says the same: %q", m.Text)
		}
	}
}
