package fetchtest_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/google/go-cmp/cmp"
)

var (
	sales   = fetchtest.Department{ID: "sales", Name: "Sales", APIKey: "sales", APISecret: "one", UserName: "sales@example.com"}
	support = fetchtest.Department{ID: "support", Name: "Support", APIKey: "support", APISecret: "two", UserName: "support@example.com"}
	noon    = time.Date(2024, 5, 6, 12, 0, 0, 0, time.UTC)
)

// visitor asks a workspace questions, as any HTTP client could.
type visitor struct {
	t     *testing.T
	w     *fetchtest.Workspace
	clock *fetchtest.Clock
	token string
}

func visit(t *testing.T) *visitor {
	v := &visitor{t: t, w: fetchtest.New("test", sales, support), clock: fetchtest.NewClock(noon)}
	v.w.Set(func(s *fetchtest.Settings) { s.Now = v.clock.Now })
	v.login(support)
	return v
}

func (v *visitor) do(method, target, body string, header ...string) *httptest.ResponseRecorder {
	v.t.Helper()
	r := httptest.NewRequestWithContext(v.t.Context(), method, target, strings.NewReader(body))
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	rw := httptest.NewRecorder()
	v.w.ServeHTTP(rw, r)
	return rw
}

func (v *visitor) login(d fetchtest.Department) {
	v.t.Helper()
	body := fmt.Sprintf(`{"apiKey":%q,"apiSecret":%q,"userName":%q}`, d.APIKey, d.APISecret, d.UserName)
	rw := v.do("POST", "/api/v1.2/token/get", body)
	var said struct {
		Token string  `json:"access_token"`
		Life  float64 `json:"expires_in"`
	}
	if err := json.Unmarshal(rw.Body.Bytes(), &said); err != nil || said.Token == "" || said.Life != 10800 {
		v.t.Fatalf("no token: %d %s", rw.Code, rw.Body)
	}
	v.token = said.Token
}

func (v *visitor) api(path string) *httptest.ResponseRecorder {
	v.t.Helper()
	return v.do("GET", "/api/v1.2/"+path, "", "Authorization", "Bearer "+v.token)
}

func (v *visitor) add(raw string) {
	v.t.Helper()
	if err := v.w.AddTicket([]byte(raw)); err != nil {
		v.t.Fatal(err)
	}
}

// list asks for the page and returns the ids and the next page's token.
func (v *visitor) list(query string) (ids []int64, next string) {
	v.t.Helper()
	rw := v.api("tickets/list?" + query)
	var said struct {
		Tickets []struct{ ID int64 }
		Paging  any
	}
	if err := json.Unmarshal(rw.Body.Bytes(), &said); err != nil || rw.Code != 200 {
		v.t.Fatalf("%s: %d %s", query, rw.Code, rw.Body)
	}
	for _, t := range said.Tickets {
		ids = append(ids, t.ID)
	}
	if paging, ok := said.Paging.(map[string]any); ok && paging["next"] != nil {
		_, next, _ = strings.Cut(paging["next"].(string), "?")
	}
	return ids, next
}

func between(since, until string) string {
	return "since=" + url.QueryEscape(since) + "&until=" + url.QueryEscape(until)
}

var may = between("01/05/2024 00:00:00:00", "01/06/2024 00:00:00:00")

func closed(id int, department, open, closing, last string) string {
	return fmt.Sprintf(`{"id":%d,"departmentId":%q,"state":"Closed","open":%q,"close":%q,"lastActivity":%q,"transactions":[]}`, id, department, open, closing, last)
}

func TestTokens(t *testing.T) {
	v := visit(t)
	v.add(closed(1, "sales", "2024-05-02T00:00:00", "2024-05-02T00:00:00", "2024-05-02T00:00:00"))
	for _, body := range []string{
		`{"apiKey":"support","apiSecret":"one","userName":"support@example.com"}`,
		`{"apiKey":"support","apiSecret":"two","userName":"sales@example.com"}`,
		`{}`,
	} {
		if rw := v.do("POST", "/api/v1.2/token/get", body); rw.Code != 401 || !strings.Contains(rw.Body.String(), "message") {
			t.Errorf("%s: %d %s", body, rw.Code, rw.Body)
		}
	}
	for _, header := range []string{"", "Bearer x", "Basic " + v.token, v.token} {
		if rw := v.do("GET", "/api/v1.2/tickets/list?"+may, "", "Authorization", header); rw.Code != 401 {
			t.Errorf("%q: %d", header, rw.Code)
		}
	}
	if ids, _ := v.list(may); len(ids) != 0 {
		t.Error("support saw a ticket of sales in a list")
	}
	if rw := v.api("tickets/get/1"); rw.Code != 404 {
		t.Error("support got a ticket of sales")
	}
	v.login(sales)
	if ids, _ := v.list(may); len(ids) != 1 {
		t.Error("sales did not see its ticket")
	}
	v.clock.Advance(3*time.Hour - time.Nanosecond)
	if rw := v.api("tickets/get/1"); rw.Code != 200 {
		t.Error("the token ended early")
	}
	v.clock.Advance(time.Nanosecond)
	if rw := v.api("tickets/get/1"); rw.Code != 401 {
		t.Error("the token did not end")
	}
	v.login(sales)
	v.w.RevokeTokens()
	if rw := v.api("tickets/get/1"); rw.Code != 401 {
		t.Error("the token was not revoked")
	}
	for path, code := range map[string]int{"tickets/delete/1": 404, "": 404} {
		if rw := v.api(path); rw.Code != code {
			t.Errorf("%s: %d", path, rw.Code)
		}
	}
	if rw := v.do("GET", "/api/v1.2/token/get", ""); rw.Code != 405 {
		t.Errorf("GET token/get: %d", rw.Code)
	}
}

