package fetchtest_test

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"regexp"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/ticket"
)

var load = fetchtest.Generated{
	Seed: 5, Tickets: 60, Unclosed: 6, Attachments: 2, AttachmentSize: 1000, Transactions: 9,
	Since: time.Date(2024, 4, 1, 0, 0, 0, 0, time.UTC), Until: time.Date(2024, 5, 1, 0, 0, 0, 0, time.UTC),
}

func TestGenerate(t *testing.T) {
	v, again := visit(t), visit(t)
	load := load
	load.Department = "support"
	for _, w := range []*fetchtest.Workspace{v.w, again.w} {
		if err := fetchtest.Generate(w, load); err != nil {
			t.Fatal(err)
		}
	}
	closed, withID, forms, hebrew := 0, 0, map[string]bool{}, false
	ids := v.w.TicketIDs()
	for _, id := range ids {
		path := fmt.Sprintf("tickets/get/%d", id)
		raw := v.api(path).Body.String()
		if raw != again.api(path).Body.String() || raw != v.api(path).Body.String() {
			t.Errorf("ticket %d is not the same twice", id)
		}
		got, err := ticket.Decode([]byte(raw))
		if err != nil {
			t.Fatal(err)
		}
		if got.State == ticket.Closed {
			closed++
			if got.Close.Before(load.Since) || !got.Close.Before(load.Until) {
				t.Errorf("ticket %d was closed at %v", id, got.Close)
			}
		} else if !got.Close.IsZero() {
			t.Errorf("ticket %d is %s, closed at %v", id, got.State, got.Close)
		}
		if len(got.Transactions) != 9 || got.Transactions[8].Type != "TicketOpened" {
			t.Errorf("ticket %d is not newest first", id)
		}
		for i := range got.Transactions[1:] {
			if got.Transactions[i].DateTime.Before(got.Transactions[i+1].DateTime.Truncate(time.Second)) {
				t.Errorf("ticket %d is not newest first at %d", id, i)
			}
		}
		if strings.Contains(raw, `"id":68172`) {
			withID++
		}
		for _, date := range regexp.MustCompile(`"dateTime":"([^"]+)"`).FindAllStringSubmatch(raw, -1) {
			forms[regexp.MustCompile(`\d`).ReplaceAllString(date[1], "0")] = true
		}
		hebrew = hebrew || strings.Contains(raw, "שלום")
	}
	if closed != 60 || len(ids) != 66 || withID == 0 || withID == 66 || len(forms) < 5 || !hebrew {
		t.Errorf("%d of %d closed, %d with ids, forms %v, Hebrew %v", closed, len(ids), withID, forms, hebrew)
	}
}

func TestGenerateRefuses(t *testing.T) {
	for _, change := range []func(*fetchtest.Generated){
		func(g *fetchtest.Generated) { g.Until = g.Since },
		func(g *fetchtest.Generated) { g.Department = "another" },
	} {
		g := load
		change(&g)
		if fetchtest.Generate(visit(t).w, g) == nil {
			t.Errorf("accepted %+v", g)
		}
	}
}

func TestAGiganticFileIsNotHeld(t *testing.T) {
	v := visit(t)
	const size = 1 << 30
	if err := v.w.AddFile("big", "video/mp4", size, fetchtest.Noise(1, size)); err != nil {
		t.Fatal(err)
	}
	uri := v.w.SignURL("http://example.com", "big")
	rw := v.do("GET", uri, "", "Range", fmt.Sprintf("bytes=%d-", size-10))
	if rw.Code != http.StatusPartialContent || rw.Body.Len() != 10 || rw.Header().Get("Content-Range") != fmt.Sprintf("bytes %d-%d/%d", size-10, size-1, size) {
		t.Errorf("%d, %d bytes, %v", rw.Code, rw.Body.Len(), rw.Header())
	}
}

