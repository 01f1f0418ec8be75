package custody

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/mod/sumdb/note"
)

// ed25519Key is the first byte of a key of this kind.
const ed25519Key = 1

// ErrKey: a text is not a key, or a name can't be that of one.
var ErrKey = errors.New("not a key")

// GenerateKey makes the key pair of a new log, in the encoding of
// c2sp.org/signed-note. name is the log's origin: not empty, without spaces and
// pluses, best an address such as acme.example/archive. signer is secret.
func GenerateKey(random io.Reader, name string) (signer, verifier string, err error) {
	if name == "" || len(name) > 200 || !utf8.ValidString(name) || strings.ContainsFunc(name, unfit) {
		return "", "", fmt.Errorf("%w: the name %.80q must have no spaces, pluses or control characters, and 1 to 200 bytes", ErrKey, name)
	}
	seed := make([]byte, ed25519.SeedSize)
	if _, err := io.ReadFull(random, seed); err != nil {
		return "", "", fmt.Errorf("make a key: %w", err)
	}
	public := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	if verifier, err = note.NewEd25519VerifierKey(name, public); err != nil {
		return "", "", fmt.Errorf("make a key: %w", err)
	}
	// Not note.GenerateKey: Go's own key generation need not take its
	// randomness from where it is told to. The number in the middle, which
	// tells keys apart, is that of the public key in both.
	id := verifier[len(name)+1:][:8]
	signer = fmt.Sprintf("PRIVATE+KEY+%s+%s+%s", name, id, base64.StdEncoding.EncodeToString(append([]byte{ed25519Key}, seed...)))
	return signer, verifier, nil
}

func unfit(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) || r == '+' }

// ParseSigner reads a secret key. No error tells anything of the text.
func ParseSigner(text string) (note.Signer, note.Verifier, error) {
	public, err := PublicKey(text)
	if err != nil {
		return nil, nil, err
	}
	signer, err := note.NewSigner(strings.TrimSpace(text))
	if err != nil {
		return nil, nil, errSecret
	}
	verifier, err := ParseVerifier(public)
	return signer, verifier, err
}

var errSecret = fmt.Errorf("%w to sign with", ErrKey)

// PublicKey is the verifier text that belongs to a secret key.
func PublicKey(signer string) (verifier string, err error) {
	parts := strings.SplitN(strings.TrimSpace(signer), "+", 5) // PRIVATE+KEY+name+id+key; the key itself may have a plus
	if len(parts) < 5 {
		return "", errSecret
	}
	raw, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(raw) != 1+ed25519.SeedSize || raw[0] != ed25519Key {
		return "", errSecret
	}
	public := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	if verifier, err = note.NewEd25519VerifierKey(parts[2], public); err != nil {
		return "", errSecret
	}
	return verifier, nil
}

// ParseVerifier reads a public key, as GenerateKey gives it.
func ParseVerifier(text string) (note.Verifier, error) {
	text = strings.TrimSpace(text)
	if strings.HasPrefix(text, "PRIVATE+") { // not to be quoted
		return nil, fmt.Errorf("%w to check with: it is the secret key", ErrKey)
	}
	v, err := note.NewVerifier(text)
	if err != nil {
		return nil, fmt.Errorf("%w to check with: %.200q: %w", ErrKey, text, err)
	}
	return v, nil
}
