package render

// step is an entry laid out, with the line above it that begins a day.
type step struct {
	line *piece
	card card
}

const (
	dayGap     = 16 // above the line that begins a day
	belowDay   = 2
	loneTail   = 0.12 // of a page: what ends higher is not to be all there is on it
	movedAlong = 0.4  // of a page: a last entry up to this high goes over with the last words
)

// height is what a step takes on a page.
func (s *step) height() float64 {
	h := s.card.gap + s.card.frame.around(s.card.pieces)
	if s.line != nil {
		h += dayGap + s.line.height + belowDay
	}
	return h
}

// hold has an entry placed, but the last page's worth only in the end: by then
// it is known what closer setting would save.
func (p *pdfWriter) hold(s step) {
	p.held, p.waiting = append(p.held, s), p.waiting+s.height()
	for len(p.held) > 1 {
		first := p.held[0].height()
		if p.waiting-first <= p.full() {
			break
		}
		p.step(&p.held[0], &p.held[1], 1)
		p.held, p.waiting = p.held[1:], p.waiting-first
	}
}

// step places an entry; next is the one below it, nil for none. A line that
// begins a day and an event are not left behind by what they announce.
func (p *pdfWriter) step(s, next *step, share float64) {
	c := s.card.closer(share)
	needed, follows := c.gap+c.frame.least(c.pieces), 0.0
	if next != nil && c.event && !next.card.event && next.line == nil {
		follows = share*next.card.gap + next.card.frame.least(next.card.pieces)
	}
	if s.line != nil {
		p.need(dayGap*share + s.line.height + belowDay + needed + follows)
		p.place(p.plain(), dayGap*share, []piece{*s.line})
		p.y += belowDay
	} else if follows <= smallCard {
		p.need(needed + follows)
	}
	p.place(c.frame, c.gap, c.pieces)
}

// closer is a card with smaller gaps.
func (c card) closer(share float64) card {
	if share < 1 {
		c.gap *= share
		c.frame.padTop, c.frame.padBottom = c.frame.padTop*(1+share)/2, c.frame.padBottom*(1+share)/2
		c.pieces = closer(c.pieces, share)
	}
	return c
}

func closer(pieces []piece, share float64) []piece {
	out := make([]piece, len(pieces))
	for i, pc := range pieces {
		out[i] = pc
		out[i].gap *= share
	}
	return out
}

// ending writes the entries held back and what stands below the conversation,
// with smaller gaps if that saves a page.
func (p *pdfWriter) ending() {
	pieces := p.appendix()
	if n := len(pieces); n > 0 { // the last words are not to stand alone on a page
		pieces[n-1].keep = true
	}
	pieces = append(pieces, p.colophon()...)
	best, least := 1.0, 0
	for i, share := range []float64{1, 0.8, 0.6, 0.45} {
		pages, end := p.trial(func() { p.last(pieces, share, false) })
		if i == 0 || pages < least {
			best, least = share, pages
		}
		if pages == 0 || i == 0 && end > p.full()/2 { // nothing to save, or too much
			break
		}
	}
	_, plain := p.trial(func() { p.last(pieces, best, false) })
	p.last(pieces, best, least > 0 && plain < loneTail*p.full())
	p.held = nil
}

// last places what is left; along has the last entry begin the page that the
// last words stand on.
func (p *pdfWriter) last(pieces []piece, share float64, along bool) {
	p.numbers.on = p.t.View.Audience == Legal
	for i := range p.held {
		var next *step
		if i+1 < len(p.held) {
			next = &p.held[i+1]
		} else if s := &p.held[i]; along && s.height() < movedAlong*p.full() {
			p.newPage()
		}
		p.step(&p.held[i], next, share)
	}
	p.numbers.on = false
	tail := closer(pieces, share)
	p.place(p.plain(), tail[0].gap, tail)
}

// trial tells how many pages something would begin, and how far down the last
// of them it would end. It draws nothing.
func (p *pdfWriter) trial(do func()) (pages int, end float64) {
	top, y := p.top, p.y
	p.trials = 1
	do()
	pages, end = p.trials-1, p.y-p.top
	p.trials, p.top, p.y = 0, top, y
	return pages, end
}
