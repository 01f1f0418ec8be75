package main

import (
	"context"
	"fmt"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/storage"
)

// service asks each department for a token and for the tickets of the last hour.
func (x *examination) service(ctx context.Context) {
	if len(x.settings.Departments) == 0 && x.sys.env("GLASSIX_URL") == "" {
		x.add(storage.Finding{Check: "service", Result: storage.Skipped, Found: "none is configured: neither GLASSIX_URL nor departments"})
		return
	}
	credentials, err := x.settings.credentials(x.sys)
	if err != nil {
		x.add(failing("credentials", err))
		return
	}
	for _, c := range credentials {
		f := x.department(ctx, c)
		if ctx.Err() != nil {
			return
		}
		x.add(f)
	}
}

func (x *examination) department(ctx context.Context, c named) storage.Finding {
	name := "service"
	if c.name != "" {
		name += " " + c.name
	}
	f := storage.Finding{Check: name, Result: storage.OK}
	// Patience is a run's; who asks what is wrong wants to know now.
	client, err := fetch.New(c.Credentials, fetch.Options{
		HTTP: x.sys.http, Now: x.sys.now, UserAgent: generator(), Attempts: 2, Patience: 30 * time.Second, MaxWait: 30 * time.Second,
	})
	if err != nil {
		return failing(name, err)
	}
	if err := client.Authenticate(ctx); err != nil {
		return failing(name, err)
	}
	now := client.ServiceNow().UTC().Truncate(time.Second)
	for _, window := range fetch.Windows(now.Add(-time.Hour), now) {
		for _, err := range client.List(ctx, window) {
			if err != nil {
				return failing(name, err)
			}
			break // one answer is enough
		}
	}
	f.Found = fmt.Sprintf("%s accepts the credentials, and lists tickets", c.URL)
	if offset := client.Offset(); offset.Abs() > time.Minute {
		f.Result, f.Do = storage.Warn, "set this machine's clock right"
		f.Found += fmt.Sprintf("; its clock is %s ahead of this machine's", offset.Round(time.Second))
	}
	return f
}
