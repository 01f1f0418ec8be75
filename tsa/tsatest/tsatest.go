// Package tsatest is a time-stamping authority for tests.
package tsatest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/asn1"
	"encoding/pem"
	"io"
	"math/big"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/digitorus/timestamp"
)

// A Server is an authority on loopback, with a root of its own.
type Server struct {
	URL  string
	Root []byte // its root's certificate, PEM
	// Now is its clock.
	Now func() time.Time
	// Answer, if it is not nil, answers in its place; stamp makes the answer that
	// it would have given, after the token was edited.
	Answer func(rw http.ResponseWriter, stamp func(edit func(*timestamp.Timestamp)) []byte)
	// Asked counts the questions.
	Asked int

	t           testing.TB
	certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// New starts an authority, whose certificate is valid from an hour before its time
// on; tokens also tell the machine's own, and have to be within it. edit may change the certificate before it is issued.
func New(t testing.TB, at time.Time, edit func(*x509.Certificate)) *Server {
	t.Helper()
	s := &Server{t: t, Now: func() time.Time { return at }}
	root := &x509.Certificate{SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Test Root"}, NotBefore: at.AddDate(-1, 0, 0), NotAfter: at.AddDate(10, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign}
	rootKey := newKey(t)
	rootDER := issue(t, root, root, rootKey, rootKey)
	usage, err := asn1.Marshal([]asn1.ObjectIdentifier{{1, 3, 6, 1, 5, 5, 7, 3, 8}})
	if err != nil {
		t.Fatal(err)
	}
	leaf := &x509.Certificate{SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: "Test Authority"}, NotBefore: at.Add(-time.Hour), NotAfter: at.AddDate(9, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature, ExtraExtensions: []pkix.Extension{{Id: asn1.ObjectIdentifier{2, 5, 29, 37}, Critical: true, Value: usage}}}
	if edit != nil {
		edit(leaf)
	}
	s.key = newKey(t)
	der := issue(t, leaf, root, s.key, rootKey)
	if s.certificate, err = x509.ParseCertificate(der); err != nil {
		t.Fatal(err)
	}
	s.Root = pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: rootDER})
	server := httptest.NewServer(s)
	t.Cleanup(server.Close)
	s.URL = server.URL
	return s
}

func newKey(t testing.TB) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func issue(t testing.TB, c, parent *x509.Certificate, key, by *ecdsa.PrivateKey) []byte {
	t.Helper()
	der, err := x509.CreateCertificate(rand.Reader, c, parent, &key.PublicKey, by)
	if err != nil {
		t.Fatal(err)
	}
	return der
}

// ServeHTTP answers a question.
func (s *Server) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	s.Asked++
	body, err := io.ReadAll(http.MaxBytesReader(rw, r.Body, 1<<16))
	if err != nil {
		return
	}
	question, err := timestamp.ParseRequest(body)
	if err != nil || r.Header.Get("Content-Type") != "application/timestamp-query" {
		http.Error(rw, "no question", http.StatusBadRequest)
		return
	}
	stamp := func(edit func(*timestamp.Timestamp)) []byte { return s.stamp(question, edit) }
	if s.Answer != nil {
		s.Answer(rw, stamp)
		return
	}
	rw.Header().Set("Content-Type", "application/timestamp-reply")
	rw.Write(stamp(nil))
}

func (s *Server) stamp(q *timestamp.Request, edit func(*timestamp.Timestamp)) []byte {
	token := timestamp.Timestamp{HashAlgorithm: q.HashAlgorithm, HashedMessage: q.HashedMessage, Time: s.Now(), Accuracy: time.Second, Nonce: q.Nonce,
		Policy: asn1.ObjectIdentifier{1, 2, 3, 4, 1}, AddTSACertificate: q.Certificates}
	if edit != nil {
		edit(&token)
	}
	answer, err := token.CreateResponseWithOpts(s.certificate, s.key, crypto.SHA256)
	if err != nil {
		s.t.Error(err)
	}
	return answer
}
