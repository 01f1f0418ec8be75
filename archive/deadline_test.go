package archive

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"net/http"
	"os"
	"path"
	"path/filepath"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// trickling is a workspace whose links live four seconds and whose files come
// slowly: 60 tickets with 6 files each, which take half a second to three.
func trickling(t *testing.T) *fetchtest.Workspace {
	t.Helper()
	w := fetchtest.New("slow", fetchtest.Department{ID: "d", Name: "d", APIKey: "d", APISecret: "s", UserName: "u@example.com"})
	load := fetchtest.Generated{Seed: 21, Tickets: 60, Attachments: 6, AttachmentSize: slowFile, Since: jan, Until: apr}
	if err := fetchtest.Generate(w, load); err != nil {
		t.Fatal(err)
	}
	w.Set(func(s *fetchtest.Settings) {
		s.LinkLife = 4 * time.Second
		s.Fault = func(r *http.Request) fetchtest.Fault {
			if fetchtest.EndpointOf(r) != fetchtest.Files {
				return fetchtest.Fault{Delay: 50 * time.Millisecond}
			}
			return fetchtest.Fault{Rate: rateOf(path.Base(r.URL.Path))}
		}
	})
	return w
}

const slowFile = 3000 // bytes

// rateOf is how many bytes of a file come in a second.
func rateOf(name string) int {
	sum := fnv.New32()
	sum.Write([]byte(name))
	return 1000 << (sum.Sum32() % 3)
}

// busy is how long all the files take if no lane is ever idle.
func busy(w *fetchtest.Workspace, lanes int) time.Duration {
	total := time.Duration(0)
	for name := range w.Counts().Downloads {
		total += slowFile * time.Second / time.Duration(rateOf(name))
	}
	return total / time.Duration(lanes)
}

func bubbleClient(t *testing.T, w *fetchtest.Workspace) *fetch.Client {
	t.Helper()
	transport, stop := fetchtest.InMemory(w)
	t.Cleanup(stop)
	c, err := fetch.New(fetch.Credentials{URL: "http://localhost", APIKey: "d", APISecret: "s", UserName: "u@example.com"}, fetch.Options{HTTP: &http.Client{Transport: transport}})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// Links that live four seconds and files that trickle: all 360 files arrive,
// with hardly a request to a dead link and hardly a second get. What a plain
// first-in-first-out would lose of the same workspace is shown beside it.
func TestFilesArriveBeforeTheirLinksDie(t *testing.T) {
	const files = 360
	var lost int
	var plain time.Duration
	synctest.Test(t, func(t *testing.T) { lost, plain = firstInFirstOut(t, trickling(t)) })
	synctest.Test(t, func(t *testing.T) {
		w := trickling(t)
		started := time.Now()
		report, err := Run(t.Context(), Options{Store: &storagetest.Memory{}, Departments: []Department{{Client: bubbleClient(t, w)}}, Since: jan, Until: apr,
			Spool: t.TempDir(), Now: time.Now, Random: bytes.NewReader(make([]byte, 4)), Generator: "test"})
		if err != nil {
			t.Fatal(err)
		}
		took, counts := time.Since(started), w.Counts()
		gets := counts.Requests[fetchtest.Get] - 60
		t.Logf("first in, first out: %d of %d files lost in %v", lost, files, plain)
		t.Logf("all lanes always busy: %v", busy(w, 16))
		t.Logf("by deadline: %d lost in %v; %d requests to dead links, %d second gets, smallest headroom %.1f s",
			files-report.Attachments.Stored, took, counts.DeadLinks, gets, *report.Headroom)
		if report.Attachments.Stored != files || !report.Complete {
			t.Errorf("report: %+v", report)
		}
		if counts.DeadLinks > files/100 || gets > 2 || *report.Headroom <= 0 {
			t.Errorf("%d requests to dead links, %d second gets, headroom %v", counts.DeadLinks, gets, *report.Headroom)
		}
		if least := busy(w, 16); took > least*5/4 {
			t.Errorf("took %v, all lanes always busy would take %v", took, least)
		}
		if lost < files/3 {
			t.Errorf("the plain way lost %d: nothing was shown", lost)
		}
	})
}

// firstInFirstOut is what a plain program does: it gets the tickets as fast as
// it can, and downloads their files in the order in which they came, as many
// at once as a run does. A dead link is a file lost.
func firstInFirstOut(t *testing.T, w *fetchtest.Workspace) (lost int, took time.Duration) {
	t.Helper()
	c, started := bubbleClient(t, w), time.Now()
	queue := make(chan string, 1000)
	var gets, downloads sync.WaitGroup
	ids := make(chan int64, 100)
	for range 8 {
		gets.Go(func() {
			for id := range ids {
				a, err := ask(t.Context(), c, id)
				if err != nil {
					t.Error(err)
					continue
				}
				for _, f := range attachments(a.ticket) {
					queue <- string(f.URI)
				}
			}
		})
	}
	var mu sync.Mutex
	for n := range 16 {
		downloads.Go(func() {
			f, err := os.Create(filepath.Join(t.TempDir(), fmt.Sprint(n)))
			if err != nil {
				t.Error(err)
				return
			}
			defer f.Close()
			for uri := range queue {
				if _, err := c.Download(t.Context(), fetch.Link{URI: uri}, f, 0); errors.Is(err, fetch.ErrExpired) {
					mu.Lock()
					lost++
					mu.Unlock()
				} else if err != nil {
					t.Error(err)
				}
			}
		})
	}
	for _, id := range w.TicketIDs() {
		ids <- id
	}
	close(ids)
	gets.Wait()
	close(queue)
	downloads.Wait()
	return lost, time.Since(started)
}

// When the first file is asked for, all links given so far die at once: each
// ticket concerned is fetched once more, for all of its files.
func TestStaleLinksAreRenewedOnceATicket(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 2, Tickets: 3, Attachments: 5, AttachmentSize: 100})
	clock := fetchtest.NewClock(time.Now())
	var once sync.Once
	h.workspace.Set(func(s *fetchtest.Settings) {
		s.Now, s.LinkLife = clock.Now, time.Minute
		s.Fault = func(r *http.Request) fetchtest.Fault {
			if fetchtest.EndpointOf(r) == fetchtest.Files {
				once.Do(func() { clock.Advance(2 * time.Minute) })
			}
			return fetchtest.Fault{}
		}
	})
	if report := h.run(); !report.Complete || report.Attachments.Stored != 15 {
		t.Errorf("report: %+v", report)
	}
	counts := h.workspace.Counts()
	if counts.DeadLinks == 0 {
		t.Error("no link was dead: nothing was tested")
	}
	for id, n := range counts.Gets {
		if n > 2 {
			t.Errorf("ticket %d was fetched %d times", id, n)
		}
	}
}

