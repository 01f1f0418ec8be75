package storage

import "context"

// Result is how a check went.
type Result string

// The results. Skipped: it was not made, and Finding.Found says why.
const (
	OK      Result = "ok"
	Warn    Result = "warn"
	Fail    Result = "fail"
	Skipped Result = "skip"
)

// A Finding is what one check of a store, or of what surrounds it, found. Its
// texts are for people: one line each, without secrets.
type Finding struct {
	Check  string `json:"check"`
	Result Result `json:"result"`
	Found  string `json:"found"`
	// Do is what the user can do about it.
	Do string `json:"do,omitzero"`
	// Rights are those that what the store denied needs, in its own words.
	Rights []string `json:"rights,omitempty"`
	// NoLock says that all that fails is a retention which the store can't promise.
	NoLock bool `json:"no_lock,omitzero"`
}

// An Examiner is a Store with settings and rights of its own that can be looked
// at. It changes nothing, and no check is worth an error: what could not be
// looked at is a Finding too.
type Examiner interface {
	Store

	// Examine tells what is set, and whether the store's clock is ours.
	Examine(ctx context.Context) []Finding

	// LocksAll tells by what the store itself locks whatever is put into it, such
	// as a bucket's default retention; "" if it does not.
	LocksAll(ctx context.Context) (string, error)

	// Denied are the rights that were missing where err came from, nil if it came
	// from something else.
	Denied(err error) []string

	// Grant is the text to paste that gives rights on this store.
	Grant(rights []string) string
}
