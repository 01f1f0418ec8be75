package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/tsa"
	"github.com/glassix-archiver/archiver/tsa/tsatest"
)

// The attacks, by the name that the threat model has for them.
var attacks = map[string]attack{
	// Bundles.
	"bundle-changed":               {do: each(ticketKey(4), bitFlipped(0.5)), remote: true},
	"bundle-cut":                   {do: each(ticketKey(4), func(b []byte) []byte { return b[:len(b)/2] })},
	"bundle-removed":               {do: remove(ticketKey(4)), remote: true},
	"bundle-removed-with-its-line": {do: and(remove(ticketKey(4)), each(`^runs/.*/inventory`, without(`/4/`)))},
	"bundle-added":                 {do: add(func(s *scene) objects { return matching(s.foreign, `^tickets/`) })},
	"bundle-replaced-by-an-older":  {do: replaceByOlder, remote: true},
	"bundle-taken-for-the-newer":   {do: removeNewer},
	"bundles-swapped":              {do: swap(ticketKey(4), ticketKey(7)), remote: true},
	"bundle-under-another-key":     {do: rename("/4/", "/44/")},
	"bundle-and-inventory-changed": {do: changeAlike},
	"object-among-bundles":         {do: put("tickets/readme.txt", "hello")},
	"retention-removed":            {do: remove(`^tickets/.*/1/\..*kept.json$`), beside: true},
	"retention-shortened":          {do: each(`^tickets/.*/1/\..*kept.json$`, replace(`"until":"20..`, `"until":"2027`)), beside: true},
	"hold-lifted":                  {do: each(`^tickets/.*/2/\..*kept.json$`, replace(`"hold":true`, `"hold":false`)), beside: true},
	"certificate-changed":          {do: each(`^custody/certificates/`, replace(`"rule": "default"`, `"rule": "whatever"`)), remote: true},
	"certificate-removed":          {do: remove(`^custody/certificates/`)},
	"certificate-forged":           {do: forgeCertificate},
	// Runs.
	"inventory-changed":            {do: each(firstRun("inventory.jsonl"), replace(`"rule":"keep"`, `"rule":"kept"`)), remote: true},
	"inventory-removed":            {do: remove(firstRun("inventory.jsonl"))},
	"inventory-reordered":          {do: each(firstRun("inventory.jsonl"), reorder)},
	"inventory-of-another-run":     {do: copyOver(lastRun("inventory.jsonl"), firstRun("inventory.jsonl"))},
	"reconciliation-changed":       {do: each(firstRun("reconciliation.jsonl"), replace(`"ticket":6`, `"ticket":8`)), remote: true},
	"reconciliation-removed":       {do: remove(firstRun("reconciliation.jsonl"))},
	"reconciliation-reordered":     {do: each(firstRun("reconciliation.jsonl"), reorder)},
	"report-changed":               {do: each(firstRun("report.json"), prettify), remote: true},
	"report-removed":               {do: remove(firstRun("report.json")), remote: true},
	"report-and-inventory-changed": {do: changeRun},
	"run-removed":                  {do: remove(firstRun("")), remote: true},
	"run-removed-with-its-bundles": {do: and(remove(firstRun("")), remove(ticketKey(4)))},
	"run-renamed":                  {do: rename("runs/20260601", "runs/20260531")},
	"run-added":                    {do: add(func(s *scene) objects { return s.foreign }), remote: true},
	"run-added-backdated":          {do: add(func(s *scene) objects { return s.backdated })},
	"all-records-changed":          {do: and(changeRun, each(`^custody/certificates/`, replace(`"rule": "default"`, `"rule": "whatever"`)), remove(ticketKey(4)), each(lastTile, entryChanged))},
	// The log.
	"entry-changed":                  {do: each(lastTile, entryChanged), remote: true},
	"entries-cut":                    {do: each(lastTile, func(b []byte) []byte { return b[:len(b)-40] })},
	"entries-reordered":              {do: each(lastTile, reorderEntries)},
	"entries-removed":                {do: and(remove(lastTile), remove(`^custody/staging/`)), remote: true},
	"hashes-changed":                 {do: each(lastHashes, bitFlipped(0.5))},
	"hashes-removed":                 {do: and(remove(lastHashes), remove(`^custody/staging/`))},
	"entries-and-hashes-changed":     {do: changeEntryAndHash},
	"older-tile-changed":             {do: each(`^custody/tile/entries/000\.p/7$`, entryChanged)},
	"checkpoint-changed":             {do: each(`^custody/checkpoint$`, replace("\n1.\n", "\n9\n")), remote: true},
	"checkpoint-swollen":             {do: each(`^custody/checkpoint$`, swollen), remote: true},
	"checkpoint-removed":             {do: remove(`^custody/checkpoint$`), remote: true},
	"checkpoint-rolled-back":         {do: rollBack(`^custody/checkpoint$`), firstLook: true, remote: true},
	"log-rolled-back":                {do: rollBack(`^custody/`)},
	"log-rolled-back-first-look":     {do: rollBack(`^custody/`), firstLook: true, remote: true},
	"log-and-runs-rolled-back":       {do: rollBack(`^(custody|runs)/`)},
	"log-and-runs-rolled-back-first": {do: and(rollBack(`^(custody|runs)/`), add(func(s *scene) objects { return s.earlier })), firstLook: true},
	"log-removed":                    {do: remove(`^custody/`), remote: true},
	"log-removed-first-look":         {do: remove(`^custody/`), firstLook: true},
	"log-and-runs-removed-first":     {do: remove(`^(custody|runs)/`), firstLook: true},
	"log-of-another-key":             {do: instead(`^custody/`, func(s *scene) objects { return s.otherKey }), firstLook: true, remote: true},
	"object-among-tiles":             {do: put("custody/tile/entries/readme.txt", "hello")},
	"staging-changed":                {do: each(`^custody/staging/`, bitFlipped(0.5))},
	"timestamp-changed":              {do: each(`^custody/timestamps/.*tsr$`, bitFlipped(0.5)), remote: true},
	"timestamps-swapped":             {do: swapTimestamps},
	"timestamp-of-another-authority": {do: restamp},
	"timestamp-without-checkpoint":   {do: remove(`^custody/timestamps/.*checkpoint$`)},
	"timestamp-removed":              {do: remove(`^custody/timestamps/`)},
	"log-rolled-back-but-timestamps": {do: rollBackButTimestamps, firstLook: true, remote: true},
	"store-rolled-back":              {do: rollBack(``), remote: true},
	"store-rolled-back-first-look":   {do: rollBack(``), firstLook: true},
	"store-of-another-key":           {do: instead(``, func(s *scene) objects { return s.otherKey }), firstLook: true},
	// With the signing key.
	"log-forged":                    {do: instead(`^custody/`, func(s *scene) objects { return s.forged }), firstLook: true},
	"store-forged":                  {do: instead(``, func(s *scene) objects { return s.forged })},
	"store-forged-first-look":       {do: instead(``, func(s *scene) objects { return s.forged }), firstLook: true},
	"purge-forged":                  {do: forgePurge(false)},
	"purge-forged-with-certificate": {do: forgePurge(true)},
}

