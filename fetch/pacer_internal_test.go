package fetch

import (
	"math"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// Whatever comes back, in whatever order and whenever: the rate stays a rate,
// no call starts in a pause, and none waits longer than it must.
func FuzzPacer(f *testing.F) {
	f.Add(25.0, []byte{0, 2, 0, 2, 0, 3, 9, 0, 3, 0, 4, 60, 0, 2, 1, 200, 0, 2})
	f.Add(1e-300, []byte{0, 0, 0, 3, 3, 3, 1, 255, 0, 3, 0, 3, 0, 3})
	f.Add(1e300, []byte{0, 2, 0, 2, 0, 4, 255, 0, 4, 255, 0, 2, 0, 3})
	f.Fuzz(func(t *testing.T, first float64, story []byte) {
		if math.IsNaN(first) {
			t.Skip()
		}
		clock := fetchtest.NewClock(at("2024-05-06T07:08:09Z"))
		p := NewPacer(Options{FirstRate: first, Now: clock.Now, Sleep: clock.Sleep, Jitter: func() float64 { return 0.5 }})
		var sent []pass
		for len(story) > 1 {
			op, arg := story[0]%5, story[1]
			story = story[1:]
			switch {
			case op == 0:
				sent = append(sent, start(t, p, clock))
			case op == 1:
				clock.Advance(time.Duration(arg) * time.Duration(arg) * 10 * time.Millisecond)
			case len(sent) == 0:
			case op == 2:
				p.passed(sent[0])
				sent = sent[1:]
			case op == 3:
				p.refused(sent[len(sent)-1], 0)
				sent = sent[:len(sent)-1]
			default:
				p.refused(sent[0], time.Duration(arg)*time.Second)
				sent = sent[1:]
			}
			sane(t, p, clock)
		}
	})
}

func start(t *testing.T, p *Pacer, clock *fetchtest.Clock) pass {
	t.Helper()
	asked, opens, next := clock.Now(), p.opens, p.next
	c, err := p.wait(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	if c.sent.Before(opens) {
		t.Fatalf("%v before the pause ends", opens.Sub(c.sent))
	}
	if latest := max(opens.Sub(asked), next.Sub(asked), 0); c.sent.Sub(asked) > latest {
		t.Fatalf("started after %v instead of %v", c.sent.Sub(asked), latest)
	}
	return c
}

func sane(t *testing.T, p *Pacer, clock *fetchtest.Clock) {
	t.Helper()
	if l := p.law; !(l.rate >= slowest && l.rate <= fastest) || !(l.ceiling >= 0 && l.ceiling <= fastest) || l.slot() <= 0 || l.slot() > 2*time.Minute+time.Second {
		t.Fatalf("rate %v, ceiling %v, slot %v", l.rate, l.ceiling, l.slot())
	}
	if ahead := p.next.Sub(clock.Now()); ahead > 2*time.Minute+time.Second {
		t.Fatalf("the next start is %v ahead", ahead)
	}
	if ahead := p.opens.Sub(clock.Now()); ahead > p.longest+time.Second {
		t.Fatalf("paused for %v", ahead)
	}
	if rate := p.rate(); math.IsNaN(rate) || math.IsInf(rate, 0) || rate < 0 {
		t.Fatalf("limit of %v", rate)
	}
}

// Refusals of calls that were under way when the first of them came back are
// one refusal.
func TestStaleRefusalsCountOnce(t *testing.T) {
	clock := fetchtest.NewClock(at("2024-05-06T07:08:09Z"))
	p := NewPacer(Options{Now: clock.Now, Sleep: clock.Sleep, Jitter: func() float64 { return 0 }})
	var sent []pass
	for range 60 {
		c := start(t, p, clock)
		sent = append(sent, c)
		clock.Advance(time.Millisecond)
	}
	for _, c := range sent[:40] {
		p.passed(c)
	}
	p.refused(sent[40], 0)
	once, opens := p.law.rate, p.opens
	for _, c := range sent[41:] {
		clock.Advance(time.Millisecond)
		p.refused(c, 0)
	}
	if p.law.rate != once || !p.opens.Equal(opens) {
		t.Errorf("rate %v, then %v; pause until %v, then %v", once, p.law.rate, opens, p.opens)
	}
}

// The pause that the service asks for is kept, even for a call that was under
// way.
func TestALaterAndLongerPauseCounts(t *testing.T) {
	clock := fetchtest.NewClock(at("2024-05-06T07:08:09Z"))
	p := NewPacer(Options{Now: clock.Now, Sleep: clock.Sleep, Jitter: func() float64 { return 0 }})
	one, other := start(t, p, clock), start(t, p, clock)
	p.refused(one, time.Second)
	p.refused(other, time.Minute)
	asked := clock.Now()
	c := start(t, p, clock)
	if got := c.sent.Sub(asked); got != time.Minute || c.paused != time.Minute || !c.held {
		t.Errorf("waited %v, %v of it for the pause", got, c.paused)
	}
}
