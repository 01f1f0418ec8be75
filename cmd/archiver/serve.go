package main

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"time"

	"github.com/glassix-archiver/archiver/watch"
)

// serve does one run, or one after the other, and lets itself be watched
// meanwhile.
func (j *job) serve(ctx context.Context) error {
	j.monitor.StopWith(ctx)
	stop, err := j.listen("health", j.o.health, j.monitor.Handler())
	if err != nil {
		return err
	}
	defer stop()
	if j.o.every == 0 {
		return j.single(ctx)
	}
	hook := watch.NewWebhook(j.monitor, j.secrets()...)
	stopHook, err := j.listen("webhook", j.o.webhook, hook)
	if err != nil {
		return err
	}
	defer stopHook()
	loop := watch.Loop{Every: j.o.every, Now: j.now, Run: j.again, Final: final, Failed: j.failed, Next: j.next, Wake: hook.Wake()}
	return loop.Do(ctx)
}

func (j *job) single(ctx context.Context) error {
	report, err := j.once(ctx)
	if err == nil && !report.Complete {
		return outcome(exitExceptions, "done, with exceptions")
	}
	return err
}

// again is a run among others: exceptions are said, and no reason to fail.
func (j *job) again(ctx context.Context) error {
	_, err := j.once(ctx)
	return err
}

// final tells what the next run will not find mended.
func final(err error) bool {
	code := exitCode(err)
	return code == exitUsage || code == exitAuth || code == exitRefused
}

func (j *job) next(at time.Time) {
	j.monitor.Next(at)
	j.note("next run", at.UTC().Format(time.RFC3339))
}

func (j *job) secrets() []string {
	var list []string
	for _, c := range j.credentials {
		list = append(list, c.APISecret)
	}
	return list
}

// listen answers at the address of a flag, if it has one, until stop is
// called.
func (j *job) listen(flag, address string, handler http.Handler) (stop func(), err error) {
	if address == "" {
		return func() {}, nil
	}
	at, stop, err := watch.Listen(address, handler, j.log)
	if err != nil {
		err = fmt.Errorf("listen for --%s: %w", flag, err)
		return nil, &coded{code: exitFailed, err: err, hint: "name another address with --" + flag + ", one of this machine that is not in use"}
	}
	j.note("listening for "+flag, at)
	return stop, nil
}

// checkService looks for what does not go together in a service's flags.
func (o *runOptions) checkService(everyGiven bool) error {
	switch {
	case everyGiven && o.every < watch.MinEvery:
		return usage("write it as 15m or 1h", "--every has to be at least %s", durationText(watch.MinEvery))
	case everyGiven && o.until != "":
		return usage("leave out --until: each run ends at its own time", "--every and --until contradict each other")
	case !everyGiven && o.webhook != "":
		return usage("", "--webhook needs --every: it makes the next run begin sooner")
	}
	for _, a := range []struct{ flag, address string }{{"health", o.health}, {"webhook", o.webhook}} {
		if _, _, err := net.SplitHostPort(a.address); a.address != "" && err != nil {
			return usage("write it as :9100 or 127.0.0.1:9100", "--%s %q is not an address with a port", a.flag, a.address)
		}
	}
	return nil
}
