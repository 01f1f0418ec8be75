package tsa

import (
	"bytes"
	"crypto"
	"crypto/x509"
	"encoding/asn1"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/digitorus/pkcs7"
	"github.com/digitorus/timestamp"
)

// A Stamp is what an authority said.
type Stamp struct {
	Time     time.Time     // UTC: it existed by then
	Accuracy time.Duration // by so much the time may be off, either way; 0: it does not say
	By       string        // the subject of the certificate that signed
	Policy   string        // of the authority, as numbers with points
	Serial   string        // hex
	Rooted   bool          // the certificate was checked against a root of the user's
}

// Check reads an authority's answer, and holds it against the SHA-256 that was
// asked about: its signature, and that the certificate was one for timestamps
// and valid at the time. With roots, the certificate has to come from one of
// them; revocation is not looked at. ErrToken says that it is no such answer,
// and why.
func Check(answer []byte, sum [32]byte, roots *x509.CertPool) (Stamp, error) {
	if len(answer) > MaxAnswer {
		return Stamp{}, fmt.Errorf("%w: it has %d bytes", ErrToken, len(answer))
	}
	token, err := parse(answer)
	if err != nil {
		return Stamp{}, err
	}
	if token.HashAlgorithm != crypto.SHA256 || !bytes.Equal(token.HashedMessage, sum[:]) {
		return Stamp{}, fmt.Errorf("%w: it is for something else", ErrToken)
	}
	signer, err := signerOf(token)
	if err == nil {
		err = mayStamp(signer, token, roots)
	}
	if err != nil {
		return Stamp{}, fmt.Errorf("%w: %w", ErrToken, err)
	}
	return Stamp{token.Time.UTC(), token.Accuracy, signer.Subject.String(), token.Policy.String(), fmt.Sprintf("%x", token.SerialNumber), roots != nil}, nil
}

// parse reads an answer whose signature fits a certificate in it.
func parse(answer []byte) (token *timestamp.Timestamp, err error) {
	if !isDER(answer, maxDepth) {
		return nil, fmt.Errorf("%w: it is not in DER", ErrToken)
	}
	defer func() { // hostile bytes, in somebody else's parser
		if p := recover(); p != nil {
			token, err = nil, fmt.Errorf("%w: it can't be parsed", ErrToken)
		}
	}()
	if token, err = timestamp.ParseResponse(answer); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrToken, err)
	}
	if token.Time.IsZero() || token.SerialNumber == nil {
		return nil, fmt.Errorf("%w: it has no time or no number", ErrToken)
	}
	return token, nil
}

// maxDepth is more than any token is nested.
const maxDepth = 32

// isDER tells whether data is a sequence of values that lie within each other as
// they should. The parser of signed messages takes more, some of which costs it
// time without end.
func isDER(data []byte, depth int) bool {
	for len(data) > 0 {
		var value asn1.RawValue
		rest, err := asn1.Unmarshal(data, &value)
		if err != nil || depth == 0 || value.IsCompound && !isDER(value.Bytes, depth-1) {
			return false
		}
		data = rest
	}
	return true
}

// Names of what a token is made of.
var (
	oidContentType   = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 3}
	oidToken         = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 1, 4}
	oidSignedBy      = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 12} // RFC 2634, with SHA-1
	oidSignedByV2    = asn1.ObjectIdentifier{1, 2, 840, 113549, 1, 9, 16, 2, 47} // RFC 5035
	oidExtendedUsage = asn1.ObjectIdentifier{2, 5, 29, 37}
)

// signerOf is the certificate of the token's one signer, which is the one that
// the signed attributes name.
func signerOf(token *timestamp.Timestamp) (*x509.Certificate, error) {
	message, err := pkcs7.Parse(token.RawToken)
	if err != nil {
		return nil, err
	}
	signer := message.GetOnlySigner()
	if signer == nil {
		return nil, errors.New("it has no certificate for its signer, or several signers")
	}
	if err := message.Verify(); err != nil {
		return nil, err
	}
	var kind asn1.ObjectIdentifier
	if err := message.UnmarshalSignedAttribute(oidContentType, &kind); err != nil || !kind.Equal(oidToken) {
		return nil, errors.New("what was signed is not a timestamp")
	}
	if !names(message, signer) {
		return nil, errors.New("the certificate is not the one that was signed with")
	}
	return signer, nil
}

// names tells whether the signed attributes have the certificate's hash.
func names(message *pkcs7.PKCS7, signer *x509.Certificate) bool {
	var v2 struct {
		Certs []struct {
			Algorithm struct {
				OID        asn1.ObjectIdentifier
				Parameters asn1.RawValue `asn1:"optional"`
			} `asn1:"optional"`
			Hash []byte
			Rest asn1.RawValue `asn1:"optional"`
		}
		Policies asn1.RawValue `asn1:"optional"`
	}
	if message.UnmarshalSignedAttribute(oidSignedByV2, &v2) == nil && len(v2.Certs) > 0 {
		first := v2.Certs[0]
		hash, known := hashes[first.Algorithm.OID.String()]
		return known && bytes.Equal(sumBy(hash, signer.Raw), first.Hash)
	}
	var v1 struct {
		Certs []struct {
			Hash []byte
			Rest asn1.RawValue `asn1:"optional"`
		}
		Policies asn1.RawValue `asn1:"optional"`
	}
	return message.UnmarshalSignedAttribute(oidSignedBy, &v1) == nil && len(v1.Certs) > 0 && bytes.Equal(sumBy(crypto.SHA1, signer.Raw), v1.Certs[0].Hash)
}

// hashes by their names; none is SHA-256.
var hashes = map[string]crypto.Hash{
	"": crypto.SHA256, "2.16.840.1.101.3.4.2.1": crypto.SHA256, "2.16.840.1.101.3.4.2.2": crypto.SHA384, "2.16.840.1.101.3.4.2.3": crypto.SHA512,
}

func sumBy(hash crypto.Hash, data []byte) []byte {
	h := hash.New()
	h.Write(data)
	return h.Sum(nil)
}

// mayStamp tells whether a certificate is one for timestamps, and was valid at
// the time of this one.
func mayStamp(signer *x509.Certificate, token *timestamp.Timestamp, roots *x509.CertPool) error {
	at := token.Time
	if at.Before(signer.NotBefore) || at.After(signer.NotAfter) {
		return fmt.Errorf("it is from %s, and the certificate was valid from %s to %s", at.UTC().Format(time.RFC3339), signer.NotBefore.UTC().Format(time.RFC3339), signer.NotAfter.UTC().Format(time.RFC3339))
	}
	if !slices.Equal(signer.ExtKeyUsage, []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}) || len(signer.UnknownExtKeyUsage) > 0 {
		return errors.New("the certificate is not for timestamps only")
	}
	for _, e := range signer.Extensions {
		if e.Id.Equal(oidExtendedUsage) && !e.Critical {
			return errors.New("the certificate does not mark its use for timestamps as critical")
		}
	}
	if roots == nil {
		return nil
	}
	between := x509.NewCertPool()
	for _, c := range token.Certificates {
		between.AddCert(c)
	}
	_, err := signer.Verify(x509.VerifyOptions{Roots: roots, Intermediates: between, CurrentTime: at, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageTimeStamping}})
	return err
}

// ParseRoots reads certificates in PEM, at least one.
func ParseRoots(pem []byte) (*x509.CertPool, error) {
	roots := x509.NewCertPool()
	if !roots.AppendCertsFromPEM(pem) {
		return nil, errors.New("it contains no certificate in PEM")
	}
	return roots, nil
}
