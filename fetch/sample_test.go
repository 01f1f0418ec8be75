package fetch_test

import (
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/ticket"
)

// Every closed ticket of the sample workspace is found by going through the
// months, and all of its files come.
func TestTheSampleWorkspaceCanBeFetched(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w, err := fetchtest.Sample()
		if err != nil {
			t.Fatal(err)
		}
		w.Set(func(s *fetchtest.Settings) { s.PageSize = 3 })
		transport, stop := fetchtest.InMemory(w)
		t.Cleanup(stop)
		since, until := time.Date(2020, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(2027, 1, 1, 0, 0, 0, 0, time.UTC)
		found, files := map[int64]bool{}, 0
		for _, d := range w.Departments() {
			access := fetch.Credentials{URL: "http://localhost", APIKey: d.APIKey, APISecret: d.APISecret, UserName: d.UserName}
			c, err := fetch.New(access, fetch.Options{HTTP: &http.Client{Transport: transport}})
			if err != nil {
				t.Fatal(err)
			}
			for _, window := range fetch.Windows(since, until) {
				for head, err := range c.List(t.Context(), window) {
					if err != nil {
						t.Fatal(err)
					}
					if string(head.DepartmentID) != c.DepartmentID() {
						t.Errorf("ticket %d is of department %s", head.ID, head.DepartmentID)
					}
					if id := int64(head.ID); !found[id] {
						found[id] = true
						files += fetchFiles(t, c, id)
					}
				}
			}
		}
		if len(found) < 12 || files < 12 {
			t.Errorf("%d tickets, %d files", len(found), files)
		}
		for id, n := range w.Counts().Gets {
			if n != 1 {
				t.Errorf("ticket %d was got %d times", id, n)
			}
		}
		if seen := w.Counts(); seen.BadLists+seen.PageMisuse+seen.Unauthorized+seen.DeadLinks+seen.BadSignatures+seen.BearerAtFiles+seen.TracesAtFiles != 0 {
			t.Errorf("%+v", seen)
		}
	})
}

func fetchFiles(t *testing.T, c *fetch.Client, id int64) (n int) {
	t.Helper()
	raw, err := c.Ticket(t.Context(), id)
	if err != nil {
		t.Fatal(err)
	}
	got, err := ticket.Decode(raw)
	if err != nil {
		t.Fatal(err)
	}
	for _, x := range got.Transactions {
		for _, a := range x.Attachments {
			if file, err := c.Download(t.Context(), fetch.Link{URI: string(a.URI)}, spool(t), 0); err != nil || file.Size == 0 {
				t.Errorf("ticket %d: %+v, %v", id, file, err)
			}
			n++
		}
	}
	return n
}
