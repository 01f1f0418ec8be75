package dir

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// A sidecar is a hidden file beside an object that says how it is kept. One
// without a sidecar is kept no longer than anybody likes.
type sidecar struct {
	Key   string       `json:"key"`
	Mode  storage.Mode `json:"mode,omitempty"`
	Until time.Time    `json:"until,omitzero"`
	Hold  bool         `json:"hold"`
}

const (
	sidecarSuffix = ".kept.json"
	maxSidecar    = 16 << 10 // bytes; a key may take six for each of its own
)

// errSidecar: what can't be read as how long to keep, keeps.
var errSidecar = errors.New("its retention can't be read")

// sidecarOf is the name of key's sidecar, which is no key. Where the name would
// be too long it is a hash; the file says whose it is.
func sidecarOf(key string) string {
	folder, name := path.Split(key)
	if len(name)+len(".")+len(sidecarSuffix) > storage.MaxSegment {
		sum := sha256.Sum256([]byte(key))
		name = hex.EncodeToString(sum[:])
	}
	return folder + "." + name + sidecarSuffix
}

func encodeSidecar(key string, k storage.Keeping) ([]byte, error) {
	b, err := json.Marshal(sidecar{key, k.Mode, k.Until, k.Hold})
	return append(b, '\n'), err
}

// parseSidecar is strict: a word that it does not know may be one that protects.
func parseSidecar(key string, data []byte) (k storage.Keeping, err error) {
	var s sidecar
	dec := json.NewDecoder(bytes.NewReader(data))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return k, fmt.Errorf("%w: %w", errSidecar, err)
	}
	if _, err := dec.Token(); err != io.EOF {
		return k, fmt.Errorf("%w: more than one value", errSidecar)
	}
	if s.Key != key {
		return k, fmt.Errorf("%w: it is that of %.60q", errSidecar, s.Key)
	}
	k = storage.Keeping{Retention: storage.Retention{Mode: s.Mode, Until: s.Until}, Hold: s.Hold}
	if err := k.Check(); err != nil {
		return storage.Keeping{}, fmt.Errorf("%w: %w", errSidecar, err)
	}
	k.Until = k.Until.UTC()
	return k, nil
}

// readSidecar tells how key is kept, if at all.
func (s *Store) readSidecar(key string) (k storage.Keeping, err error) {
	name := sidecarOf(key)
	fi, err := s.root.Lstat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return k, nil
	}
	if err != nil {
		return k, err
	}
	if !fi.Mode().IsRegular() || fi.Size() > maxSidecar {
		return k, fmt.Errorf("%w: %s is not a file of its kind", errSidecar, name)
	}
	data, err := s.root.ReadFile(name)
	if err != nil {
		return k, err
	}
	return parseSidecar(key, data)
}

// writeSidecar is durable when it returns, and leaves the old one or the new.
func (s *Store) writeSidecar(key string, k storage.Keeping) error {
	data, err := encodeSidecar(key, k)
	if err != nil {
		return err
	}
	return s.replace(sidecarOf(key), data)
}

// removeSidecar lets go of a key whose object is not there, or is another's.
func (s *Store) removeSidecar(key string) error {
	if err := s.remove(sidecarOf(key)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return unwritable(err)
	}
	return s.syncUp(path.Dir(key))
}

// replace gives the file name new bytes, at once and durably.
func (s *Store) replace(name string, data []byte) (err error) {
	temp := tempName()
	f, err := s.root.OpenFile(temp, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return unwritable(err)
	}
	defer func() {
		if err != nil {
			_ = s.root.Remove(temp)
		}
	}()
	_, err = f.Write(data)
	if err := errors.Join(err, f.Chmod(0o444), f.Sync(), f.Close()); err != nil {
		return unwritable(err)
	}
	if err := s.rename(temp, name); err != nil {
		return unwritable(err)
	}
	return syncFolder(s.root.Open(path.Dir(name)))
}
