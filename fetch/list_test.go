package fetch_test

import (
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"
	"testing/synctest"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/ticket"
)

func TestListTakesAllPages(t *testing.T) {
	for n, size := range map[int]int{0: 100, 1: 100, 100: 100, 101: 100, 157: 7} { // 23 pages: others stop at 15
		t.Run(fmt.Sprint(n), func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				generate(t, w, n)
				w.Set(func(s *fetchtest.Settings) { s.PageSize = size })
				ids := map[int64]bool{}
				for head, err := range c.List(t.Context(), span()) {
					if err != nil {
						t.Fatal(err)
					}
					if len(head.Transactions) != 0 || head.State != ticket.Closed {
						t.Fatalf("ticket %d: %d transactions, state %s", head.ID, len(head.Transactions), head.State)
					}
					ids[int64(head.ID)] = true
				}
				if len(ids) != n {
					t.Errorf("listed %d tickets, want %d", len(ids), n)
				}
				got, pages := w.Counts(), max(1, (n+size-1)/size)
				if got.Requests[fetchtest.List] != pages || got.PageMisuse+got.BadLists+got.Unauthorized != 0 {
					t.Errorf("want %d good lists: %+v", pages, got)
				}
			})
		})
	}
}

func TestListTakesEveryFormOfAnEnd(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		generate(t, w, 1)
		for range 6 { // the workspace goes through them in turn
			if n, err := count(t, c, span()); n != 1 || err != nil {
				t.Errorf("got %d tickets, %v", n, err)
			}
		}
	})
}

func TestListEndsWhenTheCallerDoes(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		generate(t, w, 300)
		for _, err := range c.List(t.Context(), span()) {
			if err != nil {
				t.Fatal(err)
			}
			break
		}
		if n := w.Counts().Requests[fetchtest.List]; n != 1 {
			t.Errorf("%d lists for one ticket", n)
		}
	})
}

// One odd head costs one ticket, not those after it.
func TestListGoesOnAfterAnOddHead(t *testing.T) {
	for _, head := range []string{
		`null`,
		`{"id":null,"state":"Closed"}`,
		`{"state":"Closed"}`,
		`{"id":-4}`,
		`"?X-Amz-Signature=1"`,
		`7`,
		`[]`,
	} {
		synctest.Test(t, func(t *testing.T) {
			s := &scripted{list: func(page string) string {
				if page == "" {
					return `{"tickets":[{"id":1},` + head + `,{"id":2}],"paging":{"next":"?page=x"}}`
				}
				return `{"tickets":[{"id":3}]}`
			}}
			var got []int64
			for ticket, err := range client(t, s, fetch.Options{}).List(t.Context(), span()) {
				if err == nil {
					got = append(got, int64(ticket.ID))
					continue
				}
				noSecrets(t, err)
				odd, ok := errors.AsType[*fetch.HeadError](err)
				if !ok || ticket != nil || odd.ID != 0 || !strings.Contains(err.Error(), "ticket 2 of the page") {
					t.Fatalf("%s: got %v, %v", head, ticket, err)
				}
				got = append(got, odd.ID)
			}
			if want := []int64{1, 0, 2, 3}; !slices.Equal(got, want) || len(s.seen) != 2 {
				t.Errorf("%s: got %v in %d lists, want %v", head, got, len(s.seen), want)
			}
		})
	}
}

func TestListEndsAtAnOddHeadIfTheCallerDoes(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := client(t, &scripted{list: func(string) string { return `{"tickets":[null,{"id":1}]}` }}, fetch.Options{})
		n := 0
		for range c.List(t.Context(), span()) {
			n++
			break
		}
		if n != 1 {
			t.Errorf("got %d", n)
		}
	})
}

// Pages of nothing but odd heads are an endless list as empty ones are.
func TestListOfOddHeadsEnds(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		serial := 0
		c := client(t, &scripted{list: func(string) string {
			serial++
			return fmt.Sprintf(`{"tickets":[null],"paging":{"next":"?page=%d"}}`, serial)
		}}, fetch.Options{})
		var last error
		for _, err := range c.List(t.Context(), span()) {
			last = err
		}
		if _, odd := errors.AsType[*fetch.HeadError](last); odd || last == nil || !strings.Contains(last.Error(), "repeat") {
			t.Errorf("got %v", last)
		}
	})
}

func count(t *testing.T, c *fetch.Client, w fetch.Window) (n int, err error) {
	t.Helper()
	for _, err := range c.List(t.Context(), w) {
		if err != nil {
			return n, err
		}
		n++
	}
	return n, nil
}

// scripted is a service that answers tokens, and lists as it is told.
type scripted struct {
	list func(page string) string
	seen []string // hosts and queries of lists
}

