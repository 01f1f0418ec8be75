package production

import (
	"errors"
	"fmt"
)

// ErrDigits says that there are more numbers than the digits have room for.
var ErrDigits = errors.New("the numbers have too few digits")

// numbering gives out numbers and volumes, in the order of turns: who has the
// turn alone may call it.
type numbering struct {
	Bates
	next   int64 // number
	split  int   // documents of a volume; a family is not parted
	volume int   // the current one, from 1
	filled int   // documents in it
}

// maxVolumes keeps the names of volumes in their order: VOL001 to VOL999.
const maxVolumes = 999

// place is where a family lies, and which number each of its documents begins
// with.
type place struct {
	Bates
	volume int
	begins []int64
	pages  []int
}

// family numbers documents of so many pages each.
func (n *numbering) family(pages []int) (place, error) {
	if n.volume == 0 || n.filled > 0 && n.filled+len(pages) > n.split {
		n.volume, n.filled = n.volume+1, 0
	}
	if n.volume > maxVolumes {
		return place{}, fmt.Errorf("number documents: more than %d volumes; a larger --split makes fewer", maxVolumes)
	}
	p := place{Bates: n.Bates, volume: n.volume, pages: pages}
	for _, count := range pages {
		p.begins = append(p.begins, n.next)
		n.next += int64(count)
	}
	if last := n.next - 1; !n.fits(last) {
		return place{}, fmt.Errorf("number documents: %w: %d has more than %d", ErrDigits, last, n.Digits)
	}
	n.filled += len(pages)
	return p, nil
}

// begin and end are the first and the last number of document i.
func (p place) begin(i int) string { return p.Of(p.begins[i]) }
func (p place) end(i int) string   { return p.Of(p.begins[i] + int64(p.pages[i]) - 1) }

// page is the number of a page of document i, from 1.
func (p place) page(i, page int) string { return p.Of(p.begins[i] + int64(page) - 1) }

func (p place) last() string { return p.end(len(p.pages) - 1) }

func volumeName(n int) string { return fmt.Sprintf("VOL%03d", n) }
