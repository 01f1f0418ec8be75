package archive

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/storage"
)

// ErrRule says that a search is no rule that can be kept.
var ErrRule = errors.New("it is too long for a rule")

// PlaceRule has what meets the search held for the case whenever it is archived
// from now on; a run that goes on takes it up within a minute. What is stored
// already is Place's. It tells whether the rule is new, and may be called again
// after an error: the rule stands before the log has it.
func (r *Registry) PlaceRule(ctx context.Context, name string, s query.Search) (bool, error) {
	return r.rule(ctx, name, s, true)
}

// ErrNoRule says that a case never had such a rule.
var ErrNoRule = errors.New("the case has no such rule")

// EndRule ends a rule. It tells whether the rule stood; ErrNoRule if there never
// was one. What is held stays held: Release lifts that. It may be called again
// after an error.
func (r *Registry) EndRule(ctx context.Context, name string, s query.Search) (bool, error) {
	return r.rule(ctx, name, s, false)
}

func (r *Registry) rule(ctx context.Context, name string, s query.Search, stands bool) (changed bool, err error) {
	rule := s.Rule()
	if len(rule) > maxRuleLine {
		return false, fmt.Errorf("%w: %d bytes, more than %d", ErrRule, len(rule), maxRuleLine)
	}
	if stands {
		if err := r.Store.Locks(ctx); err != nil {
			return false, err
		}
	}
	folder := ruleFolder(name, rule)
	number, stood, err := r.lastRule(ctx, folder)
	if err == nil && number == 0 && !stands { // the store may have lost what the log knows
		if number, stood, err = r.loggedRule(ctx, folder); err == nil && number == 0 {
			err = fmt.Errorf("end the rule %s of case %s: %w", rule, name, ErrNoRule)
		}
	}
	if err != nil || stood == stands {
		if err == nil && stood {
			err = r.enterRule(ctx, name, rule, folder, number, true) // it may have been cut off before
		}
		return false, err
	}
	if !stands { // the log knows of an end before the store goes by it
		if err := r.enterRule(ctx, name, rule, folder, number+1, false); err != nil {
			return false, err
		}
	}
	data, err := json.MarshalIndent(ruleState{1, name, stands, json.RawMessage(rule)}, "", " ")
	if err == nil {
		err = r.Store.Put(ctx, ruleKey(folder, number+1), storage.Bytes(append(data, '\n'), "application/json"))
	}
	if err != nil {
		return false, fmt.Errorf("keep the rule of case %s: %w", name, err)
	}
	if stands {
		err = r.enterRule(ctx, name, rule, folder, number+1, true)
	}
	return true, err
}

func ruleKey(folder string, number int) string { return fmt.Sprintf("%s%06d.json", folder, number) }

// lastRule is the last state under a rule's folder; number 0 is none.
func (r *Registry) lastRule(ctx context.Context, folder string) (number int, stands bool, err error) {
	for info, err := range r.Store.List(ctx, folder) {
		if err != nil {
			return 0, false, fmt.Errorf("list the rules of cases: %w", err)
		}
		if _, err := fmt.Sscanf(strings.TrimPrefix(info.Key, folder), "%06d.json", &number); err != nil {
			return 0, false, fmt.Errorf("the store has %s where a rule should be", info.Key)
		}
		if _, stands, err = readRule(ctx, r.Store, info); err != nil {
			return 0, false, err
		}
	}
	return number, stands, nil
}

// loggedRule is lastRule by the custody log.
func (r *Registry) loggedRule(ctx context.Context, folder string) (number int, stands bool, err error) {
	book, err := r.cases(ctx)
	if err != nil {
		return 0, false, err
	}
	for key, rule := range book.rules {
		var n int
		name, ok := strings.CutPrefix(key, folder)
		if _, err := fmt.Sscanf(name, "%06d.json", &n); ok && err == nil && n > number {
			number, stands = n, rule.stands
		}
	}
	return number, stands, nil
}

// enterRule puts a rule's state into the log, if it is not there yet.
func (r *Registry) enterRule(ctx context.Context, name, rule, folder string, number int, stands bool) error {
	if r.Log == nil {
		return nil
	}
	book, err := r.cases(ctx)
	if err != nil {
		return err
	}
	key, event := ruleKey(folder, number), custody.RulePlaced
	if !stands {
		event = custody.RuleEnded
	}
	if _, known := book.rules[key]; known {
		return nil
	}
	if _, err := r.Log.Append(ctx, []custody.Entry{{Event: event, Key: key, By: r.By, Case: name, Detail: rule}}); err != nil {
		return fmt.Errorf("enter the rule of case %s: %w", name, err)
	}
	return nil
}
