package fetch

import (
	"bytes"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base64"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"hash/crc64"
	"net/http"
	"strings"
)

// ErrChecksum says that a file came whole, but is not the one whose checksum
// its host announced.
var ErrChecksum = errors.New("the checksum does not match")

var (
	castagnoli = crc32.MakeTable(crc32.Castagnoli)
	nvme       = crc64.MakeTable(0x9a6c9329ac4bc9b5)
)

// algorithms are those whose sums we can compute, by the names that headers
// use, in lower case.
var algorithms = map[string]func() hash.Hash{
	"md5":       md5.New,
	"sha1":      sha1.New,
	"sha256":    sha256.New,
	"sha512":    sha512.New,
	"crc32":     func() hash.Hash { return crc32.NewIEEE() },
	"crc32c":    func() hash.Hash { return crc32.New(castagnoli) },
	"crc64nvme": func() hash.Hash { return crc64.New(nvme) },
}

// ofDigest translates the names of the Digest headers; of their other
// algorithms (unixsum and such) nothing is expected.
var ofDigest = map[string]string{"md5": "md5", "sha-256": "sha256", "sha-512": "sha512"}

// sums are the checksums that a host announced for a file, and the hashes that
// they need. An ETag is none: S3's is the MD5 of some files only.
type sums struct {
	said   []announced
	hashes map[string]hash.Hash // by algorithm, each once
}

type announced struct {
	header, algorithm string
	sum               []byte
}

// announcedSums reads the head of an answer that is a whole file. What can't
// be read is as if it was not said.
func announcedSums(h http.Header) *sums {
	s := &sums{hashes: map[string]hash.Hash{}}
	s.add("Content-MD5", "md5", h.Get("Content-MD5"))
	if !strings.EqualFold(h.Get("X-Amz-Checksum-Type"), "COMPOSITE") {
		for _, name := range []string{"sha256", "sha1", "crc32", "crc32c", "crc64nvme"} {
			header := "x-amz-checksum-" + name
			s.add(header, name, h.Get(header)) // one of parts ends in -N, which is no base64
		}
	}
	if sameStored(h) {
		for name, value := range listed(h, "X-Goog-Hash") {
			s.add("x-goog-hash", name, value)
		}
	}
	for _, header := range []string{"Repr-Digest", "Digest"} {
		for name, value := range listed(h, header) {
			s.add(header, ofDigest[name], value)
		}
	}
	return s
}

// sameStored is false where Google unpacks a file on its way out, since its
// hashes are of what is stored.
func sameStored(h http.Header) bool {
	stored := strings.ToLower(h.Get("X-Goog-Stored-Content-Encoding"))
	return stored == "" || stored == "identity" || stored == strings.ToLower(h.Get("Content-Encoding"))
}

// listed reads name=value pairs behind commas: those of RFC 3230, and those of
// RFC 9530, whose values stand between colons and may have parameters.
func listed(h http.Header, header string) map[string]string {
	pairs := map[string]string{}
	for item := range strings.SplitSeq(strings.Join(h.Values(header), ","), ",") {
		name, value, _ := strings.Cut(item, "=")
		value, _, _ = strings.Cut(value, ";")
		value = strings.TrimSpace(value)
		if inner, ok := strings.CutPrefix(value, ":"); ok {
			value = strings.TrimSuffix(inner, ":")
		}
		pairs[strings.ToLower(strings.TrimSpace(name))] = value
	}
	return pairs
}

func (s *sums) add(header, algorithm, value string) {
	made, known := algorithms[algorithm]
	sum, err := base64.StdEncoding.DecodeString(strings.TrimSpace(value))
	if !known || err != nil || len(sum) != made().Size() {
		return
	}
	if s.hashes[algorithm] == nil {
		s.hashes[algorithm] = made()
	}
	s.said = append(s.said, announced{header, algorithm, sum})
}

// Write never fails.
func (s *sums) Write(p []byte) (int, error) {
	for _, h := range s.hashes {
		h.Write(p)
	}
	return len(p), nil
}

// check holds what was written against what was announced.
func (s *sums) check() error {
	for _, a := range s.said {
		if got := s.hashes[a.algorithm].Sum(nil); !bytes.Equal(got, a.sum) {
			return fmt.Errorf("%w: %s says %s %x, what came has %x", ErrChecksum, a.header, a.algorithm, a.sum, got)
		}
	}
	return nil
}
