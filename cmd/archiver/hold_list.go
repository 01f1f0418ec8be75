package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

func newHoldList(sys *sys) *cobra.Command {
	var o holdOptions
	cmd := &cobra.Command{
		Use:   "list [--all] [--case CASE] [--tag TAG…] [--ticket N…] [KEY…]",
		Short: "List the bundles on legal hold, and the cases that hold them",
		Long: `List the bundles that a case, or any case, holds by the custody log, and compare
them with the store. With --all every bundle in the store is checked (on S3 at least
one request each), and holds that no case has are named too: those of other
programs, or from before there was a key.

Exit codes: 0 done, 3 some bundles' tags could not be read, 11 log and store differ
(each is named): archiver hold place sets it right.`,
		RunE: func(cmd *cobra.Command, keys []string) error { return runHoldList(cmd.Context(), cmd, sys, o, keys) },
	}
	holdFlags(cmd, &o)
	keyFlag(cmd)
	cmd.Flags().BoolVar(&o.all, "all", false, "check every bundle in the store, and name the holds that no case has")
	return cmd
}

// heldBundle is a bundle on hold.
type heldBundle struct {
	Key     string   `json:"key"`
	Cases   []string `json:"cases"`
	Problem string   `json:"problem,omitempty"` // in which log and store differ
}

func runHoldList(ctx context.Context, cmd *cobra.Command, sys *sys, o holdOptions, args []string) error {
	if o.all && o.name != "" {
		return usage("leave --case out", "--all looks for holds that belong to no case")
	}
	selection, err := o.selection(args)
	if err != nil {
		return err
	}
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return err
	}
	keys, store, closeStore, err := settings.open(ctx, cmd, sys, (*config).verifying)
	if err != nil {
		return err
	}
	defer closeStore()
	view, err := custody.Read(ctx, store, keys.verifier)
	if err != nil {
		return damagedLog(err)
	}
	book, err := archive.ReadCases(ctx, view)
	if err != nil {
		return damagedLog(err)
	}
	var selected archive.Selected
	if !selection.Empty() {
		if selected, err = selection.Select(ctx, store); err != nil {
			return err
		}
	}
	list, err := listed(ctx, store, book, o.all, func(key string) bool {
		return (o.name == "" || book.Holds(key, o.name)) && (selection.Empty() || slices.ContainsFunc(selected.Keys, func(k archive.Key) bool { return k.String() == key }))
	})
	if err != nil {
		return err
	}
	rules, err := rulesOf(ctx, store, book, o.name)
	if err != nil {
		return err
	}
	return printHeld(sys, o, list, rules, selected)
}

// listed are the wanted ones of the bundles that cases hold, held against the
// store, and with all those that the store holds and no case does, by key.
func listed(ctx context.Context, store storage.Store, book *archive.CaseBook, all bool, wanted func(key string) bool) ([]heldBundle, error) {
	list := []heldBundle{}
	keeper, _ := storage.AsKeeper(store)
	if keeper == nil {
		for _, key := range slices.DeleteFunc(book.Held(), func(key string) bool { return !wanted(key) }) {
			list = append(list, heldBundle{Key: key, Cases: book.Cases(key), Problem: "this kind of store has no legal holds"})
		}
		return list, nil
	}
	err := archive.EachKept(ctx, keeper, toAsk(ctx, store, book, all, wanted), func(key string, kept storage.Keeping, err error) error {
		h := heldBundle{Key: key, Cases: book.Cases(key)}
		switch logged := len(h.Cases) > 0; {
		case errors.Is(err, storage.ErrNotFound) && logged:
			h.Problem = "it is missing"
		case errors.Is(err, storage.ErrNotFound): // removed meanwhile
			return nil
		case err != nil:
			return err
		case logged && !kept.Hold:
			h.Problem = "the store does not hold it"
		case !logged && kept.Hold:
			h.Problem = "the custody log does not say for which case"
		case !logged:
			return nil
		}
		list = append(list, h)
		return nil
	})
	slices.SortFunc(list, func(a, b heldBundle) int { return strings.Compare(a.Key, b.Key) })
	return list, err
}

// toAsk are the bundles that the store is asked about: those that cases hold, and
// with all every other.
func toAsk(ctx context.Context, store storage.Store, book *archive.CaseBook, all bool, wanted func(key string) bool) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for _, key := range book.Held() {
			if wanted(key) && !yield(key, nil) {
				return
			}
		}
		if !all {
			return
		}
		for k, err := range archive.Keys(ctx, store) {
			key := k.String()
			if err == nil && (len(book.Cases(key)) > 0 || !wanted(key)) {
				continue
			}
			if !yield(key, err) || err != nil {
				return
			}
		}
	}
}

func printHeld(sys *sys, o holdOptions, list []heldBundle, rules []heldRule, selected archive.Selected) error {
	wrong := 0
	for _, r := range rules {
		if r.Problem != "" {
			wrong++
		}
	}
	for _, h := range list {
		if h.Problem != "" {
			wrong++
		}
	}
	if o.json {
		document := struct {
			Bundles []heldBundle   `json:"bundles"`
			Rules   []heldRule     `json:"rules"`
			Unread  []unreadBundle `json:"unread"`
		}{list, rules, namedFailures(selected.Unread)}
		if err := json.NewEncoder(sys.stdout).Encode(document); err != nil {
			return err
		}
	} else {
		for _, r := range rules {
			text := r.Rule
			if r.Problem != "" {
				text += ", but " + r.Problem
			}
			fmt.Fprintf(sys.stdout, "rule of %s: %s\n", visible(r.Case), visible(text))
		}
		for _, h := range list {
			text := casesText(h.Cases)
			if len(h.Cases) == 0 {
				text = "on hold"
			}
			if h.Problem != "" {
				text += ", but " + h.Problem
			}
			fmt.Fprintf(sys.stdout, "%s: %s\n", visible(h.Key), visible(text))
		}
		for _, f := range selected.Unread {
			fmt.Fprintf(sys.stdout, "%s: not checked: it cannot be read: %s\n", f.Key, visible(f.Err.Error()))
		}
		fmt.Fprintf(sys.stdout, "%s on legal hold\n", count(len(list), "bundle"))
	}
	switch {
	case wrong > 0:
		return outcome(exitDifference, "log and store differ")
	case len(selected.Unread) > 0:
		return outcome(exitExceptions, "bundles could not be read")
	}
	return nil
}
