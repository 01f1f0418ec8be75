// Package archive runs the archiving: it lists a workspace's closed tickets,
// fetches each with its files, renders, bundles and stores it, and accounts for
// every one of them in a report. It also checks a store against what its runs
// recorded (Verify, Status).
//
// The store is the only state. Its keys say which tickets are archived, so any
// run on any machine can continue where another was killed.
package archive