type change = func(s *scene, o objects) objects

// ticketKey matches a ticket's bundles.
func ticketKey(id int) string { return fmt.Sprintf(`^tickets/.*/%d/[^.][^/]*\.zip$`, id) }

// firstRun matches what the first run left.
func firstRun(name string) string { return `^runs/20260601[^/]*/` + regexp.QuoteMeta(name) }
func lastRun(name string) string  { return `^runs/20260602[^/]*/` + regexp.QuoteMeta(name) }

// lastTile matches the entries at the end of the log, and their hashes.
const (
	lastTile   = `^custody/tile/entries/000\.p/1[0-9]$`
	lastHashes = `^custody/tile/0/000\.p/1[0-9]$`
)

func matching(o objects, pattern string) objects {
	found, re := objects{}, regexp.MustCompile(pattern)
	for key, data := range o {
		if re.MatchString(key) {
			found[key] = data
		}
	}
	return found
}

// last is the last key that matches.
func last(o objects, pattern string) string {
	keys := slices.SortedFunc(maps.Keys(matching(o, pattern)), func(a, b string) int { return len(a)*1000 - len(b)*1000 + strings.Compare(a, b) })
	if len(keys) == 0 {
		return ""
	}
	return keys[len(keys)-1]
}

// each changes what matches; of tiles that is the last.
func each(pattern string, edit func([]byte) []byte) change {
	return func(_ *scene, o objects) objects {
		keys := slices.Collect(maps.Keys(matching(o, pattern)))
		if pattern == lastTile || pattern == lastHashes {
			keys = []string{last(o, pattern)}
		}
		for _, key := range keys {
			o[key] = edit(bytes.Clone(o[key]))
		}
		return o
	}
}

