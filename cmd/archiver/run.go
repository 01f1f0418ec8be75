package main

import (
	"context"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/watch"
)

type runOptions struct {
	since, until string
	report       string
	json         bool
	verbose      bool
	workers      int
	maxFile      int64
	maxFiles     int // of one ticket
	allowHosts   []string
	ignoreCount  bool
	retry        bool
	every        time.Duration // 0: one run
	health       string        // addresses to listen at
	webhook      string
}

func newRun(sys *sys) *cobra.Command {
	var o runOptions
	cmd := &cobra.Command{
		Use:   "run",
		Short: "Archive the tickets closed in a time window",
		Long: `Archive the tickets that were closed at or after --since and before --until.

The department is that of GLASSIX_URL, GLASSIX_API_KEY, GLASSIX_API_SECRET and
GLASSIX_USER_NAME (key and secret also as …_FILE), or those in archiver.yaml.
Without --since the run continues where the last one in the store ended.

With --every it is a service: it runs at once and then at every interval. What
fails is logged and tried again at the next run. SIGTERM or Ctrl-C end it, with
exit code 0 between two runs. Refused credentials end it too.

Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done with exceptions, 4 the
service refused the credentials, 130 interrupted.`,
		Example: `  archiver run --since 2026-01-01
  archiver run --store s3://acme-archive/glassix --report today.json
  archiver run --retry-exceptions
  archiver run --every 15m --health :9100`,
		Args: cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error { return runRun(cmd.Context(), cmd, sys, o) },
	}
	f := cmd.Flags()
	f.StringVar(&o.since, "since", "", "closed at or after: a date or RFC 3339 time, UTC (default: where the last run ended)")
	f.StringVar(&o.until, "until", "", "closed before: a date or RFC 3339 time, UTC (default: now)")
	f.StringVar(&o.report, "report", "", "also write the report to this `file`, after each run")
	f.BoolVar(&o.json, "json", false, "print the report as one line of JSON")
	f.BoolVarP(&o.verbose, "verbose", "v", false, "log retries and waits to standard error")
	f.IntVar(&o.workers, "workers", 12, "tickets to process at once")
	lookFlags(cmd)
	retentionFlag(cmd)
	tsaFlag(cmd)
	f.Int64Var(&o.maxFile, "max-attachment", 0, "largest attachment in `bytes`; larger ones become exceptions (default: no limit)")
	f.IntVar(&o.maxFiles, "max-attachments", 0, "most attachments of one ticket; further ones become exceptions (default: no limit)")
	f.StringSliceVar(&o.allowHosts, "allow-host", nil, "`host`, *.domain or network within your own network that attachments may come from (ARCHIVER_ALLOW_HOSTS)")
	f.BoolVar(&o.ignoreCount, "ignore-transactions-count", false, "do not compare the service's transactionsCount with what came")
	f.BoolVar(&o.retry, "retry-exceptions", false, "also complete bundles that lack something, if it is available now")
	f.DurationVar(&o.every, "every", 0, "run repeatedly at this interval, from start to start: 15m or 1h (default: run once)")
	f.StringVar(&o.health, "health", "", "serve /healthz and /metrics at this `address`, such as :9100 (ARCHIVER_HEALTH)")
	f.StringVar(&o.webhook, "webhook", "", "receive Glassix' TICKET_STATE_CHANGE at this `address`, and archive closed tickets at once (ARCHIVER_WEBHOOK)")
	f.String("log", "", "format of standard error: text or json (default text; ARCHIVER_LOG)")
	return cmd
}

func runRun(ctx context.Context, cmd *cobra.Command, sys *sys, o runOptions) error {
	o.health = setting(cmd, sys, "health", "ARCHIVER_HEALTH")
	o.webhook = setting(cmd, sys, "webhook", "ARCHIVER_WEBHOOK")
	if o.workers < 1 {
		return usage("", "--workers has to be at least 1")
	}
	if o.maxFile < 0 || o.maxFiles < 0 {
		return usage("0 means no limit", "--max-attachment and --max-attachments can't be negative")
	}
	if err := o.checkService(cmd.Flags().Changed("every")); err != nil {
		return err
	}
	j, done, err := newJob(ctx, cmd, sys, o)
	if err != nil {
		return err
	}
	defer done()
	collectSeldom()
	return j.serve(ctx)
}

// newJob reads the settings and opens the store. The caller runs the returned
// function at the end.
func newJob(ctx context.Context, cmd *cobra.Command, sys *sys, o runOptions) (*job, func(), error) {
	v, err := newVoice(cmd, sys, o)
	if err != nil {
		return nil, nil, err
	}
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return nil, nil, err
	}
	look, err := settings.look(cmd, sys)
	if err != nil {
		return nil, nil, err
	}
	policy, err := settings.policy(cmd, sys)
	if err != nil {
		return nil, nil, err
	}
	keys, err := settings.custodyKeys(cmd, sys)
	if err != nil {
		return nil, nil, err
	}
	authority, err := settings.authority(cmd, sys)
	if err != nil {
		return nil, nil, err
	}
	credentials, err := settings.credentials(sys)
	if err != nil {
		return nil, nil, err
	}
	sys.odd.log, sys.odd.service = v.log, o.every > 0
	store, closeStore, err := settings.openStore(ctx, cmd, sys, true)
	if err != nil {
		return nil, nil, err
	}
	if err := keys.suffice(ctx, store, "this run archives"); err != nil {
		closeStore()
		return nil, nil, err
	}
	return &job{voice: v, o: o, zone: settings.zone, look: look, policy: policy, keys: keys, authority: authority, credentials: credentials, store: store,
		allowHosts: settings.allowed(cmd, sys, o), monitor: watch.NewMonitor(o.every, version(), sys.now)}, closeStore, nil
}
