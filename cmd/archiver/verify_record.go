package main

import (
	"context"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/storage"
)

// recordTo has what is verified entered in the log. To one that is not as it
// was signed nothing is added. The caller runs done at the end.
func recordTo(ctx context.Context, cmd *cobra.Command, sys *sys, store storage.Store, checked checkedLog, o *archive.VerifyOptions) (done func(), err error) {
	if o.Quick {
		return nil, usage("leave out --quick", "--record is for bundles that were read")
	}
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return nil, err
	}
	keys, err := settings.signing(cmd, sys)
	if err != nil {
		return nil, err
	}
	authority, err := settings.authority(cmd, sys)
	if err != nil {
		return nil, err
	}
	if len(checked.differences) > 0 {
		fmt.Fprintln(sys.stderr, "note: the custody log is not as it was signed: nothing is entered")
		return func() {}, nil
	}
	log, _, err := openWritten(ctx, sys, store, keys)
	if err != nil {
		return nil, err
	}
	o.Custody, o.By = log, generator()
	return func() { leaveSaid(ctx, sys, store, keys, log, authority) }, nil
}
