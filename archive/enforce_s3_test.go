package archive

import (
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awss3 "github.com/aws/aws-sdk-go-v2/service/s3"
	"github.com/aws/aws-sdk-go-v2/service/s3/types"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/s3"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// bucket is a real bucket with Object Lock, with a log below the prefix.
type bucket struct {
	*harness
	server   *storagetest.Server
	name     string
	keeper   *s3.Store
	registry Registry

	mu     sync.Mutex
	locked int                                                                   // puts of bundles that lock
	answer func(r *http.Request, next http.RoundTripper) (*http.Response, error) // of a bundle's put; nil: the server's
}

// newBucket has one over http or https, whose every request is looked at.
func newBucket(t *testing.T, https bool) *bucket {
	t.Helper()
	b := &bucket{harness: newHarness(t, fetchtest.Generated{}), server: storagetest.S3Server(t, https)}
	b.server.Setenv(t)
	b.name = b.server.Bucket(t, true)
	b.begin("x")
	return b
}

// begin goes on below another prefix, where there is nothing.
func (b *bucket) begin(prefix string) {
	b.Helper()
	keeper, err := s3.Open(b.Context(), "s3://"+b.name+"/"+prefix, s3.Options{SpoolDir: b.TempDir(), Transport: func(next http.RoundTripper) http.RoundTripper {
		return trip(func(r *http.Request) (*http.Response, error) { return b.trip(r, next) })
	}})
	if err != nil {
		b.Fatal(err)
	}
	h := newHolding(b.T, 0)
	log, err := custody.Open(b.Context(), keeper, h.signer, h.verifier, time.Now)
	if err != nil {
		b.Fatal(err)
	}
	b.keeper, b.store, b.registry = keeper, keeper, Registry{Store: keeper, Log: log, By: "test"}
}

type trip func(*http.Request) (*http.Response, error)

func (f trip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

// trip holds each request that locks against what S3 asks of it, and the servers
// at hand do not: that it carries a checksum of its body.
func (b *bucket) trip(r *http.Request, next http.RoundTripper) (*http.Response, error) {
	isBundle := r.Method == http.MethodPut && r.URL.RawQuery == "x-id=PutObject" && strings.Contains(r.URL.Path, "/"+ticketsPrefix)
	if !isBundle {
		return next.RoundTrip(r)
	}
	h := r.Header
	sum, err := base64.StdEncoding.DecodeString(h.Get("X-Amz-Checksum-Sha256"))
	if err != nil || len(sum) != 32 || h.Get("If-None-Match") != "*" {
		b.Errorf("a bundle is sent without its checksum, or not on condition: %v", h)
	}
	b.mu.Lock()
	if h.Get("X-Amz-Object-Lock-Mode") != "" || h.Get("X-Amz-Object-Lock-Legal-Hold") == "ON" {
		b.locked++
	}
	answer := b.answer
	b.mu.Unlock()
	if answer != nil {
		return answer(r, next)
	}
	return next.RoundTrip(r)
}

// enforce runs under the policy, and has to come to its end.
func (b *bucket) enforce(p *retention.Policy) *Report {
	b.Helper()
	o := b.options()
	o.Policy, o.Custody, o.View = p, b.registry.Log, b.registry.Log.View()
	o.Since = jan
	o.Until = time.Now().Add(time.Hour)
	report, err := Run(b.Context(), o)
	if err != nil {
		b.Fatal(err)
	}
	if !report.Complete || report.Failed != 0 {
		b.Errorf("report %+v", report)
	}
	return report
}

// versions fails if a bundle has other than one version.
func (b *bucket) versions() {
	b.Helper()
	prefix := strings.TrimPrefix(b.keeper.String(), "s3://"+b.name+"/")
	for _, k := range b.keys() {
		if n := b.server.Versions(b.T, b.name, prefix+"/"+k.String()); n != 1 {
			b.Errorf("%s has %d versions", k, n)
		}
	}
}

func parsed(t *testing.T, policy string) *retention.Policy {
	t.Helper()
	p, err := retention.Parse("policy.yaml", []byte(policy))
	if err != nil {
		t.Fatal(err)
	}
	return p
}

const enforced = `version: 1
default: {retain: 7y, lock: none}
rules:
  - {name: billing, match: {tags: [billing]}, retain: 10y, lock: governance}
  - {name: legal, match: {tags: [legal]}, retain: 12y, lock: compliance, hold: [case-1]}
  - {name: vip, match: {tags: [vip]}, hold: [case-2]}
`

// enforcedAs is how the bundles of the four tickets are kept under it.
var enforcedAs = []string{"1 governance 2036-02-03 false", "2 compliance 2038-02-03 true", "3  0001-01-01 true", "4  0001-01-01 false"}

func (b *bucket) addFour() {
	for i, tag := range []string{"billing", "legal", "vip", "other"} {
		b.tagged(fmt.Sprint(i+1), tag)
	}
}

func schemes(t *testing.T, do func(*testing.T, *bucket)) {
	for _, scheme := range []string{"http", "https"}[every(2)-1:] {
		t.Run(scheme, func(t *testing.T) { do(t, newBucket(t, scheme == "https")) })
	}
}

// Each bundle is locked as the policy decided, from its first moment; a second
// run adds no version; and neither this program nor the server lets go of it.
func TestEnforcedOnS3(t *testing.T) {
	schemes(t, func(t *testing.T, b *bucket) {
		b.addFour()
		if r := b.enforce(parsed(t, enforced)); r.Archived != 4 {
			t.Fatalf("report %+v", r)
		}
		if r := b.enforce(parsed(t, enforced)); r.Unchanged != 4 || r.Archived != 0 {
			t.Errorf("again: %+v", r)
		}
		if got := b.keptAs(b.keeper); !slices.Equal(got, enforcedAs) || b.locked != 3 {
			t.Errorf("kept as %q by %d puts, want %q", got, b.locked, enforcedAs)
		}
		b.versions()
		b.clean()
		client := b.server.Client(t)
		for _, k := range b.keys() {
			if k.Ticket == 4 {
				continue
			}
			if err := b.keeper.Delete(t.Context(), k.String()); !errors.Is(err, storage.ErrRetained) {
				t.Errorf("ticket %d: deleted: %v", k.Ticket, err)
			}
			name := "x/" + k.String()
			got, err := client.ListObjectVersions(t.Context(), &awss3.ListObjectVersionsInput{Bucket: &b.name, Prefix: &name})
			if err != nil || len(got.Versions) != 1 {
				t.Fatalf("%+v, %v", got, err)
			}
			if _, err := client.DeleteObject(t.Context(), &awss3.DeleteObjectInput{Bucket: &b.name, Key: &name, VersionId: got.Versions[0].VersionId}); err == nil {
				t.Errorf("ticket %d: the server deletes it", k.Ticket)
			}
			if k.Ticket == 3 {
				continue // a hold alone has no time to shorten
			}
			sooner := time.Now().Add(time.Hour)
			kept, err := b.keeper.Kept(t.Context(), k.String())
			if err != nil {
				t.Fatal(err)
			}
			if err := b.keeper.Extend(t.Context(), k.String(), storage.Retention{Mode: kept.Mode, Until: sooner}); !errors.Is(err, storage.ErrRetained) {
				t.Errorf("ticket %d: shortened: %v", k.Ticket, err)
			}
			_, err = client.PutObjectRetention(t.Context(), &awss3.PutObjectRetentionInput{Bucket: &b.name, Key: &name,
				Retention: &types.ObjectLockRetention{Mode: types.ObjectLockRetentionMode(strings.ToUpper(string(kept.Mode))), RetainUntilDate: aws.Time(sooner)}})
			if err == nil {
				t.Errorf("ticket %d: the server shortens it", k.Ticket)
			}
		}
		if got := b.keptAs(b.keeper); !slices.Equal(got, enforcedAs) {
			t.Errorf("at the end kept as %q, want %q", got, enforcedAs)
		}
	})
}

// The answer to the first put of each bundle is lost or wrong, after the server
// took it and before: nothing is lost, nothing is there twice, and each is
// locked as decided.
func TestLostAnswersOnS3(t *testing.T) {
	refusal := func(status int, code string) func(*http.Request) (*http.Response, error) {
		return func(r *http.Request) (*http.Response, error) {
			return &http.Response{StatusCode: status, Request: r, Header: http.Header{}, Body: io.NopCloser(strings.NewReader("<Error><Code>" + code + "</Code><Message>not now</Message></Error>"))}, nil
		}
	}
	answers := map[string]func(*http.Request) (*http.Response, error){
		"reset": func(*http.Request) (*http.Response, error) { return nil, errors.New("connection reset by peer") },
		"409":   refusal(http.StatusConflict, "ConditionalRequestConflict"),
		"412":   refusal(http.StatusPreconditionFailed, "PreconditionFailed"),
		"500":   refusal(http.StatusInternalServerError, "InternalError"),
	}
	schemes(t, func(t *testing.T, b *bucket) {
		b.addFour()
		for name, answer := range answers {
			for _, persisted := range []bool{false, true} {
				at := fmt.Sprintf("%s, persisted %v", name, persisted)
				b.begin(fmt.Sprintf("%s-%v", name, persisted))
				var met sync.Map
				b.answer = func(r *http.Request, next http.RoundTripper) (*http.Response, error) {
					if _, again := met.LoadOrStore(r.URL.Path, true); again {
						return next.RoundTrip(r)
					}
					if persisted {
						res, err := next.RoundTrip(r)
						if err != nil || res.StatusCode != http.StatusOK {
							t.Errorf("%s: the server says %v, %v", at, res, err)
							return res, err
						}
						res.Body.Close()
					}
					return answer(r)
				}
				if r := b.enforce(parsed(t, enforced)); r.Archived != 4 {
					t.Errorf("%s: report %+v", at, r)
				}
				b.answer = nil
				if r := b.enforce(parsed(t, enforced)); r.Unchanged != 4 {
					t.Errorf("%s: again %+v", at, r)
				}
				if got := b.keptAs(b.keeper); !slices.Equal(got, enforcedAs) {
					t.Errorf("%s: kept as %q, want %q", at, got, enforcedAs)
				}
				b.versions()
				b.verified(4)
			}
		}
	})
}

// What grew is extended, and what ended goes: by the server's own clock what was
// locked for some seconds, and never what it still locks, though this machine's
// clock is ahead.
func TestExtendedAndPurgedOnS3(t *testing.T) {
	schemes(t, func(t *testing.T, b *bucket) {
		ends := time.Now().UTC().Truncate(time.Second).Add(15 * time.Second)
		closed := ends.AddDate(0, 0, -30).Format("2006-01-02T15:04:05Z")
		for id, tag := range map[string]string{"1": "short", "2": "grows", "3": "held", "4": "unlocked"} {
			b.add(id, `"culture":"he-IL"`, `"culture":"he-IL","tags":["`+tag+`"]`, `"2026-02-03T10:00:00.5Z"`, `"`+closed+`"`)
		}
		before := parsed(t, `version: 1
default: {retain: 30d, lock: governance}
rules:
  - {name: held, match: {tags: [held]}, hold: [case-1]}
`)
		if r := b.enforce(before); r.Archived != 4 {
			t.Fatalf("report %+v", r)
		}
		grown := parsed(t, `version: 1
default: {retain: 30d, lock: governance}
rules:
  - {name: grows, match: {tags: [grows]}, retain: 2y, lock: compliance}
  - {name: held, match: {tags: [held]}, hold: [case-1]}
`)
		for i, want := range []int{1, 0} {
			if a, err := Apply(t.Context(), ApplyOptions{Registry: b.registry, View: b.registry.Log.View(), Policy: grown, Now: time.Now}); err != nil || len(a.Extended) != want || len(a.Failures) != 0 {
				t.Fatalf("apply %d: %+v, %v", i, a, err)
			}
		}
		until := ends.AddDate(0, 0, -30).AddDate(2, 0, 0).Format(time.DateOnly)
		want := []string{"1 governance " + ends.Format(time.DateOnly) + " false", "2 compliance " + until + " false", "3 governance " + ends.Format(time.DateOnly) + " true", "4 governance " + ends.Format(time.DateOnly) + " false"}
		if got := b.keptAs(b.keeper); !slices.Equal(got, want) {
			t.Errorf("kept as %q, want %q", got, want)
		}
		purge := func(now func() time.Time, p *retention.Policy) *Purged {
			t.Helper()
			got, err := Purge(t.Context(), PurgeOptions{Registry: b.registry, View: b.latest(), Policy: p, Now: now, Random: rand.Reader})
			if err != nil {
				t.Fatal(err)
			}
			return got
		}
		for ahead, clock := range map[time.Duration]bool{10 * time.Minute: false, 5 * 365 * 24 * time.Hour: true} { // of this machine, not of the server
			p, err := Purge(t.Context(), PurgeOptions{Registry: b.registry, View: b.latest(), Policy: grown, Now: func() time.Time { return time.Now().Add(ahead) }, Random: rand.Reader})
			switch {
			case clock && !errors.Is(err, ErrClockAhead):
				t.Errorf("%v ahead: %+v, %v", ahead, p, err)
			case !clock && (err != nil || len(p.Destroyed) != 0 || len(p.Refused) != 3): // all but what grows: one is held, and the server refuses two
				t.Errorf("%v ahead: %+v, %v", ahead, p, err)
			}
		}
		if got := b.keptAs(b.keeper); !slices.Equal(got, want) {
			t.Errorf("kept as %q, want %q", got, want)
		}
		if p := purge(func() time.Time { return ends.Add(-time.Minute) }, grown); len(p.Destroyed)+len(p.Refused) != 0 {
			t.Errorf("before it is due: %+v", p)
		}
		time.Sleep(time.Until(ends.Add(2 * time.Second)))
		p := purge(time.Now, grown)
		if len(p.Destroyed) != 2 || p.Destroyed[0].Ticket != 1 || p.Destroyed[1].Ticket != 4 || len(p.Refused) != 1 || !strings.Contains(p.Refused[0].Err.Error(), "held for case-1") {
			t.Fatalf("purge: %+v", p)
		}
		for _, d := range p.Destroyed {
			if n := b.server.Versions(t, b.name, "x/"+d.Key); n != 0 {
				t.Errorf("%s has %d versions", d.Key, n)
			}
		}
		keys, err := Selection{Tickets: []int64{3}}.Select(t.Context(), b.keeper)
		if err != nil {
			t.Fatal(err)
		}
		if r, err := b.registry.Release(t.Context(), "case-1", keys.Keys); err != nil || len(r.Failures) != 0 {
			t.Fatalf("release: %+v, %v", r, err)
		}
		free := parsed(t, "version: 1\ndefault: {retain: 30d, lock: governance}\n") // the case is over, and one rule is gone by mistake
		if p := purge(time.Now, free); len(p.Destroyed) != 1 || p.Destroyed[0].Ticket != 3 || len(p.Refused) != 1 || !errors.Is(p.Refused[0].Err, storage.ErrRetained) {
			t.Errorf("with a rule less: %+v", p)
		}
		if r := b.enforce(free); r.Unchanged != 4 || len(r.Purged) != 3 {
			t.Errorf("a run afterwards: %+v", r)
		}
		v, err := Verify(t.Context(), b.keeper, VerifyOptions{})
		if err != nil || len(v.Differences) != 0 || v.Bundles != 1 || len(v.Purged) != 3 {
			t.Errorf("verify: %+v, %v", v, err)
		}
	})
}

func (b *bucket) latest() *custody.View {
	b.Helper()
	view, err := b.registry.Log.Latest(b.Context())
	if err != nil {
		b.Fatal(err)
	}
	return view
}
