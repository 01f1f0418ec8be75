package main

import (
	"strings"

	"github.com/spf13/cobra"
)

func newRoot(sys *sys) *cobra.Command {
	sys.odd = &oddities{out: sys.stderr}
	root := &cobra.Command{
		Use:     "archiver",
		Short:   "Archive closed Glassix tickets, whole or named as an exception",
		Version: version(),
		Long: `Archive the tickets that were closed in a Glassix workspace, so that each is stored
whole or named as an exception with its reason. Stored tickets can be verified, kept
by a retention policy, put on legal hold, searched and produced.

To see it work without a workspace: archiver demo`,
		SilenceErrors: true,
		SilenceUsage:  true,
		Args:          cobra.NoArgs,
		RunE:          func(cmd *cobra.Command, _ []string) error { return cmd.Help() },
	}
	root.SetFlagErrorFunc(flagError)
	root.PersistentFlags().String("config", "", "settings file (default archiver.yaml, if there is one; ARCHIVER_CONFIG)")
	root.PersistentFlags().String("store", "", "store: a directory or s3://bucket/prefix (default ./archive; ARCHIVER_STORE)")
	root.AddCommand(newDemo(sys), newRun(sys), newVerify(sys), newStatus(sys), newTranscript(sys), newExtract(sys), newSend(sys),
		newRetention(sys), newHold(sys), newInit(sys), newCustody(sys), newVerifyProof(sys), newDoctor(sys),
		newSearch(sys), newCatalog(sys), newProduce(sys), newCheckProduction(sys))
	wrapArgs(root)
	return root
}

// wrapArgs makes a wrong number of arguments a usage error, of a command and of
// those below it.
func wrapArgs(c *cobra.Command) {
	for _, below := range c.Commands() {
		wrapArgs(below)
	}
	check := c.Args
	c.Args = func(cmd *cobra.Command, args []string) error {
		if check == nil {
			return nil
		}
		if err := check(cmd, args); err != nil {
			return usage("see: "+cmd.CommandPath()+" --help", "%s", strings.SplitN(err.Error(), "\n", 2)[0])
		}
		return nil
	}
}
