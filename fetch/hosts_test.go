package fetch

import (
	"errors"
	"net/netip"
	"net/url"
	"strings"
	"testing"
)

func TestClassOf(t *testing.T) {
	for want, list := range map[class]string{
		public:    "8.8.8.8 1.1.1.1 100.63.255.255 100.128.0.0 172.15.0.1 172.32.0.1 192.169.0.1 198.17.0.1 198.20.0.1 223.255.255.255 2606:4700::1111 2001:4860:4860::8888 ::ffff:8.8.8.8 64:ff9b::808:808 2002:808:808::1",
		loopback:  "127.0.0.1 127.255.255.254 ::1 ::ffff:127.0.0.1 64:ff9b::7f00:1 2002:7f00:1::1 ::127.0.0.1 ::ffff:0:7f00:1",
		private:   "10.0.0.1 10.255.255.255 172.16.0.1 172.31.255.255 192.168.1.1 100.64.0.1 100.127.255.255 fc00::1 fdff::1 fec0::1 ::ffff:10.0.0.1 64:ff9b::a00:1 2002:a00:1::1 2002:c0a8:101::1",
		linkLocal: "169.254.0.1 169.254.255.255 fe80::1 febf::1 fe80::1%eth0 ::ffff:169.254.1.1",
		metadata:  "169.254.169.254 169.254.170.2 fd00:ec2::254 100.100.100.200 168.63.129.16 192.0.0.192 ::ffff:169.254.169.254 64:ff9b::a9fe:a9fe 2002:a9fe:a9fe::",
		reserved:  "0.0.0.0 0.1.2.3 :: ::ffff:0.0.0.0 192.0.0.1 192.0.2.1 198.18.0.1 198.19.255.255 198.51.100.1 203.0.113.1 224.0.0.1 239.1.1.1 240.0.0.1 255.255.255.255 ff02::1 100::1 2001:db8::1 2001::1 2001:2::1 3fff::1 5f00::1 64:ff9b:1::1 4000::1 192.88.99.1",
	} {
		for text := range strings.FieldsSeq(list) {
			if got := classOf(netip.MustParseAddr(text)); got != want {
				t.Errorf("%s is %v, want %v", text, got, want)
			}
		}
	}
	if got := classOf(netip.Addr{}); got != reserved {
		t.Errorf("nothing is %v", got)
	}
}

func TestReadHost(t *testing.T) {
	for host, want := range map[string]string{
		"127.0.0.1": "127.0.0.1", "127.0.0.1.": "127.0.0.1", "127.0.0.1...": "127.0.0.1", "::1": "::1", "::ffff:10.0.0.1": "::ffff:10.0.0.1",
		"localhost": "127.0.0.1", "LocalHost.": "127.0.0.1", "a.localhost": "127.0.0.1", "ｌocalhost": "127.0.0.1",
		"１２７.0.0.1": "127.0.0.1", "①②⑦.0.0.1": "127.0.0.1", "127。0。0。1": "127.0.0.1",
		"0x7f.1": "error", "0x7F000001": "error", "2130706433": "error", "127.1": "error", "017700000001": "error", "0177.0.0.1": "error",
		"127.0.0.0x1": "error", "10.0.0.256": "error", "1.2.3.4.5": "error", "010.0.0.1": "error", "0x": "error", "files.example.0xffffffffffffffffffff": "error",
		"134744072": "error", "127.1.": "error", "": "error", ".": "error", "xn--א": "error",
		"files.example.com": "", "1and1.com": "", "0xcafe.com": "", "localhost.example.com": "", "10.0.0.1.example.com": "", "קבצים.example": "", "my_bucket.s3.amazonaws.com": "",
	} {
		_, ip, err := readHost(host)
		got := ""
		switch {
		case err != nil:
			got = "error"
		case ip.IsValid():
			got = ip.String()
		}
		if got != want || err != nil && !errors.Is(err, ErrForbiddenHost) {
			t.Errorf("%q: got %q, want %q: %v", host, got, want, err)
		}
	}
}

