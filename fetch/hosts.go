package fetch

import (
	"errors"
	"fmt"
	"net/netip"
	"net/url"
	"strings"
	"sync/atomic"

	"golang.org/x/net/idna"
)

// ErrForbiddenHost says that a file lies where none is fetched from: on an
// address that is not public, though the service is not on one of that kind
// and Options.AllowHosts does not list it. What a customer sends in must not
// make this machine ask its own network.
var ErrForbiddenHost = errors.New("files are not fetched from this host")

// hosts decides where files may be fetched from.
type hosts struct {
	allowed allowed
	base    string        // the service's name or address, as plainName makes it
	service atomic.Uint32 // classes of the addresses that it was reached on
}

// newHosts reads what is known before anything is asked: the service's address
// may stand in base.
func newHosts(base string, allow []string) (*hosts, error) {
	list, err := readAllowed(allow)
	if err != nil {
		return nil, err
	}
	h := &hosts{allowed: list}
	u, err := url.Parse(base)
	if err != nil {
		return nil, err
	}
	name, ip, err := readHost(u.Hostname())
	if err != nil { // an odd one, which is asked as it is
		name = u.Hostname()
	}
	h.base = name
	if ip.IsValid() {
		h.reached(ip)
	}
	return h, nil
}

// reached notes where the service is: files may lie on such addresses too.
func (h *hosts) reached(ip netip.Addr) { h.service.Or(uint32(classOf(ip))) }

// permit judges an address that a host name leads to.
func (h *hosts) permit(name string, ip netip.Addr) error {
	is := classOf(ip)
	switch {
	case is == public, h.allowed.address(ip), is != metadata && h.allowed.name(name):
		return nil
	case is&(loopback|private|linkLocal)&class(h.service.Load()) != 0:
		return nil
	case name == ip.String():
		return fmt.Errorf("%w: %s is %v", ErrForbiddenHost, ip, is)
	}
	return fmt.Errorf("%w: %s is at %s, %v", ErrForbiddenHost, clean(name), ip, is)
}

// checkURL judges an address by what stands in it. Where a name leads is seen
// when it is dialled.
func (h *hosts) checkURL(u *url.URL) error {
	name, ip, err := readHost(u.Hostname())
	if err != nil {
		return err
	}
	if ip.IsValid() {
		if err := h.permit(name, ip); err != nil {
			return err
		}
	}
	return checkScheme(u)
}

// readHost tells an address from a name, and reads it as the most lenient
// resolver might. A number that is no plain address (0x7f.1, 2130706433,
// 127.1) has no honest use; resolvers differ on what it is.
func readHost(host string) (name string, ip netip.Addr, err error) {
	name, err = plainName(host)
	if err != nil {
		return "", ip, fmt.Errorf("%w: %s is not a host name", ErrForbiddenHost, clean(host))
	}
	if ip, err = netip.ParseAddr(name); err == nil {
		return ip.String(), ip, nil
	}
	if isNumber(name[strings.LastIndexByte(name, '.')+1:]) {
		return "", netip.Addr{}, fmt.Errorf("%w: %s is an address in an odd form", ErrForbiddenHost, clean(host))
	}
	if name == "localhost" || strings.HasSuffix(name, ".localhost") {
		return name, netip.AddrFrom4([4]byte{127, 0, 0, 1}), nil
	}
	return name, netip.Addr{}, nil
}

// plainName is a host in lower case and ASCII, without the dot of the root. It
// is made as net/http does it, since ① and 。 are 1 and a dot to it.
func plainName(host string) (string, error) {
	for _, r := range host {
		if r >= 0x80 {
			ascii, err := idna.Lookup.ToASCII(host)
			if err != nil {
				return "", err
			}
			host = ascii
			break
		}
	}
	name := strings.ToLower(strings.TrimRight(host, "."))
	if name == "" {
		return "", errors.New("empty")
	}
	return name, nil
}

func isNumber(label string) bool {
	if digits, hex := strings.CutPrefix(label, "0x"); hex {
		return strings.Trim(digits, "0123456789abcdef") == ""
	}
	return label != "" && strings.Trim(label, "0123456789") == ""
}
