// Package query is the query language of search. It parses a query, splits a
// transcript into the words that can be found, and decides whether the two
// match. An index answers the same question with the expressions of fts.go; both
// use the same words, so they agree.
//
// Words are compared in a folded form (fold.go), so the way something is written
// — case, accents, niqqud, forms of a letter, width — does not matter. What is
// shown is always the text as it was written.
package query