func TestListMatchesByAnyDate(t *testing.T) {
	v := visit(t)
	const before, in, after, unset = "2024-04-01T00:00:00", "2024-05-15T10:00:00.123Z", "2024-06-15T00:00:00", "0001-01-01T00:00:00"
	v.add(closed(1, "support", in, after, after))
	v.add(closed(2, "support", before, in, after))
	v.add(closed(3, "support", before, before, in))
	v.add(closed(4, "support", before, after, after)) // spans the window, touches it nowhere
	v.add(closed(5, "support", before, unset, before))
	v.add(closed(6, "support", before, before, "2024-05-01T00:00:00"))
	v.add(closed(7, "support", before, before, "2024-06-01T00:00:00.0000000Z"))
	v.add(closed(8, "support", before, before, "2024-06-01T00:00:00.0000001Z"))
	v.add(`{"id":9,"departmentId":"support","state":"Open","open":"2024-05-02T00:00:00","close":null,"lastActivity":null}`)
	for query, want := range map[string][]int64{
		may + "&sortOrder=ASC&ticketState=Closed":                   {2, 3, 6, 7, 1},
		may + "&sortOrder=DESC&ticketState=closed":                  {1, 7, 6, 3, 2},
		may + "&ticketState=Closed":                                 {1, 7, 6, 3, 2},
		may + "&ticketState=Open,Pending&state=Closed":              {9},
		may + "&sortOrder=ASC&unknown=1":                            {2, 3, 6, 7, 9, 1},
		between("01/05/2023 00:00:00:00", "02/05/2023 00:00:00:00"): nil,
	} {
		got, _ := v.list(query)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", query, diff)
		}
	}
}

func TestListRefuses(t *testing.T) {
	v := visit(t)
	for query, code := range map[string]int{
		may: 200,
		between("31/01/2024 00:00:00:00", "29/02/2024 00:00:00:00"): 200,
		between("31/01/2024 00:00:00:00", "01/03/2024 00:00:00:00"): 400,
		between("01/05/2024 00:00:00:00", "01/06/2024 00:00:00:01"): 400,
		between("02/05/2024 00:00:00:00", "01/05/2024 00:00:00:00"): 400,
		between("01/05/2024 00:00:00.00", "02/05/2024 00:00:00.00"): 400,
		between("1/5/2024 00:00:00:00", "2/5/2024 00:00:00:00"):     400,
		between("2024-05-01T00:00:00Z", "2024-05-02T00:00:00Z"):     400,
		between("30/02/2024 00:00:00:00", "01/03/2024 00:00:00:00"): 400,
		between("01/05/2024 24:00:00:00", "02/05/2024 00:00:00:00"): 400,
		"since=" + url.QueryEscape("01/05/2024 00:00:00:00"):        400,
		"":                        400,
		may + "&ticketState=Done": 400,
		"page=nonsense":           400,
	} {
		rw := v.api("tickets/list?" + query)
		if rw.Code != code || code == 400 && !strings.HasPrefix(rw.Body.String(), `{"message":`) {
			t.Errorf("%s: %d %s", query, rw.Code, rw.Body)
		}
	}
	if got := v.w.Counts().BadLists; got != 12 {
		t.Errorf("counted %d bad lists", got)
	}
}

func TestPagesAreASnapshot(t *testing.T) {
	v := visit(t)
	for i := range 250 {
		v.add(closed(i+1, "support", noon.Add(time.Duration(i)*time.Minute).Format(time.RFC3339), "2024-05-10T00:00:00", "2024-05-10T00:00:00"))
	}
	first, next := v.list(may)
	if len(first) != 100 || first[0] != 250 || !strings.HasPrefix(next, "page=") {
		t.Fatalf("%d tickets, the first is %d, next is %q", len(first), first[0], next)
	}
	v.add(closed(251, "support", "2024-05-30T00:00:00", "2024-05-30T00:00:00", "2024-05-30T00:00:00"))
	v.w.RemoveTicket(1)
	if rw := v.api("tickets/list?" + next + "&ticketState=Closed"); rw.Code != 400 || v.w.Counts().PageMisuse != 1 {
		t.Errorf("page with another parameter: %d", rw.Code)
	}
	second, last := v.list(next)
	third, none := v.list(last)
	if len(second) != 100 || second[0] != 150 || len(third) != 50 || third[49] != 1 || none != "" {
		t.Errorf("%d and %d tickets, then %q", len(second), len(third), none)
	}
	v.clock.Advance(24 * time.Hour)
	v.login(support)
	if rw := v.api("tickets/list?" + next); rw.Code != 400 {
		t.Errorf("a page of yesterday: %d", rw.Code)
	}
	_, next = v.list(may)
	v.login(sales)
	if rw := v.api("tickets/list?" + next); rw.Code != 400 {
		t.Errorf("a page of another department: %d", rw.Code)
	}
	v.login(support)
	v.w.Set(func(s *fetchtest.Settings) { s.PageSize = 7 })
	if ids, _ := v.list(may); len(ids) != 7 {
		t.Errorf("%d tickets in a page of 7", len(ids))
	}
}

