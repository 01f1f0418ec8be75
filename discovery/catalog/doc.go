// Package catalog finds a store's tickets by what they say. A Catalog is a cache
// of one store in one SQLite file of the user: the store is the truth, and the
// file may be deleted at any time. Update brings it up to date: it reads what is
// new in the store, forgets what is gone from it, and names what cannot be read,
// each time until it can be.
//
// Several processes may use one file at once, and be killed at any moment.
package catalog
