package fetch

import (
	"context"
	"encoding/binary"
	"io"
	"net"
	"net/netip"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// names is a resolver that knows the names given, over a pipe instead of a
// network. A list of several addresses is told one a question, as by a host
// that rebinds its name.
func names(t *testing.T, known map[string][]string) *net.Resolver {
	t.Helper()
	var asked atomic.Int64
	return &net.Resolver{PreferGo: true, Dial: func(context.Context, string, string) (net.Conn, error) {
		near, far := net.Pipe()
		go func() {
			defer far.Close()
			for answerName(far, func(name string) string {
				list := known[name]
				if len(list) == 0 {
					return ""
				}
				return list[min(int(asked.Add(1))-1, len(list)-1)]
			}) == nil {
			}
		}()
		return near, nil
	}}
}

// answerName answers one question in the form that DNS has on streams.
func answerName(conn io.ReadWriter, lookUp func(name string) string) error {
	var length [2]byte
	if _, err := io.ReadFull(conn, length[:]); err != nil {
		return err
	}
	packet := make([]byte, binary.BigEndian.Uint16(length[:]))
	if _, err := io.ReadFull(conn, packet); err != nil {
		return err
	}
	var m dnsmessage.Message
	if err := m.Unpack(packet); err != nil {
		return err
	}
	m.Response, m.RCode, m.Additionals = true, dnsmessage.RCodeNameError, nil
	q := m.Questions[0]
	if q.Type != dnsmessage.TypeA {
		m.RCode = dnsmessage.RCodeSuccess
	} else if ip, err := netip.ParseAddr(lookUp(strings.TrimSuffix(q.Name.String(), "."))); err == nil {
		m.RCode = dnsmessage.RCodeSuccess
		m.Answers = []dnsmessage.Resource{{
			Header: dnsmessage.ResourceHeader{Name: q.Name, Class: q.Class, TTL: 1},
			Body:   &dnsmessage.AResource{A: ip.As4()},
		}}
	}
	packet, err := m.Pack()
	if err != nil {
		return err
	}
	_, err = conn.Write(append(binary.BigEndian.AppendUint16(nil, uint16(len(packet))), packet...))
	return err
}
