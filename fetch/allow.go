package fetch

import (
	"errors"
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// allowed is what Options.AllowHosts lists.
type allowed struct {
	names    []string // in lower case
	suffixes []string // with their dot at the start
	nets     []netip.Prefix
}

// readAllowed reads host names, *.suffixes, addresses and networks.
func readAllowed(list []string) (allowed, error) {
	var a allowed
	for _, entry := range list {
		if err := a.add(entry); err != nil {
			return allowed{}, fmt.Errorf("allowed hosts: %q %w", clean(entry), err)
		}
	}
	return a, nil
}

func (a *allowed) add(entry string) error {
	if network, err := netip.ParsePrefix(entry); err == nil && !network.Addr().Is4In6() {
		a.nets = append(a.nets, network.Masked())
		return nil
	}
	rest, isSuffix := strings.CutPrefix(entry, "*.")
	name, ip, err := readHost(rest)
	switch {
	case err == nil && !isSuffix && ip.IsValid() && name == ip.String():
		if ip.Zone() != "" {
			return errors.New("has a zone")
		}
		ip = ip.Unmap()
		a.nets = append(a.nets, netip.PrefixFrom(ip, ip.BitLen()))
	case err != nil || ip.IsValid() && name == ip.String() || !isHostName(name):
		return errors.New("is not like files.example.com, *.example.com, 10.1.2.3 or 10.1.0.0/16")
	case isSuffix:
		a.suffixes = append(a.suffixes, "."+name)
	default:
		a.names = append(a.names, name)
	}
	return nil
}

// isHostName keeps out addresses of web pages, ports and stars.
func isHostName(name string) bool {
	const letters = "abcdefghijklmnopqrstuvwxyz0123456789-_"
	for label := range strings.SplitSeq(name, ".") {
		if label == "" || len(label) > 63 || strings.Trim(label, letters) != "" {
			return false
		}
	}
	return len(name) <= 253
}

// name is true of a name that is listed. It takes names as plainName makes
// them.
func (a *allowed) name(name string) bool {
	return slices.Contains(a.names, name) ||
		slices.ContainsFunc(a.suffixes, func(suffix string) bool { return strings.HasSuffix(name, suffix) })
}

// address is true of an address that is listed, or of the IPv4 address in it.
func (a *allowed) address(ip netip.Addr) bool {
	return within(a.nets, ip.Unmap().WithZone("")) || within(a.nets, plain(ip))
}
