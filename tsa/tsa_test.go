package tsa

import (
	"bytes"
	"context"
	"crypto"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"errors"
	"math/big"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/digitorus/timestamp"

	"github.com/glassix-archiver/archiver/tsa/tsatest"
)

var (
	noon = time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)
	text = []byte("acme.example/archive\n3\nAAAA\n")
	sum  = sha256.Sum256(text)
)

func ask(t *testing.T, s *tsatest.Server) ([]byte, error) {
	t.Helper()
	a, err := New(s.URL+"/tsa?token=secret", nil, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return a.Stamp(t.Context(), sum)
}

func roots(t *testing.T, s *tsatest.Server) *x509.CertPool {
	t.Helper()
	pool, err := ParseRoots(s.Root)
	if err != nil {
		t.Fatal(err)
	}
	return pool
}

func TestStamp(t *testing.T) {
	s := tsatest.New(t, noon, nil)
	answer, err := ask(t, s)
	if err != nil {
		t.Fatal(err)
	}
	for _, pool := range []*x509.CertPool{nil, roots(t, s)} {
		got, err := Check(answer, sum, pool)
		if err != nil || !got.Time.Equal(noon) || got.Accuracy != time.Second || got.By != "CN=Test Authority" || got.Policy != "1.2.3.4.1" || got.Serial == "" || got.Rooted != (pool != nil) {
			t.Errorf("got %+v, %v", got, err)
		}
	}
	other := tsatest.New(t, noon, nil)
	if _, err := Check(answer, sum, roots(t, other)); !errors.Is(err, ErrToken) {
		t.Errorf("another root: %v", err)
	}
	if _, err := Check(answer, sha256.Sum256(nil), nil); !errors.Is(err, ErrToken) || !strings.Contains(err.Error(), "something else") {
		t.Errorf("another text: %v", err)
	}
	for i := range answer { // no bit of what is signed can be changed
		changed := bytes.Clone(answer)
		changed[i] ^= 1
		if got, err := Check(changed, sum, roots(t, s)); err == nil && !got.Time.Equal(noon) {
			t.Fatalf("byte %d changed: %+v", i, got)
		}
	}
}

// What openssl makes of our answers is what we do.
func TestStampByOpenSSL(t *testing.T) {
	if _, err := exec.LookPath("openssl"); err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	s := tsatest.New(t, time.Now(), nil)
	answer, err := ask(t, s)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	for name, data := range map[string][]byte{"checkpoint": text, "other": []byte("x"), "tsr": answer, "roots.pem": s.Root} {
		if err := os.WriteFile(filepath.Join(folder, name), data, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	for data, good := range map[string]bool{"checkpoint": true, "other": false} {
		cmd := exec.Command("openssl", "ts", "-verify", "-data", data, "-in", "tsr", "-CAfile", "roots.pem")
		cmd.Dir = folder
		out, err := cmd.CombinedOutput()
		if (err == nil) != good || good && !strings.Contains(string(out), "Verification: OK") {
			t.Errorf("%s: %v\n%s", data, err, out)
		}
	}
}

// Whatever an authority answers, it is a timestamp of this very question or an
// error that tells no secret.
func TestHostileAuthorities(t *testing.T) {
	edited := func(edit func(*timestamp.Timestamp)) func(http.ResponseWriter, func(func(*timestamp.Timestamp)) []byte) {
		return func(rw http.ResponseWriter, stamp func(func(*timestamp.Timestamp)) []byte) { rw.Write(stamp(edit)) }
	}
	for name, tt := range map[string]struct {
		certificate func(*x509.Certificate)
		answer      func(http.ResponseWriter, func(func(*timestamp.Timestamp)) []byte)
		want        string
	}{
		"another imprint": {nil, edited(func(s *timestamp.Timestamp) { s.HashedMessage = make([]byte, 32) }), "something else"},
		"another hash":    {nil, edited(func(s *timestamp.Timestamp) { s.HashAlgorithm, s.HashedMessage = crypto.SHA512, make([]byte, 64) }), "something else"},
		"another nonce":   {nil, edited(func(s *timestamp.Timestamp) { s.Nonce = big.NewInt(7) }), "the nonce differs"},
		"no nonce":        {nil, edited(func(s *timestamp.Timestamp) { s.Nonce = nil }), "the nonce differs"},
		"no certificate":  {nil, edited(func(s *timestamp.Timestamp) { s.AddTSACertificate = false }), "no certificate"},
		"expired":         {func(c *x509.Certificate) { c.NotAfter = noon.Add(-time.Minute) }, nil, "outside of certificate validity"},
		"not yet valid":   {nil, edited(func(s *timestamp.Timestamp) { s.Time = noon.AddDate(-1, 0, 0) }), "the certificate was valid from"},
		"for web servers": {func(c *x509.Certificate) {
			c.ExtraExtensions = nil
			c.ExtKeyUsage = []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
		}, nil, "not for timestamps only"},
		"for anything":    {func(c *x509.Certificate) { c.ExtraExtensions = nil }, nil, "not for timestamps only"},
		"does not insist": {func(c *x509.Certificate) { c.ExtraExtensions[0].Critical = false }, nil, "as critical"},
		"rejection":       {nil, refused, "rejected"},
		"huge": {nil, func(rw http.ResponseWriter, _ func(func(*timestamp.Timestamp)) []byte) {
			rw.Write(make([]byte, MaxAnswer+1))
		}, "more than"},
		"empty":  {nil, func(http.ResponseWriter, func(func(*timestamp.Timestamp)) []byte) {}, "no valid timestamp"},
		"a page": {nil, func(rw http.ResponseWriter, _ func(func(*timestamp.Timestamp)) []byte) { rw.Write([]byte("<html>")) }, "no valid timestamp"},
		"deep": {nil, func(rw http.ResponseWriter, _ func(func(*timestamp.Timestamp)) []byte) {
			rw.Write(bytes.Repeat([]byte{0x30, 0x80}, MaxAnswer/2))
		}, "no valid timestamp"},
		"trailing bytes": {nil, func(rw http.ResponseWriter, stamp func(func(*timestamp.Timestamp)) []byte) {
			rw.Write(append(stamp(nil), 0))
		}, "no valid timestamp"},
		"half": {nil, func(rw http.ResponseWriter, stamp func(func(*timestamp.Timestamp)) []byte) {
			b := stamp(nil)
			rw.Write(b[:len(b)/2])
		}, "no valid timestamp"},
		"an error": {nil, func(rw http.ResponseWriter, _ func(func(*timestamp.Timestamp)) []byte) { rw.WriteHeader(503) }, "503"},
	} {
		t.Run(name, func(t *testing.T) {
			s := tsatest.New(t, noon, tt.certificate)
			s.Answer = tt.answer
			_, err := ask(t, s)
			if err == nil || !strings.Contains(err.Error(), tt.want) || strings.Contains(err.Error(), "secret") {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
	t.Run("down", func(t *testing.T) {
		a, err := New("http://127.0.0.1:1/?token=secret", nil, rand.Reader)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := a.Stamp(t.Context(), sum); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("got %v", err)
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if _, err := a.Stamp(ctx, sum); !errors.Is(err, context.Canceled) {
			t.Errorf("cancelled: %v", err)
		}
	})
	for _, address := range []string{"", "ftp://a", "http://", "::", "tsa.example"} {
		if _, err := New(address, nil, rand.Reader); err == nil {
			t.Errorf("%q is taken", address)
		}
	}
}

func refused(rw http.ResponseWriter, _ func(func(*timestamp.Timestamp)) []byte) {
	answer, _ := timestamp.CreateErrorResponse(timestamp.Rejection, timestamp.TimeNotAvailable)
	rw.Write(answer)
}

func FuzzCheck(f *testing.F) {
	s := tsatest.New(f, noon, nil)
	a, err := New(s.URL, nil, rand.Reader)
	if err != nil {
		f.Fatal(err)
	}
	answer, err := a.Stamp(f.Context(), sum)
	if err != nil {
		f.Fatal(err)
	}
	pool, err := ParseRoots(s.Root)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(answer)
	f.Add([]byte{0x30, 0x80})
	f.Fuzz(func(t *testing.T, data []byte) {
		if got, err := Check(data, sum, pool); err == nil && !got.Time.Equal(noon) {
			t.Errorf("it is of %s", got.Time)
		}
	})
}