func TestCheckURL(t *testing.T) {
	for name, test := range map[string]struct {
		base, allow     string
		passes, forbids string
	}{
		"a public service": {
			base:    "https://acme.glassix.com",
			passes:  "https://8.8.8.8/a https://[2606:4700::1111]/a https://files.example.com:8443/a",
			forbids: "https://10.0.0.1/a https://[::ffff:10.0.0.1]/a https://[64:ff9b::a00:1]/a https://127.0.0.1 http://127.0.0.1 http://localhost https://localhost. https://[::1]/ https://[fe80::1%25eth0]/ https://169.254.169.254/latest http://169.254.169.254/latest https://0x7f.1/ https://2130706433/ https://127.1/ https://0/ https://0.0.0.0/ https://100.64.1.1/ https://198.18.0.1/ https://224.0.0.1/ https://①0.0.0.1/",
		},
		"a service on this machine": {
			base:    "http://127.0.0.1:8080",
			passes:  "http://127.0.0.1:9/a http://localhost/a https://[::1]/a http://[::1]/a https://127.9.9.9/a",
			forbids: "https://10.0.0.1/a https://169.254.1.1/a https://0.0.0.0/ https://127.1/",
		},
		"a private service": {
			base:    "https://10.1.1.1",
			passes:  "https://192.168.0.1/a https://[fd12::1]/a https://100.64.0.1/a",
			forbids: "https://127.0.0.1/ https://169.254.1.1/ https://169.254.169.254/ https://[fd00:ec2::254]/ https://100.100.100.200/ https://0.0.0.0/",
		},
		"a link-local service": {
			base:    "https://169.254.7.7",
			passes:  "https://169.254.1.1/ https://[fe80::1]/",
			forbids: "https://169.254.169.254/ https://169.254.170.2/ https://10.0.0.1/",
		},
		"a service on no such address": {base: "https://198.18.0.1", forbids: "https://198.18.0.1/ https://10.0.0.1/"},
		"listed": {
			base: "https://acme.glassix.com", allow: "10.1.0.0/16 192.168.3.4 fd12::/16 localhost 169.254.169.254 198.18.0.7/31",
			passes:  "https://10.1.2.3/ https://[::ffff:10.1.2.3]/ https://[64:ff9b::a01:203]/ https://192.168.3.4/ https://[fd12::7]/ http://localhost/ https://169.254.169.254/ https://198.18.0.6/",
			forbids: "https://10.2.0.1/ https://192.168.3.5/ https://[fd13::7]/ http://127.0.0.1/ https://169.254.169.253/ https://198.18.0.8/",
		},
	} {
		h, err := newHosts(test.base, strings.Fields(test.allow))
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for _, list := range []struct {
			addresses string
			want      bool
		}{{test.passes, false}, {test.forbids, true}} {
			for address := range strings.FieldsSeq(list.addresses) {
				u, err := url.Parse(address)
				if err != nil {
					t.Fatal(err)
				}
				if err := h.checkURL(u); errors.Is(err, ErrForbiddenHost) != list.want || !list.want && err != nil {
					t.Errorf("%s: %s: %v", name, address, err)
				}
			}
		}
	}
}

func TestAllowHosts(t *testing.T) {
	a, err := readAllowed([]string{"Files.Example.com.", "*.Buckets.example.com", "קבצים.example", "::ffff:10.0.0.9", "my_host"})
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]bool{
		"files.example.com": true, "a.files.example.com": false, "a.buckets.example.com": true, "a.b.buckets.example.com": true,
		"buckets.example.com": false, "xbuckets.example.com": false, "קבצים.example": true, "my_host": true, "example.com": false,
	} {
		if plain, err := plainName(name); err != nil || a.name(plain) != want {
			t.Errorf("%s: want %v, %v", name, want, err)
		}
	}
	if !a.address(netip.MustParseAddr("10.0.0.9")) || a.address(netip.MustParseAddr("10.0.0.8")) {
		t.Error("an address is listed, and only it")
	}
	for _, bad := range []string{
		"", " ", "*", "*.", "*.*", "a.*.b", "https://a.example.com", "a.example.com:443", "a/b", "a b", "10.0.0.0/33", "10.0.0.256", "127.1", "0x7f.1",
		"*.10.0.0.1", "[::1]", "fe80::1%eth0", "a..b", ".a", "::ffff:10.0.0.0/104", "a?b", strings.Repeat("a", 64) + ".com",
	} {
		if _, err := readAllowed([]string{bad}); err == nil || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q: %v", bad, err)
		}
		credentials := Credentials{URL: "https://acme.glassix.com", APIKey: "key", APISecret: "hidden", UserName: "user"}
		if _, err := New(credentials, Options{AllowHosts: []string{"ok.example.com", bad}}); err == nil {
			t.Errorf("New took %q", bad)
		}
	}
}

// Whatever is read as a name must not be what some resolver takes for an
// address, and nothing is both.
func FuzzReadHost(f *testing.F) {
	for _, host := range []string{"127.0.0.1", "0x7f.1", "①②⑦.0.0.1", "a.localhost.", "fe80::1%eth0", "xn--a", "files.example.com"} {
		f.Add(host)
	}
	f.Fuzz(func(t *testing.T, host string) {
		name, ip, err := readHost(host)
		if err != nil {
			if !errors.Is(err, ErrForbiddenHost) || name != "" || ip.IsValid() {
				t.Errorf("%q: %q, %v and %v", host, name, ip, err)
			}
			return
		}
		last := name[strings.LastIndexByte(name, '.')+1:]
		if !ip.IsValid() && last != "" && last[0] >= '0' && last[0] <= '9' && strings.Trim(last, "0123456789") == "" {
			t.Errorf("%q is the name %q", host, name)
		}
		h, _ := newHosts("https://acme.glassix.com", nil)
		if err := h.checkURL(&url.URL{Scheme: "https", Host: name}); ip.IsValid() && ip.Is4() && classOf(ip) != public && !errors.Is(err, ErrForbiddenHost) {
			t.Errorf("%q: %v", host, err)
		}
	})
}
