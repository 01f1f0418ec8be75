// Package production turns bundles into a production for another party: a
// folder of volumes with load files, numbered pages, the attachments as they
// are, and a report that accounts for everything that was found.
//
// The pages of a document are counted while it is rendered, and its numbers
// follow those of the document before it. So workers render in parallel, and
// each waits with its stamps until the one before it has counted: see turn.
package production
