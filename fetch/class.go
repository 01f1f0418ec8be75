package fetch

import (
	"net/netip"
	"slices"
)

// class is what kind of place an address is, one bit each.
type class uint32

const (
	public class = 1 << iota
	loopback
	private
	linkLocal
	metadata // where clouds hand out a machine's credentials
	reserved
)

func (c class) String() string {
	switch c {
	case public:
		return "a public address"
	case loopback:
		return "a loopback address"
	case private:
		return "a private address"
	case linkLocal:
		return "a link-local address"
	case metadata:
		return "an address of a cloud's metadata"
	}
	return "a reserved address"
}

// metadataAddresses are those of AWS (machines, containers, pods), Azure,
// Google, Alibaba and Oracle. Some look private, one even public.
var metadataAddresses = []netip.Addr{
	netip.MustParseAddr("169.254.169.254"), netip.MustParseAddr("169.254.170.2"), netip.MustParseAddr("169.254.170.23"),
	netip.MustParseAddr("fd00:ec2::254"), netip.MustParseAddr("fd00:ec2::23"), netip.MustParseAddr("fd20:ce::254"),
	netip.MustParseAddr("168.63.129.16"), netip.MustParseAddr("100.100.100.200"), netip.MustParseAddr("192.0.0.192"),
}

var (
	privateNets = prefixes("100.64.0.0/10", "fec0::/10") // beside those of netip.Addr.IsPrivate

	// reservedNets are of the registries of IANA, as far as they are not
	// globally reachable. 2001::/23 has Teredo in it, and benchmarks.
	reservedNets = prefixes("0.0.0.0/8", "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "198.18.0.0/15", "198.51.100.0/24",
		"203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "2001::/23", "2001:db8::/32", "3fff::/20")
	globalIPv6 = netip.MustParsePrefix("2000::/3") // all that is given out to the public
)

func prefixes(list ...string) []netip.Prefix {
	var parsed []netip.Prefix
	for _, text := range list {
		parsed = append(parsed, netip.MustParsePrefix(text))
	}
	return parsed
}

func within(list []netip.Prefix, ip netip.Addr) bool {
	return slices.ContainsFunc(list, func(p netip.Prefix) bool { return p.Contains(ip) })
}

func classOf(ip netip.Addr) class {
	ip = plain(ip)
	switch {
	case slices.Contains(metadataAddresses, ip):
		return metadata
	case ip.IsLoopback():
		return loopback
	case ip.IsLinkLocalUnicast():
		return linkLocal
	case ip.IsPrivate(), within(privateNets, ip):
		return private
	case !ip.IsValid(), within(reservedNets, ip), ip.Is6() && !globalIPv6.Contains(ip):
		return reserved
	}
	return public
}

// carriers are the IPv6 networks whose addresses lead to an IPv4 address, and
// the byte at which it stands: translated (RFC 2765), compatible (RFC 4291),
// NAT64 and 6to4.
var carriers = []struct {
	net netip.Prefix
	at  int
}{
	{netip.MustParsePrefix("::ffff:0:0:0/96"), 12},
	{netip.MustParsePrefix("::/96"), 12},
	{netip.MustParsePrefix("64:ff9b::/96"), 12},
	{netip.MustParsePrefix("2002::/16"), 2},
}

// plain is the IPv4 address where one is carried within another, and has no
// zone.
func plain(ip netip.Addr) netip.Addr {
	ip = ip.Unmap().WithZone("")
	if !ip.Is6() || ip == netip.IPv6Loopback() || ip == netip.IPv6Unspecified() {
		return ip
	}
	bytes := ip.As16()
	for _, c := range carriers {
		if c.net.Contains(ip) {
			return netip.AddrFrom4([4]byte(bytes[c.at : c.at+4]))
		}
	}
	return ip
}
