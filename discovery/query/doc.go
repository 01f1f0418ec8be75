// Package query is the language of search: it reads what somebody looks for,
// takes a transcript apart into the words that can be found, and tells whether
// the one meets the other. An index answers the same question by the
// expressions of fts.go; both go by the same words, so they agree.
//
// Words are compared in a folded form (fold.go), so that how something is
// written — case, accents, niqqud, forms of a letter, width — does not matter.
// What is shown is always the text as it was written.
package query