func remove(pattern string) change {
	return func(_ *scene, o objects) objects {
		for key := range matching(o, pattern) {
			delete(o, key)
		}
		return o
	}
}

func add(other func(*scene) objects) change {
	return func(s *scene, o objects) objects {
		for key, data := range other(s) {
			if _, there := o[key]; !there {
				o[key] = data
			}
		}
		return o
	}
}

func put(key, text string) change {
	return func(_ *scene, o objects) objects { o[key] = []byte(text); return o }
}

func and(changes ...change) change {
	return func(s *scene, o objects) objects {
		for _, c := range changes {
			o = c(s, o)
		}
		return o
	}
}

// instead puts what another store has in the place of what matches.
func instead(pattern string, other func(*scene) objects) change {
	return func(s *scene, o objects) objects {
		o = remove(pattern)(s, o)
		maps.Copy(o, matching(other(s), pattern))
		return o
	}
}

func rollBack(pattern string) change {
	return instead(pattern, func(s *scene) objects { return s.earlier })
}

func swap(one, other string) change {
	return func(_ *scene, o objects) objects {
		a, b := last(o, one), last(o, other)
		o[a], o[b] = o[b], o[a]
		return o
	}
}

func copyOver(from, to string) change {
	return func(_ *scene, o objects) objects { o[last(o, to)] = o[last(o, from)]; return o }
}

func rename(old, new string) change {
	return func(_ *scene, o objects) objects {
		for key, data := range maps.Clone(o) {
			if strings.Contains(key, old) {
				delete(o, key)
				o[strings.Replace(key, old, new, 1)] = data
			}
		}
		return o
	}
}

func bitFlipped(at float64) func([]byte) []byte {
	return func(b []byte) []byte { b[int(at*float64(len(b)))] ^= 1; return b }
}

// entryChanged flips a bit of an entry's text. Where entries begin depends on
// the order in which the workers archived.
func entryChanged(b []byte) []byte {
	b[bytes.Index(b, []byte(`"event":"`))+len(`"event":"`)] ^= 1
	return b
}

func replace(pattern, with string) func([]byte) []byte {
	return func(b []byte) []byte { return regexp.MustCompile(pattern).ReplaceAll(b, []byte(with)) }
}

func swollen([]byte) []byte { return bytes.Repeat([]byte("x"), 1<<20) }

// without leaves out the lines that have it.
func without(text string) func([]byte) []byte {
	return func(b []byte) []byte {
		var kept []byte
		for line := range bytes.Lines(b) {
			if !bytes.Contains(line, []byte(text)) {
				kept = append(kept, line...)
			}
		}
		return kept
	}
}

func reorder(b []byte) []byte {
	lines := slices.Collect(bytes.Lines(b))
	slices.Reverse(lines)
	return bytes.Join(lines, nil)
}

// reorderEntries exchanges the first two entries of a tile.
func reorderEntries(b []byte) []byte {
	first := 2 + int(b[0])<<8 + int(b[1])
	second := first + 2 + int(b[first])<<8 + int(b[first+1])
	return slices.Concat(b[first:second], b[:first], b[second:])
}

// replaceByOlder puts the ticket's older bundle under the key of the newer, and
// removeNewer has the older stand for both.
func replaceByOlder(_ *scene, o objects) objects {
	keys := slices.Sorted(maps.Keys(matching(o, ticketKey(3))))
	o[keys[1]] = o[keys[0]]
	return o
}

func removeNewer(_ *scene, o objects) objects {
	keys := slices.Sorted(maps.Keys(matching(o, ticketKey(3))))
	delete(o, keys[1])
	return o
}

// changeAlike changes a bundle, and makes inventory and report fit.
func changeAlike(s *scene, o objects) objects {
	key := last(o, ticketKey(4))
	before := fmt.Sprintf("%x", sha256.Sum256(o[key]))
	o[key] = append(bytes.Clone(o[key][:len(o[key])-1]), o[key][len(o[key])-1]^1)
	after := fmt.Sprintf("%x", sha256.Sum256(o[key]))
	return refit(o, func(b []byte) []byte { return bytes.ReplaceAll(b, []byte(before), []byte(after)) })
}

