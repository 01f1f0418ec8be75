// Package filetext extracts the text of files from strangers: PDF, Office Open
// XML (docx, xlsx, pptx), OpenDocument (odt, ods, odp), HTML and plain text. The
// kind of a file is decided by its bytes, not its name. Memory and time are
// bounded whatever it holds, nothing is written, and what could not be read is
// reported.
//
// PDF is read by PDFium, compiled to WebAssembly. It runs in a sandbox with its
// own memory, without files, network or clock, a new one for each document.
package filetext
