// Package filetext takes the text out of files that strangers sent: PDF, Office
// Open XML (docx, xlsx, pptx), OpenDocument (odt, ods, odp), HTML and plain text.
// A file is what its bytes say, not its name. Whatever it holds, memory and time
// are bounded, nothing is written, and what could not be had is told.
//
// PDF is read by PDFium, compiled to WebAssembly: it runs in a sandbox of its own
// memory, without files, network or clock, a new one for each document.
package filetext