// changeRun takes the exception out of what the first run says, in all of it
// alike.
func changeRun(s *scene, o objects) objects {
	return refit(o, replace(`"rule":"keep"`, `"rule":"kept"`))
}

// refit changes the first run's inventory, and makes the report fit.
func refit(o objects, edit func([]byte) []byte) objects {
	inventory, report := last(o, firstRun("inventory.jsonl")), last(o, firstRun("report.json"))
	before := fmt.Sprintf("%x", sha256.Sum256(o[inventory]))
	o[inventory] = edit(bytes.Clone(o[inventory]))
	after := fmt.Sprintf("%x", sha256.Sum256(o[inventory]))
	o[report] = bytes.ReplaceAll(o[report], []byte(before), []byte(after))
	return o
}

// prettify has a report say that nothing was missing.
func prettify(b []byte) []byte {
	var report map[string]any
	if json.Unmarshal(b, &report) != nil {
		return nil
	}
	report["complete"], report["exceptions"] = true, []any{}
	report["attachments"] = map[string]any{"listed": 6, "stored": 6, "exceptions": 0}
	b, _ = json.MarshalIndent(report, "", " ")
	return b
}

const forgedCertificate = "custody/certificates/20260601T000000Z-00000000.json"

// forgeCertificate removes a bundle, and says that its time had come.
func forgeCertificate(_ *scene, o objects) objects {
	key := last(o, ticketKey(4))
	delete(o, key)
	o[forgedCertificate] = fmt.Appendf(nil, `{"version":1,"time":"2026-06-01T13:00:00Z","by":"me","policy":"p","bundles":[{"key":%q,"ticket":4}]}`, key)
	return o
}

// changeEntryAndHash changes an entry, and makes its hash fit.
func changeEntryAndHash(_ *scene, o objects) objects {
	tile, hashes := last(o, lastTile), last(o, lastHashes)
	b := bytes.Clone(o[tile])
	n := int(b[0])<<8 + int(b[1])
	line := b[2 : 2+n]
	line[bytes.Index(line, []byte(`"by":"`))+6] ^= 1
	leaf := sha256.Sum256(append([]byte{0}, line...))
	o[tile], o[hashes] = b, append(leaf[:], o[hashes][32:]...)
	return o
}

// forgePurge has a thief of the key enter that a bundle was destroyed.
func forgePurge(certified bool) change {
	return func(s *scene, o objects) objects {
		key := last(o, ticketKey(4))
		entries := []custody.Entry{{Event: custody.Purged, Ticket: 4, Key: key, By: "thief"}}
		if certified {
			o = forgeCertificate(s, o)
			sum := fmt.Sprintf("%x", sha256.Sum256(o[forgedCertificate]))
			entries = append([]custody.Entry{{Event: custody.Certified, Key: forgedCertificate, SHA256: sum, By: "thief"}}, entries...)
		}
		delete(o, key)
		return s.thief(o, func(ctx context.Context, log *custody.Log) {
			if _, err := log.Append(ctx, entries); err != nil {
				s.Fatal(err)
			}
		})
	}
}

// swapTimestamps exchanges the answers for the oldest and the newest checkpoint.
func swapTimestamps(_ *scene, o objects) objects {
	keys := slices.Sorted(maps.Keys(matching(o, `^custody/timestamps/.*tsr$`)))
	a, b := keys[0], keys[len(keys)-1]
	o[a], o[b] = o[b], o[a]
	return o
}

// restamp has an authority of the attacker's stamp the last checkpoint anew.
func restamp(s *scene, o objects) objects {
	key := last(o, `^custody/timestamps/.*tsr$`)
	other := tsatest.New(s.T, s.archivist.now, nil)
	a, err := tsa.New(other.URL, nil, rand.Reader)
	if err != nil {
		s.Fatal(err)
	}
	if o[key], err = a.Stamp(s.Context(), sha256.Sum256(o[strings.TrimSuffix(key, ".tsr")+".checkpoint"])); err != nil {
		s.Fatal(err)
	}
	return o
}

// rollBackButTimestamps leaves the timestamps of what was taken back.
func rollBackButTimestamps(s *scene, o objects) objects {
	stamps := matching(o, `^custody/timestamps/`)
	o = rollBack(``)(s, o)
	maps.Copy(o, stamps)
	return o
}
