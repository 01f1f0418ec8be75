// Package loadfile writes the files that tell a review platform what a
// production holds: Concordance's DAT with a line for each document, and
// Opticon's OPT with a line for each page. Neither has an escape for its own
// delimiters, so characters that a value must not have are substituted, and each
// substitution is reported.
package loadfile
