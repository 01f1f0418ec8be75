package main

import (
	"cmp"
	"errors"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/send"
)

func (c *config) mailFrom(cmd *cobra.Command, sys *sys) (send.Address, error) {
	text := cmp.Or(setting(cmd, sys, "from", "ARCHIVER_MAIL_FROM"), c.Mail.From)
	if text == "" {
		return send.Address{}, usage("--from 'Acme support <support@acme.example>', ARCHIVER_MAIL_FROM, or from: below mail: in archiver.yaml", "say who the mail comes from")
	}
	from, err := send.ParseAddress(text)
	if err != nil {
		return from, usage(`write it as support@acme.example, or Acme support <support@acme.example>; a name with a comma in quotes: "Acme, Inc." <support@acme.example>`, "the mail can't be sent from this address: %w", err)
	}
	return from, nil
}

// mailServer is the user's SMTP server.
func (c *config) mailServer(sys *sys) (send.Server, error) {
	address := cmp.Or(sys.env("ARCHIVER_SMTP_URL"), c.Mail.SMTPURL)
	if address == "" {
		return send.Server{}, usage("ARCHIVER_SMTP_URL=smtp://user@host:587 (or smtps://), with ARCHIVER_SMTP_PASSWORD or ARCHIVER_SMTP_PASSWORD_FILE; --dry-run needs none", "there is no mail server to send by")
	}
	server, err := send.ParseServer(address)
	if errors.Is(err, send.ErrPasswordInURL) {
		return server, usage("put it into ARCHIVER_SMTP_PASSWORD or a file that ARCHIVER_SMTP_PASSWORD_FILE names, and change it where others may have seen it", "%w", err)
	}
	if err != nil {
		return server, usage("write it as smtp://user@host:587 or smtps://user@host:465", "ARCHIVER_SMTP_URL: %w", err)
	}
	if server.Password, err = secret(sys, "ARCHIVER_SMTP_PASSWORD"); err == nil && server.Password == "" && c.Mail.PasswordFile != "" {
		server.Password, err = secretFile(c.Mail.PasswordFile)
	}
	if err != nil {
		return server, err
	}
	if server.User != "" && server.Password == "" {
		return server, usage("ARCHIVER_SMTP_PASSWORD or ARCHIVER_SMTP_PASSWORD_FILE", "there is no password for the mail server's user")
	}
	return server, nil
}
