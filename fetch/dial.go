package fetch

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"
)

type (
	proxyFunc func(*http.Request) (*url.URL, error)
	dialFunc  func(ctx context.Context, network, address string) (net.Conn, error)
)

// transports makes one for the service and one for files. Where one is given,
// it is both, as it is.
func transports(h *hosts, o Options, proxy proxyFunc) (api, files http.RoundTripper) {
	if o.HTTP != nil && o.HTTP.Transport != nil {
		return o.HTTP.Transport, o.HTTP.Transport
	}
	dialer := net.Dialer{Timeout: 15 * time.Second, KeepAlive: 30 * time.Second, Resolver: o.Resolver}
	service := newTransport(proxy, h.noting(dialer))
	return service, &guard{h, proxy, newTransport(nil, h.checking(dialer)), service, o.Resolver}
}

// noting dials the service, and notes on what kind of address it is. What else
// is dialled is a proxy, which tells nothing.
func (h *hosts) noting(dialer net.Dialer) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dialer.DialContext(ctx, network, address)
		if err != nil {
			return nil, err
		}
		host, _, _ := net.SplitHostPort(address)
		name, _ := plainName(host)
		at, err := netip.ParseAddrPort(conn.RemoteAddr().String())
		if err == nil && name == h.base {
			h.reached(at.Addr())
		}
		return conn, nil
	}
}

// checking dials a file's host. Each address is judged when it is about to be
// dialled, so it does not matter what else a name led to a moment before.
func (h *hosts) checking(dialer net.Dialer) dialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		host, _, err := net.SplitHostPort(address)
		if err != nil {
			return nil, err
		}
		name, err := plainName(host)
		if err != nil {
			return nil, err
		}
		dialer := dialer
		dialer.ControlContext = func(_ context.Context, _, address string, _ syscall.RawConn) error {
			at, err := netip.ParseAddrPort(address)
			if err != nil {
				return fmt.Errorf("%w: %s can't be checked", ErrForbiddenHost, clean(address))
			}
			return h.permit(name, at.Addr())
		}
		return dialer.DialContext(ctx, network, address)
	}
}

// guard sends requests for files. Where they go through a proxy, that one
// dials, so the names in them are judged before.
type guard struct {
	hosts    *hosts
	proxy    proxyFunc
	direct   http.RoundTripper // judges what it dials
	proxied  http.RoundTripper
	resolver *net.Resolver
}

func (g *guard) RoundTrip(r *http.Request) (*http.Response, error) {
	via, err := g.proxy(r)
	if err != nil {
		return nil, err
	}
	if via == nil {
		return g.direct.RoundTrip(r)
	}
	if err := g.judge(r.Context(), r.URL.Hostname()); err != nil {
		return nil, err
	}
	return g.proxied.RoundTrip(r)
}

// judge looks up a host that a proxy is going to dial. One that is not known
// here is not asked for: it may well be known there, within a network that is
// not the public one.
func (g *guard) judge(ctx context.Context, host string) error {
	name, err := plainName(host)
	if err != nil || g.hosts.allowed.name(name) {
		return err
	}
	addresses, err := g.resolver.LookupNetIP(ctx, "ip", name)
	if err != nil {
		return fmt.Errorf("look up a host before the proxy is asked (a host allowed by name is not looked up): %w", err)
	}
	g.learn(ctx)
	for _, ip := range addresses {
		if err := g.hosts.permit(name, ip); err != nil {
			return err
		}
	}
	return nil
}

// learn looks up the service, if it was never dialled from here.
func (g *guard) learn(ctx context.Context) {
	if g.hosts.service.Load() != 0 {
		return
	}
	addresses, err := g.resolver.LookupNetIP(ctx, "ip", g.hosts.base)
	if err != nil {
		return // then files may lie on public addresses only
	}
	for _, ip := range addresses {
		g.hosts.reached(ip)
	}
}