func TestFaults(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := fetchtest.New("test", support)
		if err := w.AddFile("a", "text/plain", 1000, fetchtest.Noise(1, 1000)); err != nil {
			t.Fatal(err)
		}
		transport, stop := fetchtest.InMemory(w)
		defer stop()
		client := &http.Client{Transport: transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
		for name, test := range map[string]struct {
			fault  fetchtest.Fault
			code   int
			length int
			took   time.Duration
			broken bool
		}{
			"none":     {fetchtest.Fault{}, 200, 1000, 0, false},
			"delay":    {fetchtest.Fault{Delay: time.Minute}, 200, 1000, time.Minute, false},
			"reset":    {fetchtest.Fault{Reset: true}, 0, 0, 0, true},
			"status":   {fetchtest.Fault{Status: 503}, 503, len(`{"message":"Service Unavailable"}`), 0, false},
			"body":     {fetchtest.Fault{Status: 200, Body: "{"}, 200, 1, 0, false},
			"redirect": {fetchtest.Fault{Status: 302, Location: "/"}, 302, len(`{"message":"Found"}`), 0, false},
			"cut":      {fetchtest.Fault{Cut: true}, 200, 500, 0, true},
			"trickle":  {fetchtest.Fault{Rate: 100}, 200, 1000, 9900 * time.Millisecond, false},
			"slow cut": {fetchtest.Fault{Rate: 100, Cut: true}, 200, 500, 4900 * time.Millisecond, true},
		} {
			client.CloseIdleConnections() // else net/http repeats what a used connection lost
			w.Queue(fetchtest.Files, test.fault)
			started := time.Now()
			code, length, err := get(t, client, w.SignURL("http://localhost", "a"))
			if took := time.Since(started); code != test.code || length != test.length || (err != nil) != test.broken || took != test.took {
				t.Errorf("%s: %d, %d bytes after %v, %v", name, code, length, took, err)
			}
		}
		w.Set(func(s *fetchtest.Settings) {
			s.Fault = func(*http.Request) fetchtest.Fault { return fetchtest.Fault{HTML: true} }
		})
		w.Queue(fetchtest.Files, fetchtest.Fault{Status: 500})
		for i, want := range []int{500, 200} { // the queue comes first
			if code, _, err := get(t, client, w.SignURL("http://localhost", "a")); code != want || err != nil {
				t.Errorf("answer %d: %d, %v", i+1, code, err)
			}
		}
	})
}

func get(t *testing.T, client *http.Client, uri string) (code, length int, err error) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), "GET", uri, nil)
	if err != nil {
		return 0, 0, err
	}
	answer, err := client.Do(r)
	if err != nil {
		return 0, 0, err
	}
	defer answer.Body.Close()
	body, err := io.ReadAll(answer.Body)
	return answer.StatusCode, len(body), err
}

func TestCountsSeeWhatRunsAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := fetchtest.New("test", support)
		transport, stop := fetchtest.InMemory(w)
		defer stop()
		w.Set(func(s *fetchtest.Settings) {
			s.Fault = func(*http.Request) fetchtest.Fault { return fetchtest.Fault{Delay: time.Second} }
		})
		for range 5 {
			go func() {
				_, _, _ = get(t, &http.Client{Transport: transport}, "http://localhost/api/v1.2/tickets/get/1")
			}()
		}
		synctest.Wait()
		if got := w.Counts().InFlight; got != 5 {
			t.Errorf("%d in flight", got)
		}
		time.Sleep(2 * time.Second)
		if got := w.Counts(); got.InFlight != 0 || got.MaxInFlight != 5 || got.Calls() != 5 {
			t.Errorf("%+v", got)
		}
	})
}

func TestLinksInJSONAreEscaped(t *testing.T) {
	v := visit(t)
	v.add(`{"id":7,"departmentId":"support","open":"2024-05-02T00:00:00","uri":["{{file:a&b}}","{{file:a&b}}"]}`)
	body := v.api("tickets/get/7").Body.Bytes()
	var said struct{ URI []string }
	if err := json.Unmarshal(body, &said); err != nil || len(said.URI) != 2 || said.URI[0] != v.w.SignURL("http://example.com", "a&b") {
		t.Errorf("%v: %s", err, body)
	}
}
