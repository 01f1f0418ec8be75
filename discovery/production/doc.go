// Package production makes of bundles what is handed over to another party: a
// folder of volumes with load files, pages that bear numbers, the attachments as
// they are, and a report that accounts for all that was found.
//
// The pages of a document are counted while it is rendered, and its number
// follows from those before it. So workers render side by side, and each waits
// with its stamps until the one before it has counted: see turn.
package production
