package ticket

import (
	"cmp"
	"slices"
)

// Chronological returns the transactions oldest first.
//
// The service answers newest first, gives many transactions the same second,
// and older ones no id. So: by time; where times are equal, by id if both
// have one; else in the order of the answer, turned round if the answer runs
// newest first. A transaction whose date nobody can read stays beside its
// neighbour of the answer, for a message must not jump to the start.
func (t *Ticket) Chronological() []Transaction {
	list := slices.Clone(t.Transactions)
	if newestFirst(list) {
		slices.Reverse(list)
	}
	times := fillTimes(list)
	order := make([]int, len(list))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return times[a].Compare(times[b].Time) })
	sortRunsByID(order, list, times)
	sorted := make([]Transaction, len(list))
	for i, at := range order {
		sorted[i] = list[at]
	}
	return sorted
}

// newestFirst tells the direction of an answer by its neighbours' times, then
// by their ids. One that shows no direction is taken as the service's usual.
func newestFirst(list []Transaction) bool {
	falling, rising := 0, 0
	count := func(c int) {
		if c > 0 {
			falling++
		} else if c < 0 {
			rising++
		}
	}
	for i := 1; i < len(list); i++ {
		if a, b := list[i-1].DateTime, list[i].DateTime; !a.IsZero() && !b.IsZero() {
			count(a.Compare(b.Time))
		}
	}
	for i := 1; i < len(list) && falling == rising; i++ {
		if a, b := list[i-1].ID, list[i].ID; a != 0 && b != 0 {
			count(cmp.Compare(a, b))
		}
	}
	return falling >= rising
}

// fillTimes gives each transaction a time to sort by: its own, or that of the
// one before it, or for the first ones that of the first known.
func fillTimes(list []Transaction) []Time {
	times := make([]Time, len(list))
	var last Time
	for _, x := range list {
		if !x.DateTime.IsZero() {
			last = x.DateTime
			break
		}
	}
	for i, x := range list {
		if !x.DateTime.IsZero() {
			last = x.DateTime
		}
		times[i] = last
	}
	return times
}

// sortRunsByID orders each run of equal times by id, if all of it have one:
// with only some ids known the order of the answer is the better witness.
func sortRunsByID(order []int, list []Transaction, times []Time) {
	for start := 0; start < len(order); {
		end, allIDs := start, true
		for end < len(order) && times[order[end]].Equal(times[order[start]].Time) {
			allIDs = allIDs && list[order[end]].ID != 0
			end++
		}
		if allIDs {
			slices.SortStableFunc(order[start:end], func(a, b int) int { return cmp.Compare(list[a].ID, list[b].ID) })
		}
		start = end
	}
}
