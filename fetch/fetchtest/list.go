package fetchtest

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// snapshotLife is how long after its first request a list can be paged.
const snapshotLife = 24 * time.Hour

// snapshot is a list as it was at its first request.
type snapshot struct {
	department string
	records    []*record
	ends       time.Time
}

func (w *Workspace) serveList(rw http.ResponseWriter, r *http.Request, department string, s Settings) {
	query := r.URL.Query()
	if query.Has("page") {
		w.servePage(rw, r, department, query, s)
		return
	}
	asked, err := parseList(query)
	if err != nil {
		w.count(func(c *Counts) { c.BadLists++ })
		refuse(rw, http.StatusBadRequest, err.Error())
		return
	}
	if s.AnyState {
		asked.states = nil
	}
	list := &snapshot{department, w.match(department, asked), s.Now().Add(snapshotLife)}
	id := ""
	if len(list.records) > s.PageSize {
		id = w.keep(list, s)
	}
	w.answerPage(rw, r, list, id, 1, s)
}

func (w *Workspace) servePage(rw http.ResponseWriter, r *http.Request, department string, query url.Values, s Settings) {
	if len(query) > 1 || len(query["page"]) > 1 {
		w.count(func(c *Counts) { c.PageMisuse++ })
		refuse(rw, http.StatusBadRequest, "The page parameter can't be used with any other parameter.")
		return
	}
	id, page := parsePage(query.Get("page"))
	w.mu.Lock()
	list := w.snapshots[id]
	w.mu.Unlock()
	if list == nil || list.department != department || page < 2 || (page-1)*s.PageSize >= len(list.records) || !s.Now().Before(list.ends) {
		w.count(func(c *Counts) { c.BadLists++ })
		refuse(rw, http.StatusBadRequest, "The page is invalid or has expired.")
		return
	}
	w.answerPage(rw, r, list, id, page, s)
}

func (w *Workspace) answerPage(rw http.ResponseWriter, r *http.Request, list *snapshot, id string, page int, s Settings) {
	first := (page - 1) * s.PageSize
	last := min(first+s.PageSize, len(list.records))
	body := bytes.NewBufferString(`{"tickets":[`)
	for i, record := range list.records[first:last] {
		if i > 0 {
			body.WriteByte(',')
		}
		body.Write(w.signAll(head(record.raw()), r, s))
	}
	body.WriteString("]")
	if last < len(list.records) {
		token := base64.StdEncoding.EncodeToString(fmt.Appendf(nil, "%s:%d", id, page+1))
		fmt.Fprintf(body, `,"paging":{"next":"%s%stickets/list?page=%s"}`, origin(r), apiPath, token)
	} else {
		body.WriteString(w.ending())
	}
	body.WriteString("}")
	answer(rw, http.StatusOK, "application/json; charset=utf-8", body.Bytes())
}

// ending is one of the forms that the end of a list may take, in turn.
func (w *Workspace) ending() string {
	forms := []string{`,"paging":{}`, `,"paging":null`, `,"paging":""`, ``, `,"paging":{"next":null}`, `,"paging":{"next":""}`}
	w.mu.Lock()
	defer w.mu.Unlock()
	w.endings++
	return forms[(w.endings-1)%len(forms)]
}

func (w *Workspace) keep(list *snapshot, s Settings) (id string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for id, old := range w.snapshots {
		if !s.Now().Before(old.ends) {
			delete(w.snapshots, id)
		}
	}
	w.serial++
	sum := w.mac(fmt.Sprintf("snapshot %d", w.serial))
	id = fmt.Sprintf("%s-%s-%s-%s-%s", sum[:8], sum[8:12], sum[12:16], sum[16:20], sum[20:32])
	w.snapshots[id] = list
	return id
}

func parsePage(token string) (id string, page int) {
	text, err := base64.StdEncoding.DecodeString(token)
	if err != nil {
		return "", 0
	}
	id, number, _ := strings.Cut(string(text), ":")
	page, err = strconv.Atoi(number)
	if err != nil {
		return "", 0
	}
	return id, page
}
