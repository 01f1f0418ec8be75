package main

import (
	"fmt"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/discovery/query"
)

type timed struct {
	name   string
	search query.Search
}

// searches are those that are timed, from words of known frequency.
func searches(store *invented) []timed {
	w := store.words
	hebrew := wordOf(w[1000:], 'א', 'ת')
	rare := w[inventedWords*3/4]
	beginning := func(word string, n int) string { return string([]rune(word)[:n]) + "*" }
	var all []timed
	for _, q := range []struct{ name, text string }{
		{"a rare word", rare}, {"the commonest word", w[0]}, {"the two commonest", w[0] + " " + w[1]},
		{"a Hebrew word, with prefixes", hebrew}, {"the same, as written", "=" + hebrew},
		{"a phrase of the commonest", fmt.Sprintf(`"%s %s"`, w[0], w[1])}, {"a phrase with a rare word", fmt.Sprintf(`"%s %s"`, w[0], w[5000])},
		{"a beginning of 2 letters", beginning(wordOf(w[20:], 'a', 'z'), 2)}, {"of 3", beginning(wordOf(w[20:], 'a', 'z'), 3)}, {"of 5", beginning(wordOf(w[2000:], 'a', 'z'), 5)},
		{"(a OR b) NOT c", fmt.Sprintf("(%s OR %s) NOT %s", w[3], w[7], w[0])}, {"NOT the commonest", "NOT " + w[0]},
		{"a common and a rare word", w[0] + " " + rare}, {"a telephone number", "050-" + fmt.Sprintf("%07d", 4242)}, {"nothing there", "nowherewhatever"},
	} {
		parsed, err := query.Parse(q.text)
		if err != nil {
			panic(err) // of our own words
		}
		all = append(all, timed{q.name, query.Search{Query: parsed}})
	}
	common := all[1].search
	common.From, common.To = time.Date(2021, 3, 1, 0, 0, 0, 0, time.UTC), time.Date(2021, 4, 1, 0, 0, 0, 0, time.UTC)
	tagged := all[1].search
	tagged.Tags = []string{"litigation"}
	return append(all, timed{"the commonest, in one month", common}, timed{"the commonest, with a rare tag", tagged},
		timed{"no query, a rare tag", query.Search{Filters: query.Filters{Tags: []string{"litigation"}}}},
		timed{"no query, a channel and a month", query.Search{Filters: query.Filters{Channels: []string{"Mail"}, From: common.From, To: common.To}}},
		timed{"no query, a participant", query.Search{Filters: query.Filters{Participants: []string{store.people[4242]}}}},
		timed{"everything", query.Search{}})
}

// wordOf is the first word of a script.
func wordOf(words []string, first, last rune) string {
	for _, w := range words {
		if r := []rune(w); len(r) >= 5 && strings.IndexFunc(w, func(r rune) bool { return r < first || r > last }) < 0 {
			return w
		}
	}
	return words[0]
}
