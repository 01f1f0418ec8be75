// Package catalog finds tickets of a store by what they say. A Catalog is a
// cache of one store in one SQLite file of the user's: the store is the truth,
// and the file may be thrown away at any time. Update brings it up to date: what
// the store has and it has not is read, what the store has no more is forgotten,
// and what cannot be read is named, each time until it can.
//
// Several processes may use one file at once, and be killed at any moment.
package catalog
