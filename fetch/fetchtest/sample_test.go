package fetchtest_test

import (
	"fmt"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/ticket"
)

// Every ticket of the sample can be had by its department, and every file
// that a ticket names, thumbnails too; and there are no files besides.
func TestSample(t *testing.T) {
	w, err := fetchtest.Sample()
	if err != nil {
		t.Fatal(err)
	}
	v := &visitor{t: t, w: w}
	closed, links := 0, 0
	for _, d := range w.Departments() {
		if d.ID != d.APIKey {
			t.Errorf("department %s: its key must be its id", d.Name)
		}
		v.login(d)
		for _, id := range w.TicketIDs() {
			rw := v.api(fmt.Sprintf("tickets/get/%d", id))
			if rw.Code == 404 {
				continue // another department's
			}
			got, err := ticket.Decode(rw.Body.Bytes())
			if err != nil || int64(got.ID) != id {
				t.Errorf("ticket %d: %v", id, err)
				continue
			}
			if got.State == ticket.Closed {
				closed++
			}
			for _, uri := range signed(rw.Body.String()) {
				links++
				if rw := v.do("GET", uri, ""); rw.Code != 200 || rw.Body.Len() == 0 || rw.Header().Get("Content-Type") == "binary/octet-stream" {
					t.Errorf("ticket %d: %.60s: %d, %d bytes of %s", id, uri, rw.Code, rw.Body.Len(), rw.Header().Get("Content-Type"))
				}
			}
		}
	}
	if closed < 12 || links < 12 {
		t.Errorf("%d closed tickets, %d links", closed, links)
	}
}

// signed finds the signed addresses in a ticket.
func signed(raw string) (links []string) {
	for _, part := range strings.Split(raw, `"`) {
		if strings.HasPrefix(part, "http") && strings.Contains(part, "X-Amz-Signature") {
			links = append(links, strings.ReplaceAll(part, `\u0026`, "&"))
		}
	}
	return links
}

func TestLoadRefuses(t *testing.T) {
	about := &fstest.MapFile{Data: []byte(`{"name":"x","departments":[{"id":"a","apiKey":"a"}]}`)}
	for name, folder := range map[string]fstest.MapFS{
		"nothing":            {},
		"no JSON":            {"workspace.json": {Data: []byte("{")}},
		"bad ticket":         {"workspace.json": about, "tickets/1.json": {Data: []byte("{}")}},
		"another department": {"workspace.json": about, "tickets/1.json": {Data: []byte(`{"id":1,"departmentId":"b","open":"2024-05-02T00:00:00"}`)}},
	} {
		if _, err := fetchtest.Load(folder); err == nil || !strings.HasPrefix(err.Error(), "load workspace: ") {
			t.Errorf("%s: %v", name, err)
		}
	}
	good := fstest.MapFS{"workspace.json": about, "tickets/1.json": {Data: []byte(`{"id":1,"departmentId":"a","open":"2024-05-02T00:00:00"}`)}}
	if w, err := fetchtest.Load(good); err != nil || len(w.TicketIDs()) != 1 || w.Name() != "x" {
		t.Error(err)
	}
}
