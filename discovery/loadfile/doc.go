// Package loadfile writes the files that tell a review platform what a
// production holds: Concordance's DAT, a line a document, and Opticon's OPT, a
// line a page. Neither has an escape for its own delimiters, so what a value
// must not have is substituted, and each substitution is told.
package loadfile
