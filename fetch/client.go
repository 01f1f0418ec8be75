// Package fetch is the client of one Glassix department: it gets the list of
// closed tickets, each ticket as the service answers it, and its files.
//
// A failed call is retried as its failure deserves, and all workers that share a
// Client together keep to the rate that the service allows. Errors never contain
// a secret, a bearer token, or the query of a signed URL.
package fetch

import (
	"cmp"
	"context"
	"log/slog"
	"math/rand/v2"
	"net"
	"net/http"
	"sync/atomic"
	"time"
)

// Options tune a Client. The zero value is what production wants.
type Options struct {
	HTTP      *http.Client                               // transport only: its cookies, redirects and time-out are not used; see AllowHosts
	Now       func() time.Time                           // time.Now
	Sleep     func(context.Context, time.Duration) error // must end early, with the context's error, on cancel
	Jitter    func() float64                             // in [0, 1)
	UserAgent string                                     // "archiver"
	Log       *slog.Logger                               // retries at debug, long pauses at warn; nil logs nothing

	Pacer     *Pacer  // shared by Clients of one workspace; nil for one of its own
	FirstRate float64 // calls a second to begin with, until the limit is found; 25

	Attempts  int           // tries of a call that fails otherwise than by throttling; 8
	MaxWait   time.Duration // the longest single wait, whatever Retry-After says; 5 min
	Patience  time.Duration // all the waiting a throttled call puts up with; 30 min, as cool-downs of 15 were seen
	Stall     time.Duration // silence after which a connection is given up; 60 s
	MaxAnswer int64         // bytes of one answer of the service; 64 MiB

	// AllowHosts lists where files may be fetched from though it is no public
	// address: host names, *.suffixes, addresses and networks (10.1.0.0/16).
	// Addresses of the kind that the service itself is on (loopback, private,
	// link-local) need not be listed. Those where clouds hand out credentials
	// must be, by address. With a transport in HTTP only addresses that stand
	// in links and redirects are judged, not where names lead.
	AllowHosts []string
	Resolver   *net.Resolver // net.DefaultResolver; not used with a transport in HTTP
}

// Client speaks to one department. It is safe for concurrent use, and all its
// users share one token and one pace.
type Client struct {
	credentials Credentials
	base        string // without a slash at the end
	options     Options
	hosts       *hosts
	api         *http.Client
	files       *http.Client
	tokens      tokens
	pacer       *Pacer
	reached     atomic.Bool // the service has answered at least once
	calls       atomic.Int64
	throttled   atomic.Int64
	retried     atomic.Int64
	apiClock    skew
	fileClock   skew
	clockTold   atomic.Bool // in the log, once
}

// Counts says what a Client has asked of the service, for a run's report.
// Downloads are not counted: another host serves them.
type Counts struct {
	Calls     int64 `json:"calls"`     // requests sent, retries and tokens included
	Throttled int64 `json:"throttled"` // of these, answered 429
	Retried   int64 `json:"retried"`   // of these, repeats of an earlier one

	Rate float64 `json:"rate"` // calls a second now believed to be the service's limit; 0 while none was met
}

// New makes a client. It checks the credentials' form and sends nothing.
func New(credentials Credentials, options Options) (*Client, error) {
	base, err := credentials.base()
	if err != nil {
		return nil, err
	}
	options = options.withDefaults()
	c := &Client{credentials: credentials, base: base, options: options}
	c.tokens.lock = make(chan struct{}, 1)
	c.pacer = cmp.Or(options.Pacer, NewPacer(options))
	if c.hosts, err = newHosts(base, options.AllowHosts); err != nil {
		return nil, err
	}
	api, files := transports(c.hosts, options, http.ProxyFromEnvironment)
	c.api = &http.Client{Transport: api, CheckRedirect: refuseRedirect}
	c.files = &http.Client{Transport: files, CheckRedirect: c.hosts.follow}
	return c, nil
}

func (o Options) withDefaults() Options {
	if o.Resolver == nil {
		o.Resolver = net.DefaultResolver
	}
	if o.Now == nil {
		o.Now = time.Now
	}
	if o.Sleep == nil {
		o.Sleep = sleep
	}
	if o.Jitter == nil {
		o.Jitter = rand.Float64
	}
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	o.UserAgent = cmp.Or(o.UserAgent, "archiver")
	o.FirstRate = cmp.Or(max(o.FirstRate, 0), 25)
	o.Attempts = cmp.Or(max(o.Attempts, 0), 8)
	o.MaxWait = cmp.Or(max(o.MaxWait, 0), 5*time.Minute)
	o.Patience = cmp.Or(max(o.Patience, 0), 30*time.Minute)
	o.Stall = cmp.Or(max(o.Stall, 0), time.Minute)
	o.MaxAnswer = cmp.Or(max(o.MaxAnswer, 0), 64<<20)
	return o
}

func sleep(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-timer.C:
		return nil
	}
}

// DepartmentID names the department that the credentials open: the service
// uses one value for it and for the API key.
func (c *Client) DepartmentID() string { return c.credentials.APIKey }

// Counts returns the totals so far.
func (c *Client) Counts() Counts {
	return Counts{Calls: c.calls.Load(), Throttled: c.throttled.Load(), Retried: c.retried.Load(), Rate: c.pacer.rate()}
}
