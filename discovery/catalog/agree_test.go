package catalog

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/discovery/query"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// What little corpora are made of: words that are like one another.
var (
	corpus = strings.Fields(`refund refunds Refunded credit note acme acme's café cafe CAFÉ 2025 050-1234567 +972-50-123-4567 0501234567
		חשבונית החשבונית והחשבונית לחשבונית חשבון מחשבון לוח משלוח החזר להחזר כספי הכספי צה"ל שָׁלוֹם שלום
		فاتورة الفاتورة فاتوره إلى الى 東京都 京都 京 환불을 환불 คืนเงิน ｒｅｆｕｎｄ dana@acme.com acme.com 220668019`)
	asked = append(corpus, "ref*", "ca*", "חשבונ*", "京*", "AND", "OR", "NOT", "NOT", "(", ")", `"`, `"`, "=החשבונית", `="החזר כספי"`, `"החזר כספי"`, `"credit note"`, `"credit no"*`, "1234567", "972501234567", "nowhere")
)

// The index finds what the query in memory matches, and nothing else: holds
// that are placed by the one hold what comes later by the other.
func TestIndexAgreesWithMemory(t *testing.T) {
	rnd := rand.New(rand.NewPCG(7, 7))
	some := func(words []string, most int) string {
		var picked []string
		for range rnd.IntN(most + 1) {
			picked = append(picked, words[rnd.IntN(len(words))])
		}
		return strings.Join(picked, " ")
	}
	queries, valid := 1500, 0
	if testing.Short() {
		queries = 300
	}
	store, documents := &storagetest.Memory{}, map[int64]*query.Document{}
	for id := int64(1); id <= 60; id++ {
		one := talk{id: id, closed: at(int(id) % 20), who: []string{some(corpus, 2)}, tags: strings.Fields(some([]string{"vip", "VIP", "late"}, 2)), channel: []string{"Mail", "web", ""}[rnd.IntN(3)]}
		for range rnd.IntN(4) {
			one.messages = append(one.messages, some(corpus, 8))
		}
		one.note, one.files = some(corpus, 3), strings.Fields(some(corpus, 2))
		for range rnd.IntN(len(one.files) + 1) {
			one.said = append(one.said, some(corpus, 8))
		}
		put(t, store, one)
		d, _, err := archive.ReadDocument(t.Context(), store, one.key(), texts())
		if err != nil {
			t.Fatal(err)
		}
		documents[id] = d
	}
	c := opened(t, store, t.TempDir())
	updated(t, c)
	for range queries {
		text := some(asked, 6)
		q, err := query.Parse(text)
		if err != nil {
			continue
		}
		valid++
		s := query.Search{Query: q}
		if rnd.IntN(3) == 0 {
			s.Tags, s.Channels = strings.Fields(some([]string{"vip", "Late"}, 1)), strings.Fields(some([]string{"MAIL"}, 1))
			s.From = at(rnd.IntN(10))
		}
		if rnd.IntN(4) == 0 {
			s.Participants = []string{corpus[rnd.IntN(len(corpus))]}
		}
		want := []int64{}
		for id, d := range documents {
			if s.Match(d) {
				want = append(want, id)
			}
		}
		got := found(t, c, s)
		slices.Sort(got)
		slices.Sort(want)
		if !slices.Equal(got, want) {
			t.Fatalf("%s %+v: the index finds %v, memory %v", text, s.Filters, got, want)
		}
		for _, id := range got {
			checkMarks(t, s, documents[id])
		}
	}
	if valid < queries/4 {
		t.Errorf("%d of %d queries could be read", valid, queries)
	}
}

// Marks are within their segments, and in order.
func checkMarks(t *testing.T, s query.Search, d *query.Document) {
	t.Helper()
	last := query.Mark{Segment: -1}
	for _, m := range s.Marks(d) {
		if m.Start >= m.End || m.End > len(d.Segments[m.Segment].Text) || m.Segment == last.Segment && m.Start < last.End || m.Segment < last.Segment {
			t.Fatalf("%s: mark %+v after %+v", s.Query, m, last)
		}
		last = m
	}
	e := s.Excerpt(d, 20)
	for _, m := range e.Marks {
		if m.Start < 0 || m.End > len(e.Text) {
			t.Fatalf("%s: excerpt %q marked %+v", s.Query, e.Text, m)
		}
	}
}

// The canonical worst of what a parser allows is taken by the index too.
func TestDeepAndWide(t *testing.T) {
	store := &storagetest.Memory{}
	put(t, store, talk{id: 1, closed: at(1), messages: []string{"a0 a1 החזר החזר החזר החזר החזר"}})
	c := opened(t, store, t.TempDir())
	updated(t, c)
	wide := make([]string, 100)
	for i := range wide {
		wide[i] = fmt.Sprintf("a%d", i)
	}
	for _, text := range []string{
		strings.Repeat("(", 19) + "a0" + strings.Repeat(")", 19),
		strings.Repeat("NOT ", 18) + "a0",
		strings.Repeat("(a0 OR NOT ", 9) + "a1" + strings.Repeat(")", 9),
		strings.Join(wide, " OR "),
		"a0 NOT (" + strings.Join(wide[2:], " OR ") + ")",
		`"החזר החזר החזר החזר החזר"`,
		strings.Repeat(`"החזר החזר החזר החזר החזר" OR `, 60) + "a0",
	} {
		if got := found(t, c, search(t, text)); !slices.Equal(got, []int64{1}) {
			t.Errorf("%.60s…: %v", text, got)
		}
	}
}
