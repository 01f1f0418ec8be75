package archive

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// certificatesPrefix is where certificates of destruction are kept for good.
const certificatesPrefix = "custody/certificates/"

// maxCertificate bounds a certificate that is read back, in bytes.
const maxCertificate = 16 << 20

// Certificate says what was to be destroyed, and why. It is written before
// anything is: a bundle that is gone and is in no certificate was not purged.
type Certificate struct {
	Version int         `json:"version"`
	Time    time.Time   `json:"time"` // UTC
	By      string      `json:"by"`
	Policy  string      `json:"policy"` // its file
	Bundles []Destroyed `json:"bundles"`
	key     string
	sha256  string // of the object, "" if it can't be read as a certificate
}

// Destroyed is a bundle of a certificate.
type Destroyed struct {
	Key    string    `json:"key"`
	Ticket int64     `json:"ticket"`
	Size   int64     `json:"size"` // in bytes
	SHA256 string    `json:"sha256"`
	Due    time.Time `json:"due"`  // the end of its retention
	Rule   string    `json:"rule"` // of the policy, that gave it
}

// put writes the certificate. random makes its name.
func (c *Certificate) put(ctx context.Context, store storage.Store, random io.Reader) error {
	name, err := runName(c.Time, random)
	if err != nil {
		return err
	}
	data, err := json.MarshalIndent(c, "", "  ")
	if err != nil {
		return err
	}
	c.key = certificatesPrefix + name + ".json"
	object := storage.Bytes(append(data, '\n'), "application/json")
	c.sha256 = fmt.Sprintf("%x", object.SHA256)
	if err := store.Put(ctx, c.key, object); err != nil {
		return fmt.Errorf("write the certificate of destruction: %w", err)
	}
	return nil
}

// certificates are all that the store has, oldest first. What can't be read as
// one lists nothing: something else could have put it there, and must not keep
// anybody from the others.
func certificates(ctx context.Context, store storage.Store) ([]Certificate, error) {
	var all []Certificate
	for info, err := range store.List(ctx, certificatesPrefix) {
		if err != nil {
			return nil, err
		}
		c, err := readCertificate(ctx, store, info)
		if err != nil {
			return nil, err
		}
		all = append(all, c)
	}
	return all, nil
}

func readCertificate(ctx context.Context, store storage.Store, info storage.Info) (c Certificate, err error) {
	c.key = info.Key
	if info.Size > maxCertificate {
		return c, nil
	}
	r, err := store.Open(ctx, info.Key)
	if err != nil {
		return c, err
	}
	defer r.Close()
	data := make([]byte, r.Info().Size)
	if _, err := r.ReadAt(data, 0); err != nil && err != io.EOF {
		return c, err
	}
	read := Certificate{key: info.Key, sha256: fmt.Sprintf("%x", sha256.Sum256(data))}
	if json.Unmarshal(data, &read) != nil {
		return c, nil
	}
	return read, nil
}

// certified tells by which certificate, the last one, a bundle was to be
// destroyed.
func certified(all []Certificate) map[string]string {
	by := map[string]string{}
	for _, c := range all {
		for _, d := range c.Bundles {
			by[d.Key] = c.key
		}
	}
	return by
}
