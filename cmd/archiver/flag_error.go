package main

import (
	"errors"
	"strconv"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// flagError says what is wrong with a flag, and what to type instead.
func flagError(cmd *cobra.Command, err error) error {
	help := "see: " + cmd.CommandPath() + " --help"
	if bad, ok := errors.AsType[*pflag.InvalidValueError](err); ok {
		number, ok := errors.AsType[*strconv.NumError](err)
		if !ok || strings.HasPrefix(number.Func, "ParseBool") {
			return usage(help, "%w", err)
		}
		if bad.GetFlag().Name == "ticket" {
			help = "--ticket takes a ticket's number, such as 220689377; archiver search finds tickets by what they say"
		}
		return usage(help, "--%s %.60q is not a whole number", bad.GetFlag().Name, bad.GetValue())
	}
	unknown, ok := errors.AsType[*pflag.NotExistError](err)
	if names := ""; ok && strings.Contains(cmd.Use, "[QUERY]") {
		if names = unknown.GetSpecifiedShortnames(); len(names) > 1 {
			help = "to leave out tickets that say " + names + ", write 'NOT " + names + "'; " + help
		}
	}
	return usage(help, "%w", err)
}
