// Package ticket decodes the Glassix record: a ticket, its participants and
// its transactions, as the service's tickets/get answers them.
//
// It is tolerant where the service is loose and lossless where it matters:
// enumerations are open sets, a value of an unexpected JSON type is kept as
// its text, and members this package does not know stay in the Extra of their
// object. The package does no I/O.
package ticket
