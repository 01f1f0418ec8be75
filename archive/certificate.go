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

// maxCertificate bounds a certificate that is read back, in bytes: one of a
// thousand bundles has some 500 KB.
const maxCertificate = 16 << 20

// meansOfCertificate is what a certificate says of itself, for who reads it
// without this program.
const meansOfCertificate = "The retention of these bundles had passed, and they were to be destroyed at this time. " +
	"Each that was has an entry 'purged' in the custody log that names this certificate; each that stayed an entry 'spared'."

// Certificate says what was to be destroyed, and why. It is written before
// anything is: a bundle that is gone and is in no certificate was not purged.
type Certificate struct {
	Version  int         `json:"version"`
	Means    string      `json:"means"`
	Time     time.Time   `json:"time"` // UTC
	By       string      `json:"by"`
	Policy   string      `json:"policy"`             // its file
	Override string      `json:"override,omitempty"` // why bundles go before the end that was promised
	Bundles  []Destroyed `json:"bundles"`
	key      string
	sha256   string // of the object
}

// Destroyed is a bundle of a certificate.
type Destroyed struct {
	Key        string    `json:"key"`
	Ticket     int64     `json:"ticket"`
	Size       int64     `json:"size"` // in bytes
	SHA256     string    `json:"sha256"`
	Due        time.Time `json:"due"`                   // the end of its retention
	Rule       string    `json:"rule"`                  // of the policy, that gave it
	Promised   time.Time `json:"promised,omitzero"`     // the later end that was overridden
	PromisedBy string    `json:"promised_by,omitempty"` // the rule that gave that one
}

// overridden says of a certificate, for the log, that it overrides promises.
func (c *Certificate) overridden() string {
	if c.Override == "" {
		return ""
	}
	return "overrides what was promised: " + c.Override
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

func readCertificate(ctx context.Context, store storage.Store, info storage.Info) (Certificate, error) {
	nothing := Certificate{key: info.Key}
	if info.Size > maxCertificate {
		return nothing, nil
	}
	r, err := store.Open(ctx, info.Key)
	if err != nil {
		return nothing, err
	}
	defer r.Close()
	data := make([]byte, r.Info().Size)
	if _, err := r.ReadAt(data, 0); err != nil && err != io.EOF {
		return nothing, err
	}
	c, err := parseCertificate(data)
	if err != nil {
		return nothing, nil
	}
	c.key = info.Key
	return *c, nil
}

// parseCertificate reads a certificate of destruction. One that is of another
// version, or names what can't be a bundle, or one twice, is none.
func parseCertificate(data []byte) (*Certificate, error) {
	c := Certificate{sha256: fmt.Sprintf("%x", sha256.Sum256(data))}
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, fmt.Errorf("read a certificate of destruction: %w", err)
	}
	if c.Version != 1 {
		return nil, fmt.Errorf("read a certificate of destruction: version %d is not known", c.Version)
	}
	met := map[string]bool{}
	for _, d := range c.Bundles {
		k, err := ParseKey(d.Key)
		if err != nil || k.Ticket != d.Ticket || met[d.Key] {
			return nil, fmt.Errorf("read a certificate of destruction: it lists %.200q, which is not a bundle, or is listed twice", d.Key)
		}
		met[d.Key] = true
	}
	return &c, nil
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
