package production

import (
	"context"
	"sync"

	"golang.org/x/sync/errgroup"
)

// Plan is what a production would be.
type Plan struct {
	Production string     `json:"production"`
	First      string     `json:"first"` // number
	Found      int        `json:"found"`
	Produced   int        `json:"produced"` // bundles
	Duplicates int        `json:"duplicates"`
	Withheld   []Withheld `json:"withheld"`
	Tickets    int        `json:"tickets"`
	Documents  int        `json:"documents"`
	Missing    int        `json:"attachments_missing"`
	HeldBack   int        `json:"attachments_withheld"`
}

// Look reads what would be produced, and changes nothing. How many pages there
// are only rendering tells.
func Look(ctx context.Context, o Options) (*Plan, error) {
	if err := o.check(); err != nil {
		return nil, err
	}
	p, first, err := prepare(ctx, o)
	if err != nil {
		return nil, err
	}
	r := p.newReport(first)
	plan := &Plan{Production: r.Production, First: p.Bates.Of(first)}
	var mu sync.Mutex
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(p.Workers)
	for _, keys := range tickets(p.Keys) {
		group.Go(func() error {
			j := &job{keys: keys}
			counts, err := p.look(ctx, j)
			mu.Lock()
			defer mu.Unlock()
			for _, s := range j.sources {
				r.count(s)
			}
			plan.Tickets += min(1, counts.Parents)
			plan.Documents += counts.Documents
			plan.Missing += counts.Missing
			plan.HeldBack += counts.WithheldFiles
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	r.sort()
	plan.Found, plan.Produced, plan.Duplicates, plan.Withheld = r.Counts.Found, r.Counts.Produced, r.Counts.Duplicates, r.Withheld
	return plan, nil
}

// look does with a ticket what do does, but for writing.
func (p *producer) look(ctx context.Context, j *job) (n Counts, err error) {
	kept, err := p.choose(ctx, j)
	if err != nil {
		return n, err
	}
	for _, k := range kept {
		counts, s, err := p.lookAt(ctx, k)
		if err := j.account(k, &produced{bundle: s}, err); err != nil {
			return n, err
		}
		n.add(counts)
	}
	return n, nil
}

func (p *producer) lookAt(ctx context.Context, k candidate) (n Counts, s Source, err error) {
	b, s, err := p.open(ctx, k.key)
	if err != nil {
		return n, s, err
	}
	defer b.Close()
	read, err := p.transcript(b)
	if err != nil {
		return n, s, err
	}
	s.Fate = FateProduced
	children := childrenOf(read.t, p.has(Native))
	n.Documents, n.Parents = 1+len(children), 1
	for _, c := range children {
		switch {
		case c.missing != nil:
			n.Missing++
		case c.withheld != "":
			n.WithheldFiles++
		}
	}
	return n, s, nil
}
