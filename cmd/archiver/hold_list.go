package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage"
)

func newHoldList(sys *sys) *cobra.Command {
	var o holdOptions
	cmd := &cobra.Command{
		Use:   "list [--case CASE] [--tag TAG…] [--ticket N…] [KEY…]",
		Short: "List the bundles on legal hold, and the cases that hold them",
		Long: `List the bundles that a case, or any, holds by the custody log, and hold that
against the store.

Exit codes: 0 done, 3 some bundles' tags could not be read, 11 the store does not
hold what the log says (each is named): archiver hold place sets it right.`,
		RunE: func(cmd *cobra.Command, keys []string) error { return runHoldList(cmd.Context(), cmd, sys, o, keys) },
	}
	holdFlags(cmd, &o)
	keyFlag(cmd)
	return cmd
}

// heldBundle is a bundle on hold.
type heldBundle struct {
	Key     string   `json:"key"`
	Cases   []string `json:"cases"`
	Problem string   `json:"problem,omitempty"` // why the store does not hold it
}

func runHoldList(ctx context.Context, cmd *cobra.Command, sys *sys, o holdOptions, args []string) error {
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
	list, err := listed(ctx, store, book, func(key string) bool {
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
// store.
func listed(ctx context.Context, store storage.Store, book *archive.CaseBook, wanted func(string) bool) ([]heldBundle, error) {
	list := []heldBundle{}
	keeper, _ := storage.AsKeeper(store)
	for _, key := range book.Held() {
		if !wanted(key) {
			continue
		}
		h := heldBundle{Key: key, Cases: book.Cases(key)}
		if keeper == nil {
			h.Problem = "the store knows no holds"
		} else if kept, err := keeper.Kept(ctx, key); errors.Is(err, storage.ErrNotFound) {
			h.Problem = "it is missing"
		} else if err != nil {
			return nil, err
		} else if !kept.Hold {
			h.Problem = "the store does not hold it"
		}
		list = append(list, h)
	}
	return list, nil
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
			if h.Problem != "" {
				text += ", but " + h.Problem
			}
			fmt.Fprintf(sys.stdout, "%s: %s\n", visible(h.Key), visible(text))
		}
		for _, f := range selected.Unread {
			fmt.Fprintf(sys.stdout, "%s: not looked at: it cannot be read: %s\n", f.Key, visible(f.Err.Error()))
		}
		fmt.Fprintf(sys.stdout, "%s on legal hold\n", count(len(list), "bundle"))
	}
	switch {
	case wrong > 0:
		return outcome(exitDifference, "the store does not hold what the log says")
	case len(selected.Unread) > 0:
		return outcome(exitExceptions, "bundles could not be read")
	}
	return nil
}
