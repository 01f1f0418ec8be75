package archive

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/storage"
)

// rulesPrefix is where the rules of cases are kept: what meets one is held for
// its case as soon as it is archived. Under custody/rules/<rule>/<number>.json
// stands whether the rule stands, the last number counting: nothing there is
// ever changed.
const rulesPrefix = "custody/rules/"

// maxRule bounds a rule that is read back, in bytes, and maxRuleLine one that is
// placed: it has to fit into an entry of the custody log.
const (
	maxRule     = 64 << 10
	maxRuleLine = 8 << 10
)

// Rule is a search whose hits a case holds, those to come too.
type Rule struct {
	Case   string
	Search query.Search
	Err    error  // it could not be read: then everything meets it
	Key    string // of its state in the store
}

// ruleState is what stands under a rule's key.
type ruleState struct {
	Version int             `json:"version"`
	Case    string          `json:"case"`
	Stands  bool            `json:"stands"` // false: the rule has ended
	Rule    json.RawMessage `json:"rule"`
}

// Rules are those that stand, by their keys.
func Rules(ctx context.Context, store storage.Store) ([]Rule, error) {
	last := map[string]storage.Info{}
	for info, err := range store.List(ctx, rulesPrefix) {
		if err != nil {
			return nil, fmt.Errorf("list the rules of cases: %w", err)
		}
		folder, _, _ := strings.Cut(strings.TrimPrefix(info.Key, rulesPrefix), "/")
		last[folder] = info // the list is in order
	}
	var rules []Rule
	for _, info := range last {
		r, stands, err := readRule(ctx, store, info)
		if err != nil {
			return nil, err
		}
		if stands {
			rules = append(rules, r)
		}
	}
	slices.SortFunc(rules, func(a, b Rule) int { return strings.Compare(a.Case+a.Key, b.Case+b.Key) })
	return rules, nil
}

// readRule reads what stands under a key. What is no rule of this version holds
// everything: too much can be released, what was not held may be gone.
func readRule(ctx context.Context, store storage.Store, info storage.Info) (r Rule, stands bool, err error) {
	r = Rule{Case: "unreadable-rule", Key: info.Key}
	if info.Size > maxRule {
		r.Err = fmt.Errorf("the rule %s has %d bytes", info.Key, info.Size)
		return r, true, nil
	}
	o, err := store.Open(ctx, info.Key)
	if err != nil {
		return r, false, err
	}
	defer o.Close()
	data := make([]byte, o.Info().Size)
	if _, err := o.ReadAt(data, 0); err != nil && err != io.EOF {
		return r, false, err
	}
	var state ruleState
	r.Err = json.Unmarshal(data, &state)
	if r.Err == nil && state.Version != 1 {
		r.Err = fmt.Errorf("version %d is not known", state.Version)
	}
	if r.Err == nil && !state.Stands {
		return r, false, nil
	}
	if state.Case != "" {
		r.Case = state.Case
	}
	if r.Err == nil {
		r.Search, r.Err = query.ParseRule(string(state.Rule))
	}
	if r.Err != nil {
		r.Err = fmt.Errorf("the rule %s cannot be read, so it holds everything: %w", info.Key, r.Err)
	}
	return r, true, nil
}

// Meets tells whether a ticket is to be held by the rule.
func (r Rule) Meets(d *query.Document) bool { return r.Err != nil || r.Search.Match(d) }

// couldMeet tells whether a ticket could meet the rule if it said more.
func (r Rule) couldMeet(d *query.Document) bool {
	return query.Search{Filters: r.Search.Filters}.Match(d)
}

// ruleFolder is where a case's rule is kept.
func ruleFolder(name, rule string) string {
	return fmt.Sprintf("%s%x/", rulesPrefix, sha256.Sum256([]byte(name+"\x00"+rule)))[:len(rulesPrefix)+32] + "/"
}

// ruleBook has the rules that stand, read anew when they were read a while ago:
// a run takes up what is placed while it goes on.
type ruleBook struct {
	store storage.Store
	now   func() time.Time

	mu    sync.Mutex
	at    time.Time
	rules []Rule
}

// rulesStay is for how long rules are taken to stand as they were read.
const rulesStay = time.Minute

func (b *ruleBook) current(ctx context.Context) ([]Rule, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if now := b.now(); b.at.IsZero() || now.Sub(b.at) >= rulesStay {
		rules, err := Rules(ctx, b.store)
		if err != nil {
			return nil, err
		}
		b.rules, b.at = rules, now
	}
	return b.rules, nil
}

// cases are those that hold a ticket by a rule, sorted, each once. read gives what
// is searched of the ticket, with what its files say or without. Files are looked
// into only for rules that the ticket does not meet without them. Where their text
// could not be had, and might be another time, each rule that other words in them
// could meet holds: too much can be released.
func (b *ruleBook) cases(ctx context.Context, read func(files bool) (*query.Document, Contents, error)) ([]string, error) {
	rules, err := b.current(ctx)
	if err != nil || len(rules) == 0 {
		return nil, err
	}
	d, _, err := read(false)
	if err != nil {
		return nil, err
	}
	var names []string
	var unmet []Rule
	for _, r := range rules {
		if r.Meets(d) {
			names = append(names, r.Case)
		} else if r.couldMeet(d) {
			unmet = append(unmet, r)
		}
	}
	if len(unmet) > 0 {
		full, c, err := read(true)
		failed := errors.Is(err, filetext.ErrStart) && ctx.Err() == nil
		if err != nil && !failed {
			return nil, err
		}
		for _, r := range unmet {
			if failed || c.mayPass() || r.Meets(full) {
				names = append(names, r.Case)
			}
		}
	}
	slices.Sort(names)
	return slices.Compact(names), nil
}