func TestTheLastPageHasManyForms(t *testing.T) {
	v := visit(t)
	forms := map[string]bool{}
	for range 12 {
		forms[v.api("tickets/list?"+may).Body.String()] = true
	}
	if len(forms) != 6 {
		t.Errorf("%d forms: %v", len(forms), forms)
	}
}

func TestHeadsKeepWhatTheyHave(t *testing.T) {
	v := visit(t)
	v.add(`{"z":1.10,"id":7,"departmentId":"support","open":"2024-05-02T00:00:00","big":681728957177908123456.0, "a":{"transactions":[1]},` +
		`"transactions":[{"id":1}],"dynamicParameters":[],"text":"\u05e9<b>"}`)
	body, _, _ := strings.Cut(v.api("tickets/list?"+may).Body.String(), `],"paging`)
	want := `{"tickets":[{"z":1.10,"id":7,"departmentId":"support","open":"2024-05-02T00:00:00","big":681728957177908123456.0,"a":{"transactions":[1]},"text":"\u05e9<b>"}`
	if diff := cmp.Diff(want, strings.TrimSuffix(body, "]}")); diff != "" {
		t.Error(diff)
	}
}

func TestAddTicketRefuses(t *testing.T) {
	v := visit(t)
	for _, raw := range []string{``, `[]`, `{}`, `{"id":1}`, closed(1, "another", "2024-05-02T00:00:00", "", ""), `{"id":1,"departmentId":"support","open":"today"}`} {
		if v.w.AddTicket([]byte(raw)) == nil {
			t.Errorf("accepted %s", raw)
		}
	}
	if len(v.w.TicketIDs()) != 0 {
		t.Error("something was added")
	}
}

func TestNoiseIsTheSameFromAnywhere(t *testing.T) {
	f, err := fetchtest.Noise(3, 1001)()
	if err != nil {
		t.Fatal(err)
	}
	all, err := io.ReadAll(f)
	if err != nil || len(all) != 1001 {
		t.Fatalf("%d bytes, %v", len(all), err)
	}
	for _, offset := range []int64{0, 1, 7, 8, 500, 1000, 1001} {
		if _, err := f.Seek(offset, io.SeekStart); err != nil {
			t.Fatal(err)
		}
		var out bytes.Buffer
		if _, err := io.CopyBuffer(struct{ io.Writer }{&out}, f, make([]byte, 13)); err != nil || !bytes.Equal(out.Bytes(), all[offset:]) {
			t.Errorf("from %d: %v, or other bytes", offset, err)
		}
	}
	if _, err := f.Seek(-1, io.SeekStart); err == nil {
		t.Error("went before the start")
	}
}

func TestThrottling(t *testing.T) {
	v := visit(t)
	bodies := map[string]bool{}
	for form, want := range map[fetchtest.Announcement]string{
		fetchtest.Silent: "", fetchtest.InSeconds: "2", fetchtest.AsDate: "later",
	} {
		v.clock.Advance(time.Minute)
		v.w.Set(func(s *fetchtest.Settings) {
			s.Limit = fetchtest.Limit{Calls: 3, Per: 2 * time.Second, RetryAfter: form}
		})
		for n := range 8 {
			v.clock.Advance(100 * time.Millisecond)
			rw := v.api("tickets/list?" + may)
			if (rw.Code == http.StatusTooManyRequests) != (n >= 3) {
				t.Fatalf("call %d: %d", n+1, rw.Code)
			}
			if n < 3 {
				continue
			}
			bodies[rw.Body.String()] = true
			if want == "later" {
				want = v.clock.Now().Add(2 * time.Second).Format(http.TimeFormat)
			}
			if got := rw.Header().Get("Retry-After"); n == 3 && got != want {
				t.Errorf("Retry-After %q, want %q", got, want)
			}
		}
		v.clock.Advance(1400 * time.Millisecond) // two seconds after the first two calls
		for n, code := range []int{200, 200, 429} {
			if rw := v.api("tickets/list?" + may); rw.Code != code {
				t.Errorf("later call %d: %d", n+1, rw.Code)
			}
		}
	}
	if len(bodies) != 4 || v.w.Counts().Throttled != 18 {
		t.Errorf("%d bodies, %d refusals", len(bodies), v.w.Counts().Throttled)
	}
}