func (s *scripted) ServeHTTP(rw http.ResponseWriter, r *http.Request) {
	rw.Header().Set("Content-Type", "application/json")
	if fetchtest.EndpointOf(r) == fetchtest.Token {
		fmt.Fprint(rw, `{"access_token":"t","expires_in":10800}`)
		return
	}
	s.seen = append(s.seen, r.Host+" "+r.URL.RawQuery)
	fmt.Fprint(rw, s.list(r.URL.Query().Get("page")))
}

const oneTicket = `{"tickets":[{"id":1,"state":"Closed"}],"paging":%s}`

func TestListErrors(t *testing.T) {
	same := fmt.Sprintf(oneTicket, `{"next":"https://x/?page=same"}`)
	serial := 0
	for name, test := range map[string]struct {
		list func(string) string
		want string
	}{
		"same page": {func(string) string { return same }, "repeat"},
		"endless": {func(string) string {
			serial++
			return fmt.Sprintf(`{"tickets":[],"paging":{"next":"?page=%d"}}`, serial)
		}, "repeat"},
		"no tickets":      {func(string) string { return `{"message":"maintenance"}` }, `without "tickets"`},
		"no page in next": {func(string) string { return fmt.Sprintf(oneTicket, `{"next":"https://x/y"}`) }, "no page"},
		"odd paging":      {func(string) string { return fmt.Sprintf(oneTicket, `[1]`) }, "paging"},
		"no id":           {func(string) string { return `{"tickets":[{"state":"Closed"}]}` }, "ticket 1 of the page"},
		"cut JSON":        {func(string) string { return `{"tickets":[{"id":1` }, "something unusable"},
	} {
		t.Run(name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				c := client(t, &scripted{list: test.list}, fetch.Options{})
				_, err := count(t, c, span())
				if err == nil || !strings.Contains(err.Error(), test.want) {
					t.Fatalf("got %v, want %q in it", err, test.want)
				}
				noSecrets(t, err)
			})
		})
	}
}

func TestListGoesToItsOwnHostOnly(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		token := base64.StdEncoding.EncodeToString([]byte("guid>>>?:2")) // has a plus sign
		s := &scripted{list: func(page string) string {
			if page == "" {
				return fmt.Sprintf(oneTicket, `{"next":"http://evil.example/steal?x=1&page=`+token+`"}`)
			}
			if page != token {
				return `{}`
			}
			return fmt.Sprintf(oneTicket, "null")
		}}
		if n, err := count(t, client(t, s, fetch.Options{}), span()); n != 2 || err != nil {
			t.Fatalf("got %d tickets, %v", n, err)
		}
		for _, request := range s.seen {
			if !strings.HasPrefix(request, "localhost ") {
				t.Errorf("went to %s", request)
			}
		}
		if strings.Contains(s.seen[1], "&") {
			t.Errorf("more than a page: %s", s.seen[1])
		}
	})
}

func TestListIsRetried(t *testing.T) {
	faults := []fetchtest.Fault{{}, {Reset: true}, {Cut: true}, {Status: 503}, {HTML: true}, {Body: `{"tickets":[`, Status: 200}, {}}
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		generate(t, w, 150)
		w.Queue(fetchtest.List, faults...)
		if n, err := count(t, c, span()); n != 150 || err != nil {
			t.Errorf("got %d tickets, %v", n, err)
		}
		if got := c.Counts(); got.Retried < 5 || got.Calls != int64(w.Counts().Calls()) {
			t.Errorf("counted %+v, the service %d calls", got, w.Counts().Calls())
		}
	})
}

func TestListOverThrottledTokens(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		generate(t, w, 10)
		w.Queue(fetchtest.Token, fetchtest.Fault{Status: 429, RetryAfter: "7"}, fetchtest.Fault{Status: 500})
		if n, err := count(t, c, span()); n != 10 || err != nil {
			t.Errorf("got %d tickets, %v", n, err)
		}
	})
}

func TestListSaysThatAPageIsNoJSON(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		w.Set(func(s *fetchtest.Settings) {
			s.Fault = func(r *http.Request) fetchtest.Fault {
				return fetchtest.Fault{HTML: fetchtest.EndpointOf(r) == fetchtest.List}
			}
		})
		_, err := count(t, c, span())
		format, ok := errors.AsType[*fetch.FormatError](err)
		if !ok || format.Endpoint != "GET /api/v1.2/tickets/list" || !strings.HasPrefix(format.ContentType, "text/html") {
			t.Fatalf("got %v", err)
		}
		if n := w.Counts().Requests[fetchtest.List]; n != 3 {
			t.Errorf("asked %d times", n)
		}
	})
}
