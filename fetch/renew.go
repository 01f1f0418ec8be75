package fetch

import (
	"context"
	"fmt"
	"net/url"
	"time"
)

const (
	maxRenewals = 3               // of a link, without the file coming further
	linkMargin  = 2 * time.Second // before a link ends, it is renewed
)

// lease is the address in use, and what is known of its end.
type lease struct {
	uri      string
	life     life
	untried  bool // fresh, and to be tried whatever our clock says of it
	only     bool // there is no other: renewing gave this one again
	renewals int  // since the file last came further

	expires  bool
	headroom time.Duration
}

// left is how long the link is still valid. It is false if it doesn't say.
func (l *lease) left(now time.Time) (time.Duration, bool) {
	return l.life.until.Sub(now), !l.life.until.IsZero()
}

// stale is true of a link that ends before a request may have reached its
// host. The margin of one that lives for seconds is a tenth of its life.
func (l *lease) stale(now time.Time) bool {
	margin := linkMargin
	if length := l.life.length(); length > 0 {
		margin = min(margin, length/10)
	}
	left, known := l.left(now)
	return known && (left <= 0 || left < margin)
}

// begin notes that a request with the link is on its way.
func (l *lease) begin(now time.Time) {
	l.untried = false
	left, known := l.left(now)
	if known && (!l.expires || left < l.headroom) {
		l.expires, l.headroom = true, left
	}
}

// use takes an address, unless it is none or of a host that is not ours to ask.
func (d *download) use(uri string) error {
	d.op = "download " + redactURL(uri)
	u, err := url.Parse(uri)
	if err != nil || u.Hostname() == "" {
		return fmt.Errorf("%s: not an address", d.op)
	}
	if err := d.client.hosts.checkURL(u); err != nil {
		return fmt.Errorf("%s: %w", d.op, err)
	}
	d.lease.uri, d.lease.life, d.lease.untried = uri, readLife(uri), false
	return nil
}

// refresh renews a link before it is used in vain. A fresh one is tried first,
// and so is the last one there is.
func (d *download) refresh(ctx context.Context) error {
	if d.lease.untried || !d.renewable() || !d.lease.stale(d.client.ServiceNow()) {
		return nil
	}
	return d.renew(ctx)
}

// replace renews a link that its host called expired, or fails with what the
// host said.
func (d *download) replace(ctx context.Context, expired error) error {
	if !d.renewable() {
		return expired
	}
	if err := d.renew(ctx); err != nil {
		return err
	}
	if d.lease.only {
		return expired
	}
	return nil
}

func (d *download) renewable() bool {
	return d.link.Renew != nil && !d.lease.only && d.lease.renewals < maxRenewals
}

func (d *download) renew(ctx context.Context) error {
	d.lease.renewals++
	fresh, err := d.link.Renew(ctx, d.lease.uri)
	if ctx.Err() != nil {
		return &callError{d.op, ctx.Err()}
	}
	if err != nil {
		return &callError{d.op + ": renew the link", err}
	}
	if fresh == d.lease.uri {
		d.lease.only = true
		return nil
	}
	if err := d.use(fresh); err != nil {
		return err
	}
	d.lease.untried = true
	return nil
}
