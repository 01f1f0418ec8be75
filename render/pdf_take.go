package render

import "slices"

// smallTail is how high what follows a picture may be to stay with it.
const smallTail = 60

// take parts pieces in those that fit in a height and the rest. One that must
// not be the last one is not. A picture that does not fit is made smaller.
func take(pieces []piece, height float64) (page, rest []piece) {
	used := 0.0
	for n := 0; n < len(pieces); n++ {
		room := height - used
		if n > 0 {
			room -= pieces[n].gap
		}
		if pieces[n].height > room+0.01 {
			head, after, ok := pieces[n].fit(room, pieces[n+1:])
			if !ok {
				return withoutKept(pieces, n)
			}
			head.gap = pieces[n].gap
			again := pieces[n].again
			pieces = slices.Concat(pieces[:n], []piece{head}, after, pieces[n+1:])
			if len(after) > 0 {
				pieces[n+1].again = again
				return pieces[:n+1], pieces[n+1:]
			}
		}
		used = height - room + pieces[n].height
	}
	return pieces, nil
}

// takeSome takes at least one piece, for a page that has nothing yet.
func takeSome(pieces []piece, height float64) (page, rest []piece) {
	if page, rest = take(pieces, height); len(page) > 0 {
		return page, rest
	}
	loose := slices.Clone(pieces)
	for i := range loose {
		loose[i].keep = false
	}
	if page, rest = take(loose, height); len(page) > 0 {
		return page, rest
	}
	return pieces[:1], pieces[1:]
}

// fit cuts a piece to the room, and to less if what follows then fits too.
func (pc *piece) fit(room float64, follow []piece) (head piece, rest []piece, ok bool) {
	if pc.cut == nil || room < pc.low {
		return piece{}, nil, false
	}
	tail := 0.0
	for _, f := range follow {
		tail += f.gap + f.height
	}
	if tail < smallTail && room-tail >= pc.low {
		head, rest, ok = pc.cut(room - tail)
		if ok && len(rest) == 0 {
			return head, rest, true
		}
	}
	return pc.cut(room)
}

// withoutKept parts pieces at n, or above where the last ones of a page can't
// be.
func withoutKept(pieces []piece, n int) (page, rest []piece) {
	for n > 0 && pieces[n-1].keep {
		n--
	}
	return pieces[:n], pieces[n:]
}
