package production

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/storage"
)

// registerPrefix is where the store keeps what was produced for each case, for
// good: productions/<case>/<number>.json. A number that stands there is taken.
const registerPrefix = "productions/"

// ErrTaken says that another production of the case has the numbers: an earlier
// one, or one that was registered meanwhile.
var ErrTaken = errors.New("the numbers are taken")

// Registered is what the store keeps of a production.
type Registered struct {
	Schema     string    `json:"schema"` // "production-register/1"
	Production string    `json:"production"`
	Case       string    `json:"case"`
	Number     int       `json:"number"` // of the case's productions, from 1
	Tool       string    `json:"tool"`
	Made       time.Time `json:"made"` // UTC
	Selection  Selection `json:"selection"`
	Prefix     string    `json:"bates_prefix"`
	Digits     int       `json:"bates_digits"`
	First      int64     `json:"first_number"`
	Last       int64     `json:"last_number"` // First-1 if nothing was produced
	Documents  int       `json:"documents"`
	Bundles    int       `json:"bundles"`
	Manifest   string    `json:"manifest_sha256"`
}

const registerSchema = "production-register/1"

func registerKey(caseName string, number int) string {
	return fmt.Sprintf("%s%s/%06d.json", registerPrefix, archive.Segment(caseName), number)
}

// maxRegistered bounds an entry that is read back, in bytes.
const maxRegistered = 1 << 20

// Productions reads what was produced for a case, oldest first.
func Productions(ctx context.Context, store storage.Store, caseName string) ([]Registered, error) {
	var list []Registered
	for info, err := range store.List(ctx, registerPrefix+archive.Segment(caseName)+"/") {
		if err != nil {
			return nil, err
		}
		r, err := readRegistered(ctx, store, info.Key)
		if err != nil {
			return nil, fmt.Errorf("read the register of productions: %s: %w", info.Key, err)
		}
		if info.Key != registerKey(caseName, len(list)+1) || r.Number != len(list)+1 || r.Case != caseName {
			return nil, fmt.Errorf("read the register of productions: %s is not production %d of case %q: what was numbered is not known", info.Key, len(list)+1, caseName)
		}
		list = append(list, r)
	}
	return list, nil
}

func readRegistered(ctx context.Context, store storage.Store, key string) (r Registered, err error) {
	o, err := store.Open(ctx, key)
	if err != nil {
		return r, err
	}
	defer o.Close()
	if size := o.Info().Size; size > maxRegistered {
		return r, fmt.Errorf("%d bytes are too many", size)
	}
	data, err := io.ReadAll(io.NewSectionReader(o, 0, maxRegistered))
	if err != nil {
		return r, err
	}
	return ParseRegistered(data)
}

// ParseRegistered reads an entry of the register.
func ParseRegistered(data []byte) (r Registered, err error) {
	if err := json.Unmarshal(data, &r); err != nil {
		return Registered{}, err
	}
	b := Bates{r.Prefix, r.Digits}
	switch {
	case r.Schema != registerSchema:
		return Registered{}, fmt.Errorf("its schema is %.40q", r.Schema)
	case b.Check() != nil:
		return Registered{}, b.Check()
	case r.Number < 1 || r.First < 1 || r.Last < r.First-1:
		return Registered{}, errors.New("its numbers are impossible")
	}
	return r, nil
}

// put registers the production. ErrTaken if another was faster.
func (r Registered) put(ctx context.Context, store storage.Store) error {
	var b bytes.Buffer
	lines := json.NewEncoder(&b)
	lines.SetEscapeHTML(false)
	lines.SetIndent("", "  ")
	if err := lines.Encode(r); err != nil {
		return fmt.Errorf("register the production: %w", err)
	}
	err := store.Put(ctx, registerKey(r.Case, r.Number), storage.Bytes(b.Bytes(), "application/json"))
	if errors.Is(err, storage.ErrConflict) {
		return fmt.Errorf("register the production: %w: another production of the case was faster", ErrTaken)
	}
	return err
}

// nextNumber is the first number that is free: behind the last one of the case
// with the same prefix, or start, if that is not taken; 0 is no wish.
func nextNumber(earlier []Registered, b Bates, start int64) (int64, error) {
	free := int64(1)
	for _, r := range earlier {
		own := Bates{r.Prefix, r.Digits}
		if !strings.EqualFold(own.lead(), b.lead()) {
			continue
		}
		if own != b {
			return 0, fmt.Errorf("number documents: %s numbered with prefix %s and %d digits, this one would be with %s and %d", r.Production, r.Prefix, r.Digits, b.Prefix, b.Digits)
		}
		free = max(free, r.Last+1)
	}
	switch {
	case start == 0:
		return free, nil
	case start < free:
		return 0, fmt.Errorf("number documents from %s on: %w: the case has numbers up to %s", b.Of(start), ErrTaken, b.Of(free-1))
	}
	return start, nil
}
