// Package archive conducts a run: it lists a workspace's closed tickets,
// fetches each with its files, renders, bundles and stores it, and accounts
// for every one of them in a report. It also holds a store against what its
// runs say (Verify, Status).
//
// The store is the only state. Which tickets are archived is answered by its
// keys, so any run on any machine can go on where another was killed.
package archive
