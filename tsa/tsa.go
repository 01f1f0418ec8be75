// Package tsa gets timestamps from a time-stamping authority (RFC 3161), and
// checks them.
package tsa

import (
	"bytes"
	"context"
	"crypto"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"net/url"
	"time"

	"github.com/digitorus/timestamp"
)

// MaxAnswer bounds an authority's answer, in bytes: a token with a chain of
// certificates has some 6,000.
const MaxAnswer = 64 << 10

// patience is how long an authority may take.
const patience = 30 * time.Second

// ErrToken: an answer is no timestamp of what was asked.
var ErrToken = errors.New("no valid timestamp")

// An Authority answers at a URL, over HTTP.
type Authority struct {
	url    *url.URL
	client *http.Client
	random io.Reader
}

// New is the authority at an address of http or https; client nil is the
// default one. random makes the nonces.
func New(address string, client *http.Client, random io.Reader) (*Authority, error) {
	u, err := url.Parse(address)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" {
		return nil, errors.New("the address of a time-stamping authority has to be http://… or https://…")
	}
	if client == nil {
		client = http.DefaultClient
	}
	return &Authority{u, client, random}, nil
}

// Name is the authority's host.
func (a *Authority) Name() string { return a.url.Host }

// Stamp has the authority say that it knows what has this SHA-256. It returns
// the whole answer, in DER, once it is one to this very question, as Check and
// the nonce tell. It takes half a minute at most.
func (a *Authority) Stamp(ctx context.Context, sum [32]byte) ([]byte, error) {
	answer, err := a.stamp(ctx, sum)
	if err != nil {
		return nil, fmt.Errorf("have %s timestamp: %w", a.Name(), err)
	}
	return answer, nil
}

func (a *Authority) stamp(ctx context.Context, sum [32]byte) ([]byte, error) {
	var random [16]byte
	if _, err := io.ReadFull(a.random, random[:]); err != nil {
		return nil, err
	}
	random[0] = random[0]&0x7f | 0x40 // positive, and always as long
	nonce := new(big.Int).SetBytes(random[:])
	question, err := (&timestamp.Request{HashAlgorithm: crypto.SHA256, HashedMessage: sum[:], Certificates: true, Nonce: nonce}).Marshal()
	if err != nil {
		return nil, err
	}
	answer, err := a.ask(ctx, question)
	if err != nil {
		return nil, err
	}
	token, err := parse(answer)
	if err != nil {
		return nil, err
	}
	if token.Nonce == nil || token.Nonce.Cmp(nonce) != 0 {
		return nil, fmt.Errorf("%w: it answers another question (the nonce differs)", ErrToken)
	}
	_, err = Check(answer, sum, nil)
	return answer, err
}

// ask posts a question.
func (a *Authority) ask(ctx context.Context, question []byte) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, a.url.String(), bytes.NewReader(question))
	if err != nil {
		return nil, errors.New("the address can't be reached")
	}
	request.Header.Set("Content-Type", "application/timestamp-query")
	request.Header.Set("Accept", "application/timestamp-reply")
	response, err := a.client.Do(request)
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // without the address, which may have a secret in it
	}
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("it answered %s", response.Status)
	}
	answer, err := io.ReadAll(io.LimitReader(response.Body, MaxAnswer+1))
	if err == nil && len(answer) > MaxAnswer {
		err = fmt.Errorf("%w: the answer has more than %d bytes", ErrToken, MaxAnswer)
	}
	return answer, err
}
