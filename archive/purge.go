package archive

import (
	"context"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/retention"
)

// PurgeOptions say what is purged from where.
type PurgeOptions struct {
	// Registry has the store, and the log. Its store may be a storage.DryRun;
	// then it has no log.
	Registry Registry
	View     *custody.View // the log as it was at the beginning; nil only in a dry run
	Policy   *retention.Policy
	// Override is why bundles go before the end that was named when they were
	// archived, or kept longer since. It stands in the certificate and in the log.
	// "": they stay. It overrides no lock and no hold.
	Override string
	Now      func() time.Time
	Random   io.Reader // names certificates
}

// Purged is what Purge did, each by key.
type Purged struct {
	Bundles      int         // looked at
	Destroyed    []Destroyed // gone, and entered as such
	Completed    []Destroyed // gone since a purge that was cut off, and entered now
	Refused      []Failure   // due, and held, locked, promised to be kept longer, or not what was archived
	Unread       []Failure   // bundles that could not be read, or went meanwhile
	Certificates []string    // their keys
}

// certifiedAtOnce is how many bundles stand in one certificate.
const certifiedAtOnce = 1000

// Purge removes the bundles whose retention has passed: as the policy decides
// now, and as it was said when they were archived or kept longer since. So a
// policy that is shortened by mistake destroys nothing. What a case of the log
// holds, the store retains, or is not what was archived stays, and is named.
//
// A certificate is stored, and its hash entered in the log, before any of its
// bundles is removed. Then the log is read once more, and what became of each is
// entered: purged, or spared. So one that is gone and not entered is in a
// certificate that the log knows, and the next Purge enters it. A certificate
// that the log does not know counts for nothing: whoever took bundles away could
// have written it. It may be called again after an error, and several at once.
func Purge(ctx context.Context, o PurgeOptions) (*Purged, error) {
	p := &purging{PurgeOptions: o, account: newAccount()}
	p.result = Purged{Destroyed: []Destroyed{}, Completed: []Destroyed{}, Certificates: []string{}}
	if err := p.account.read(ctx, o.View); err != nil {
		return nil, err
	}
	if err := p.complete(ctx); err != nil {
		return nil, err
	}
	if err := EachSubject(ctx, o.Registry.Store, o.Policy.NamesDepartments(), p.decide); err != nil {
		return nil, err
	}
	due, err := p.due(ctx)
	if err != nil {
		return nil, err
	}
	for batch := range slices.Chunk(due, certifiedAtOnce) {
		if err := p.purge(ctx, batch); err != nil {
			return nil, err
		}
	}
	for _, list := range [][]Failure{p.result.Refused, p.result.Unread} {
		slices.SortFunc(list, func(a, b Failure) int { return strings.Compare(a.Key, b.Key) })
	}
	return &p.result, nil
}

type purging struct {
	PurgeOptions
	account *account
	passed  []Destroyed // by the policy as it is now
	result  Purged
}

func (p *purging) refuse(key string, why error) {
	p.result.Refused = append(p.result.Refused, Failure{key, why})
}

// purge certifies and removes those bundles that the store lets go.
func (p *purging) purge(ctx context.Context, batch []Destroyed) error {
	c := Certificate{Version: 1, Means: meansOfCertificate, Time: p.Now().UTC(), By: p.Registry.By, Policy: p.Policy.Name, Override: p.Override}
	for _, d := range batch {
		whole, err := p.examine(ctx, &d)
		if err != nil {
			return err
		}
		if whole {
			c.Bundles = append(c.Bundles, d)
		}
	}
	if len(c.Bundles) == 0 {
		return nil
	}
	if err := c.put(ctx, p.Registry.Store, p.Random); err != nil {
		return err
	}
	if err := p.checkClock(ctx, c.key); err != nil {
		return err
	}
	if err := p.append(ctx, []custody.Entry{{Event: custody.Certified, Key: c.key, SHA256: c.sha256, By: p.Registry.By, Detail: c.overridden()}}); err != nil {
		return err
	}
	if p.Registry.Log != nil {
		p.result.Certificates = append(p.result.Certificates, c.key)
	}
	if err := p.readOn(ctx); err != nil {
		return err
	}
	return p.execute(ctx, c)
}

// readOn takes in what came into the log since it was read.
func (p *purging) readOn(ctx context.Context) error {
	if p.Registry.Log == nil {
		return nil
	}
	view, err := p.Registry.Log.Latest(ctx)
	if err != nil {
		return err
	}
	return p.account.read(ctx, view)
}