// A service whose links are always dead is not asked for ever.
func TestLinksThatAreAlwaysDead(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 2, Tickets: 2, Attachments: 5, AttachmentSize: 100})
	h.workspace.Set(func(s *fetchtest.Settings) { s.LinkAge, s.LinkLife = time.Hour, time.Minute })
	report := h.run()
	if report.Archived != 2 || report.Attachments.Exceptions != 10 || report.Exceptions[0].Code != CodeAttachmentExpired {
		t.Errorf("report: %+v", report)
	}
	for id, n := range h.workspace.Counts().Gets {
		if n > 1+uselessRenewals {
			t.Errorf("ticket %d was fetched %d times", id, n)
		}
	}
}

// The next lane is for the link that dies first; dead ones, which are renewed,
// let the living pass, and those without an end come last.
func TestLanesGoByDeadline(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		now := time.Now()
		l := newLanes(1, time.Now)
		leave, err := l.enter(t.Context(), func() time.Time { return time.Time{} })
		if err != nil {
			t.Fatal(err)
		}
		var mu sync.Mutex
		var order []string
		var all sync.WaitGroup
		for _, f := range []struct {
			name string
			due  time.Time
		}{{"endless", time.Time{}}, {"late", now.Add(time.Minute)}, {"dead", now.Add(-time.Second)}, {"soon", now.Add(time.Second)}, {"late too", now.Add(time.Minute)}} {
			all.Go(func() {
				leave, err := l.enter(t.Context(), func() time.Time { return f.due })
				if err != nil {
					t.Error(err)
					return
				}
				mu.Lock()
				order = append(order, f.name)
				mu.Unlock()
				leave()
			})
			synctest.Wait()
		}
		leave()
		all.Wait()
		if got := fmt.Sprint(order); got != "[soon late late too dead endless]" {
			t.Errorf("order %v", got)
		}
	})
}

// Before the first ticket tells how long links live no other is let in; then
// as many as can begin in a third of that time.
func TestTicketsAreLetInWhenTheirFilesCanBegin(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLanes(2, time.Now)
		tell, err := l.admit(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		in := make(chan func(int, time.Duration), 10)
		for range 5 {
			go func() {
				if tell, err := l.admit(t.Context()); err == nil {
					in <- tell
				}
			}()
		}
		synctest.Wait()
		if len(in) != 0 {
			t.Errorf("%d were let in before anything is known", len(in))
		}
		tell(2, 30*time.Second) // files a ticket, and the life of their links
		synctest.Wait()
		// Each further ticket takes both lanes for five seconds: those after the
		// second would begin later than ten.
		if len(in) != 3 {
			t.Errorf("%d were let in, want 3", len(in))
		}
		for range 3 {
			(<-in)(0, 0) // they could not be had
		}
		synctest.Wait()
		if len(in) != 2 {
			t.Errorf("%d were let in at last, want 2", len(in))
		}
	})
}

// A cancelled turn gives its lane to the next.
func TestCancelledTurn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := newLanes(1, time.Now)
		leave, err := l.enter(t.Context(), func() time.Time { return time.Time{} })
		if err != nil {
			t.Fatal(err)
		}
		failed := make(chan error, 1)
		ctx, cancel := context.WithCancel(t.Context())
		go func() {
			_, err := l.enter(ctx, func() time.Time { return time.Time{} })
			failed <- err
		}()
		synctest.Wait()
		cancel()
		if err := <-failed; err == nil {
			t.Error("a cancelled turn came")
		}
		leave()
		if again, err := l.enter(t.Context(), func() time.Time { return time.Time{} }); err != nil {
			t.Error(err)
		} else {
			again()
		}
		if l.busy != 0 || len(l.waiting) != 0 {
			t.Errorf("%d busy, %d waiting", l.busy, len(l.waiting))
		}
	})
}
