package production

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/discovery/check"
	"github.com/glassix-archiver/archiver/discovery/rsmf"
	"github.com/glassix-archiver/archiver/redact"
	"github.com/glassix-archiver/archiver/render"
)

var freeze = flag.String("freeze", "", "folder to put the production of TestReadsBack into, for discovery/check/testdata/good")

// bought has a file that is there, one that is missing, a delimiter of the load
// file in its subject, a note, and a second day.
const bought = `{"id":7,"departmentId":"dep-1","state":"Closed","culture":"en-US","primaryProtocolType":"WhatsApp","field1":"Chair; þ 12","tags":["refund","chairs;tables"],
"open":"2026-02-01T10:00:00Z","close":"2026-02-03T10:00:00Z","lastActivity":"2026-02-03T10:00:00Z",
"participants":[{"id":1,"name":"Dana","type":"Client","identifier":"dana@example.com"},{"id":2,"name":"Avi","type":"User","userName":"avi@example.com"}],
"transactions":[
{"id":1,"guidTransactionId":"g1","dateTime":"2026-02-01T10:00:00","type":"Message","text":"It came broken","status":"Read","fromParticipant":{"id":1,"name":"Dana","type":"Client","identifier":"dana@example.com"},
 "attachments":[{"id":1,"type":"File","fileIdentifier":"f1","originalFileName":"a.txt","uri":"{{file:f1}}"},
 {"id":2,"type":"File","fileIdentifier":"gone","originalFileName":"gone.jpg","uri":"{{file:gone}}"}]},
{"id":2,"guidTransactionId":"g2","dateTime":"2026-02-01T22:30:00","type":"Message","text":"We send another","fromParticipant":{"id":2,"name":"Avi","type":"User","userName":"avi@example.com"}},
{"id":3,"guidTransactionId":"g3","dateTime":"2026-02-02T09:00:00","type":"Note","text":"third this week","fromParticipant":{"id":2,"name":"Avi","type":"User","userName":"avi@example.com"}}]}`

// paid has nothing but a number that is taken out.
const paid = `{"id":8,"departmentId":"dep-1","state":"Closed","culture":"en-US","primaryProtocolType":"Web","field1":"Card",
"open":"2026-02-05T10:00:00Z","close":"2026-02-05T11:00:00Z","lastActivity":"2026-02-05T11:00:00Z",
"participants":[{"id":3,"name":"Noa","type":"Client","identifier":"noa@example.com"}],
"transactions":[{"id":4,"guidTransactionId":"g4","dateTime":"2026-02-05T10:00:00","type":"Message","text":"my card is 4111 1111 1111 1111","fromParticipant":{"id":3,"name":"Noa","type":"Client","identifier":"noa@example.com"}}]}`

// A small production with some of everything is read back by what does not know
// who wrote it.
func TestReadsBack(t *testing.T) {
	t.Chdir(t.TempDir())
	w := desk(t, bought, paid)
	host(t, w, "f1", "hello\n")
	h := newHouseIn(t, "archive", w)
	zone, err := time.LoadLocation("Asia/Jerusalem")
	if err != nil {
		t.Fatal(err)
	}
	o := h.options("out")
	o.Zone, o.Split, o.Bates.Digits, o.Redact = zone, 3, 4, "card"
	if o.Render.Redact, err = redact.New(redact.Options{Detectors: []string{redact.Card}}); err != nil {
		t.Fatal(err)
	}
	o.Slices = func(t *render.Transcript, facts []render.NameValue, open func(string) (io.ReadCloser, error)) []Slice {
		return slicesOf(t, facts, rsmf.Options{Zone: zone, Custodian: t.Header.Department.Name, Open: open})
	}
	h.produce(o)
	r, err := check.Folder(t.Context(), "out", check.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if c := r.Counts; c.Volumes != 2 || c.Documents != 4 || c.RSMF != 3 || c.Events != 4 {
		t.Errorf("counts %+v", c)
	}
	if *freeze == "" {
		return
	}
	if err := os.CopyFS(filepath.Clean(*freeze), os.DirFS("out")); err != nil {
		t.Fatal(err)
	}
}
