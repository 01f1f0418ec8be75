package fetch

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The check values of the catalogues of such algorithms: the sums of
// "123456789".
func TestAlgorithms(t *testing.T) {
	for name, want := range map[string]string{
		"crc64nvme": "ae8b14860a799888",
		"crc32":     "cbf43926",
		"crc32c":    "e3069283",
		"md5":       "25f9e794323b453885f5181f1b624d0b",
		"sha1":      "f7c3bc1d808e04732adf679965ccc34ca7ae3441",
		"sha256":    "15e2b0d3c33891ebb0f1ef609ec419420c20e320ce94c65fbc8c3312448eb225",
	} {
		h := algorithms[name]()
		h.Write([]byte("123456789"))
		if got := fmt.Sprintf("%x", h.Sum(nil)); got != want {
			t.Errorf("%s: got %s, want %s", name, got, want)
		}
	}
}

// The sums of "123456789", as headers write them.
const (
	md5Sum       = "JfnnlDI7RTiF9RgfG2JNCw=="
	sha1Sum      = "98O8HYCOBHMq32eZZczDTKeuNEE="
	sha256Sum    = "FeKw08M4keuw8e9gnsQZQgwg4yDOlMZfvIwzEkSOsiU="
	sha512Sum    = "2eZ2LdHI6vbWGzxhkvxAjU1tXxF20MKRabwk5xw/J0rSf81YEbMT1oH35V7ALXPUmclUVba1u1A6z1dPuo/+hQ=="
	crc32Sum     = "y/Q5Jg=="
	crc32cSum    = "4waSgw=="
	crc64nvmeSum = "rosUhgp5mIg="
)

func TestAnnouncedSums(t *testing.T) {
	for name, test := range map[string]struct {
		header http.Header
		want   string // the algorithms that are checked
	}{
		"none":             {http.Header{"Etag": {`"25f9e794323b453885f5181f1b624d0b"`}}, ""},
		"md5":              {http.Header{"Content-Md5": {md5Sum}}, "md5"},
		"md5 in hex":       {http.Header{"Content-Md5": {"25f9e794323b453885f5181f1b624d0b"}}, ""},
		"of another size":  {http.Header{"Content-Md5": {sha1Sum}}, ""},
		"amazon":           {http.Header{"X-Amz-Checksum-Sha256": {sha256Sum}, "X-Amz-Checksum-Sha1": {sha1Sum}, "X-Amz-Checksum-Crc32": {crc32Sum}, "X-Amz-Checksum-Crc32c": {crc32cSum}, "X-Amz-Checksum-Crc64nvme": {crc64nvmeSum}, "X-Amz-Checksum-Type": {"FULL_OBJECT"}}, "crc32 crc32c crc64nvme sha1 sha256"},
		"of parts":         {http.Header{"X-Amz-Checksum-Sha256": {sha256Sum + "-3"}}, ""},
		"said to be parts": {http.Header{"X-Amz-Checksum-Sha256": {sha256Sum}, "X-Amz-Checksum-Type": {"COMPOSITE"}}, ""},
		"google":           {http.Header{"X-Goog-Hash": {"crc32c=" + crc32cSum + ",md5=" + md5Sum}}, "crc32c md5"},
		"google, lines":    {http.Header{"X-Goog-Hash": {"crc32c=" + crc32cSum, "md5=" + md5Sum}}, "crc32c md5"},
		"google, unpacked": {http.Header{"X-Goog-Hash": {"md5=" + md5Sum}, "X-Goog-Stored-Content-Encoding": {"gzip"}}, ""},
		"google, packed":   {http.Header{"X-Goog-Hash": {"md5=" + md5Sum}, "X-Goog-Stored-Content-Encoding": {"gzip"}, "Content-Encoding": {"gzip"}}, "md5"},
		"RFC 9530":         {http.Header{"Repr-Digest": {"sha-256=:" + sha256Sum + ":, sha-512=:" + sha512Sum + ":;q=1, unixsum=:AAA=:"}}, "sha256 sha512"},
		"RFC 3230":         {http.Header{"Digest": {"SHA-256=" + sha256Sum + ",MD5=" + md5Sum + ",id-sha-256=x"}}, "md5 sha256"},
		"twice":            {http.Header{"Digest": {"MD5=" + md5Sum}, "Content-Md5": {md5Sum}}, "md5 md5"},
		"rubbish":          {http.Header{"Digest": {",=,,md5,md5=,=x;"}, "X-Goog-Hash": {"%"}, "Repr-Digest": {"sha-256=::"}}, ""},
	} {
		s := announcedSums(test.header)
		var got []string
		for _, a := range s.said {
			got = append(got, a.algorithm)
		}
		slices.Sort(got)
		if diff := cmp.Diff(test.want, strings.Join(got, " ")); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
		_, _ = s.Write([]byte("1234"))
		_, _ = s.Write([]byte("56789"))
		if err := s.check(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		_, _ = s.Write([]byte("0"))
		if err := s.check(); errors.Is(err, ErrChecksum) != (test.want != "") {
			t.Errorf("%s: another file, and %v", name, err)
		}
	}
}

func FuzzAnnouncedSums(f *testing.F) {
	f.Add("Digest", "SHA-256="+sha256Sum+",MD5="+md5Sum)
	f.Add("Repr-Digest", "sha-256=:"+sha256Sum+":;p")
	f.Add("X-Goog-Hash", "crc32c="+crc32cSum)
	f.Add("X-Amz-Checksum-Crc64nvme", crc64nvmeSum)
	f.Fuzz(func(t *testing.T, header, value string) {
		h := http.Header{}
		h.Add(header, value)
		s := announcedSums(h)
		if len(s.hashes) > len(algorithms) || len(s.said) > 2*len(algorithms) {
			t.Errorf("%d hashes for %d sums", len(s.hashes), len(s.said))
		}
		_ = s.check()
	})
}
