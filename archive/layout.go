package archive

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"iter"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// What a run leaves behind, under runs/<run id>/.
const (
	runsPrefix    = "runs/"
	reportName    = "/report.json"
	inventoryName = "/inventory.jsonl"
	fatesName     = "/reconciliation.jsonl"
)

// maxReport bounds a report that is read back; one of a run with a hundred
// thousand exceptions has some 20 MB.
const maxReport = 256 << 20

func reportKey(run string) string    { return runsPrefix + run + reportName }
func inventoryKey(run string) string { return runsPrefix + run + inventoryName }
func fatesKey(run string) string     { return runsPrefix + run + fatesName }

// Line is a line of an inventory: a bundle that a run stored, or found stored
// by a run that was killed before it could say so.
type Line struct {
	Key      string    `json:"key"`
	Size     int64     `json:"size"`
	SHA256   string    `json:"sha256"`
	Ticket   int64     `json:"ticket"`
	Revision string    `json:"revision"`
	Closed   time.Time `json:"closed"`

	// As the retention policy decided when it was stored: until when it is to be
	// kept (absent: without end), under which lock and rule, and for which cases.
	Until time.Time `json:"until,omitzero"`
	Lock  string    `json:"lock,omitzero"`
	Rule  string    `json:"rule,omitzero"`
	Holds []string  `json:"holds,omitempty"`
	Ruled []string  `json:"ruled,omitempty"` // of Holds those by a rule of the case, not by the policy

	// Found is that the run did not make the bundle, but met it, and no inventory
	// had it: a run that was killed left it, or something else put it there.
	Found bool `json:"found,omitzero"`

	// Of a ticket that was moved to or from another department: its number there.
	MovedTo   int64 `json:"moved_to,omitzero"`
	MovedFrom int64 `json:"moved_from,omitzero"`
}

// Runs yields the names of the runs that the store knows of, oldest first: of
// those that have a report or an inventory.
func Runs(ctx context.Context, store storage.Store) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		last := ""
		for info, err := range store.List(ctx, runsPrefix) {
			if err != nil {
				yield("", err)
				return
			}
			run, _, ok := strings.Cut(strings.TrimPrefix(info.Key, runsPrefix), "/")
			if !ok || run == last {
				continue
			}
			last = run
			if !yield(run, nil) {
				return
			}
		}
	}
}

// ErrDamagedReport says that what stands in a report's place is none.
var ErrDamagedReport = errors.New("it is damaged")

// LoadReport reads a run's report from the store.
func LoadReport(ctx context.Context, store storage.Store, run string) (*Report, error) {
	r, err := store.Open(ctx, reportKey(run))
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if r.Info().Size > maxReport {
		return nil, fmt.Errorf("read report of run %s: %d bytes are too many", run, r.Info().Size)
	}
	data := make([]byte, r.Info().Size)
	if _, err := r.ReadAt(data, 0); err != nil && err != io.EOF {
		return nil, fmt.Errorf("read report of run %s: %w", run, err)
	}
	var report Report
	if err := json.Unmarshal(data, &report); err != nil {
		return nil, fmt.Errorf("read report of run %s: %w: %w", run, ErrDamagedReport, err)
	}
	sum := sha256.Sum256(data)
	report.sha256 = hex.EncodeToString(sum[:])
	return &report, nil
}

// Inventory yields the lines of a run's inventory.
func Inventory(ctx context.Context, store storage.Store, run string) iter.Seq2[Line, error] {
	return readLines[Line](ctx, store, inventoryKey(run), io.Discard)
}

// Fates yields what became of each ticket that a run came across.
func Fates(ctx context.Context, store storage.Store, run string) iter.Seq2[Fate, error] {
	return readLines[Fate](ctx, store, fatesKey(run), io.Discard)
}

// readLines yields the lines of an object, whose bytes are also written to as,
// all of them if there is no error.
func readLines[T any](ctx context.Context, store storage.Store, key string, as io.Writer) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		r, err := store.Open(ctx, key)
		if err != nil {
			yield(*new(T), err)
			return
		}
		defer r.Close()
		lines := json.NewDecoder(io.TeeReader(io.NewSectionReader(r, 0, r.Info().Size), as))
		for {
			var line T
			err := lines.Decode(&line)
			if err == io.EOF {
				return
			}
			if err != nil {
				err = fmt.Errorf("read %s: %w", key, err)
			}
			if !yield(line, err) || err != nil {
				return
			}
		}
	}
}
