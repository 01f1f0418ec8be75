package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// The sample workspace's tickets were closed between these.
var (
	demoSince = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
	demoUntil = time.Date(2026, 7, 1, 0, 0, 0, 0, time.UTC)
)

// unlimited is what to begin with where it is known that there is no limit, in
// calls a second.
const unlimited = 1000

func newDemo(sys *sys) *cobra.Command {
	var out string
	cmd := &cobra.Command{
		Use:   "demo",
		Short: "Archive an embedded sample workspace into a folder, and verify it",
		Long: `Start the sample workspace that is part of this program on a loopback address,
archive it as "archiver run" would, and verify the result. It makes no other
network connection.`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runDemo(cmd.Context(), sys, out) },
	}
	cmd.Flags().StringVar(&out, "out", defaultStore, "`folder` to archive into")
	return cmd
}

func runDemo(ctx context.Context, sys *sys, out string) error {
	sample, err := fetchtest.Sample()
	if err != nil {
		return err
	}
	address, stop, err := serve(sample)
	if err != nil {
		return fmt.Errorf("start the sample workspace: %w", err)
	}
	defer stop()
	fmt.Fprintf(sys.stdout, "sample workspace %s at %s: invented, embedded in this program\n", sample.Name(), address)

	store, closeStore, err := openStoreAt(ctx, out, true)
	if err != nil {
		return err
	}
	defer closeStore()
	zone, err := time.LoadLocation("Asia/Jerusalem")
	if err != nil {
		return err
	}
	options := archive.Options{
		Store: store, Texts: sys.extractor(), Since: demoSince, Until: demoUntil, Zone: zone, Generator: generator(),
		Now: sys.now, Random: sys.random, Progress: new(archive.Progress),
	}
	for _, d := range sample.Departments() {
		client, err := fetch.New(fetch.Credentials{URL: address, APIKey: d.APIKey, APISecret: d.APISecret, UserName: d.UserName}, fetch.Options{UserAgent: generator(), FirstRate: unlimited})
		if err != nil {
			return err
		}
		options.Departments = append(options.Departments, archive.Department{Name: d.Name, Client: client})
	}
	report, err := runShown(ctx, voice{sys: sys}, options)
	if err != nil {
		return err
	}
	summarize(sys.stdout, report)
	found, err := archive.Verify(ctx, store, archive.VerifyOptions{})
	if err != nil {
		return err
	}
	if err := printVerification(sys, verifyOptions{}, found); err != nil {
		return err
	}
	fmt.Fprint(sys.stdout, nextSteps(out))
	switch {
	case len(found.Differences) > 0:
		return outcome(exitDifference, "differences found")
	case !report.Complete:
		return outcome(exitExceptions, "done, with exceptions")
	}
	return nil
}

// serve answers on a free loopback port until stop is called.
func serve(handler http.Handler) (address string, stop func(), err error) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", nil, err
	}
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	go server.Serve(listener)
	return "http://" + listener.Addr().String(), func() { server.Close() }, nil
}

func nextSteps(out string) string {
	me, store := invocation(), ""
	if filepath.Clean(out) != filepath.Clean(defaultStore) {
		store = " --store " + out
	}
	return fmt.Sprintf(`
look at one    %[1]s extract 220689377 -o look%[2]s
               then open look/220689377/data/transcript.html or transcript.pdf
what is there  %[1]s status%[2]s
check again    %[1]s verify%[2]s
your own       set GLASSIX_URL, GLASSIX_API_KEY, GLASSIX_API_SECRET and GLASSIX_USER_NAME,
               then %[1]s run --since 2026-01-01 --store ./my-archive
`, me, store)
}

// invocation is what the user typed to get here.
func invocation() string {
	if strings.Contains(os.Args[0], "go-build") {
		return "go run ./cmd/archiver"
	}
	if filepath.Base(os.Args[0]) == os.Args[0] {
		return os.Args[0]
	}
	return "archiver"
}
