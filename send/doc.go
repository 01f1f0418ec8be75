// Package send mails a customer the transcript of their ticket: it decides who
// may get it, writes the letter and the mail, talks to the SMTP server, and
// records what was sent.
//
// It knows nothing of how a transcript is made: it is given the files that the
// customer may have.
package send
