// Package ticket decodes the Glassix record: a ticket, its participants and its
// transactions, as the service's tickets/get returns them.
//
// It tolerates the service's irregularities and loses nothing that matters:
// enumerations are open sets, a value of an unexpected JSON type is kept as its
// text, and unknown members stay in the Extra of their object. The package does
// no I/O.
package ticket
