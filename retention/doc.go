// Package retention reads retention.yaml and decides by it how long a ticket is
// kept, how it is locked, what holds it, and how it is stored, and says why.
//
// A decision is a pure function of the policy and the ticket: no clock, no
// I/O. How it is enforced is not known here.
package retention
