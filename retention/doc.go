// Package retention reads retention.yaml and decides how long a ticket is kept,
// how it is locked, what holds it and how it is stored, and says why.
//
// A decision is a pure function of the policy and the ticket: no clock, no
// I/O. Enforcing it is the business of others.
package retention
