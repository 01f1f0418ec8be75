// Package send brings a customer the transcript of their ticket by mail: who
// may get it, the letter around it, the mail as bytes, the SMTP server, and the
// memory of what was sent.
//
// It knows nothing of how a transcript is made: it gets the files that a
// customer may have, ready made.
package send
