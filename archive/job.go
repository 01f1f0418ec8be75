package archive

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/retention"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/ticket"
)

// job is one ticket's revision on its way into the store.
type job struct {
	*answer
	run        *run
	department Department
	lacking    string // of what was announced; "" for nothing
	links      *links
	folder     *folder      // in the spool
	spool      spooledFiles // by path in the bundle
	transcript *render.Transcript
	decision   retention.Decision
	ruled      []string               // of the decision's holds those by a case's rule
	files      map[string]render.File // by ticket.Attachment.Key

	earlier *Bundle                // the bundle of the same state that is to be completed, if there is one
	held    map[string]render.File // the files it has
}

func (j *job) do(ctx context.Context) (Fate, error) {
	if err := j.download(ctx); err != nil {
		return Fate{}, err
	}
	if j.earlier != nil && !j.gains() {
		return j.fate(j.run.unchanged(j.earlier.key, false)), nil // nothing was gained
	}
	if err := j.build(); err != nil {
		return Fate{}, fail(CodeTicketRender, err)
	}
	if err := j.decide(ctx); err != nil {
		return Fate{}, fail(CodeTicketStore, err)
	}
	payload, err := j.payload()
	if err != nil {
		return Fate{}, fail(CodeTicketRender, err)
	}
	size, sum, err := j.store(ctx, payload)
	if errors.Is(err, storage.ErrConflict) {
		return j.fate(j.run.unchanged(j.key, false)), nil // another run was here first: its bundle stands, and its inventory lists it
	}
	if err != nil {
		return Fate{}, err
	}
	return j.fate(Fate{Fate: FateArchived, Key: j.key.String()}), j.inventoried(size, sum)
}

// inventoried takes the stored bundle into the run's inventory and report.
func (j *job) inventoried(size int64, sum [32]byte) error {
	line := Line{Key: j.key.String(), Size: size, SHA256: hexSum(sum), Ticket: j.key.Ticket, Revision: j.key.Revision, Closed: j.key.Closed,
		Until: j.decision.Until, Lock: string(j.decision.Lock), Rule: j.decision.By(), Holds: j.decision.Holds, Ruled: j.ruled,
		MovedTo: int64(j.ticket.MovedToTicketID), MovedFrom: int64(j.ticket.MovedFromTicketID)}
	files := j.counts()
	r := j.run.report
	j.run.mu.Lock()
	r.Bytes += line.Size
	r.Attachments.Listed += files.Listed
	r.Attachments.Stored += files.Stored
	r.Attachments.Exceptions += files.Exceptions
	r.Exceptions = append(r.Exceptions, j.reported()...)
	if j.ticket.IsScrambled { // nothing was held from before: what is stored is what is left of it
		r.Erased = append(r.Erased, Tie{Department: j.key.Department, Ticket: line.Ticket, Key: line.Key})
	}
	if line.MovedTo != 0 || line.MovedFrom != 0 {
		r.Moved = append(r.Moved, Tie{Department: j.key.Department, Ticket: line.Ticket, Key: line.Key, MovedTo: line.MovedTo, MovedFrom: line.MovedFrom})
	}
	j.run.mu.Unlock()
	return inSpool(j.run.inventory.add(line))
}

// fate adds what the service announced, and what came.
func (j *job) fate(f Fate) Fate {
	f.Closed, f.Came = j.ticket.Closing().UTC(), len(j.ticket.Transactions)
	if n := j.ticket.TransactionsCount; n != nil {
		f.Announced = int64(*n)
	}
	return f
}

// payload renders the transcripts and lines up everything that belongs in the
// bundle.
func (j *job) payload() ([]bundle.File, error) {
	files := []bundle.File{bundle.Bytes("source.json", "application/json", j.raw)}
	transcripts, err := j.render()
	if err != nil {
		return nil, err
	}
	files = append(files, transcripts...)
	for _, f := range j.files {
		if f.Exception == nil {
			files = append(files, bundle.File{Path: f.Path, Size: f.Size, MediaType: f.MediaType, Sums: j.spool.get(f.Path).sums, Open: func() (io.ReadCloser, error) { return j.spool.get(f.Path).Open() }})
		}
	}
	if missing := j.exceptions(); len(missing) > 0 {
		data, err := json.MarshalIndent(missing, "", " ")
		if err != nil {
			return nil, err
		}
		files = append(files, bundle.Bytes(exceptionsName, "application/json", append(data, '\n')))
	}
	return files, nil
}

// contain makes a panic in a renderer cost this ticket, not the run.
func contain(err *error) {
	if p := recover(); p != nil {
		*err = fmt.Errorf("render transcript: panic: %v", p)
	}
}

// build makes the transcript.
func (j *job) build() (err error) {
	defer contain(&err)
	j.transcript, err = render.Build(render.Record{
		Ticket: j.ticket, Raw: j.raw, Department: j.department.Name, Files: j.files, Exceptions: j.ofTicket(),
		Open: func(path string) (io.ReadSeekCloser, error) { return j.spool.get(path).Open() },
	}, render.Options{Audience: render.Internal, Zone: j.run.Zone, Templates: j.run.Templates, Letter: j.run.Letter, Generator: j.run.Generator, Generated: j.generated()})
	return err
}

// render writes the transcript in the formats that the policy wants.
func (j *job) render() (files []bundle.File, err error) {
	defer contain(&err)
	defer func() { j.transcript = nil }() // storing takes a while
	for _, format := range render.Formats() {
		if !j.wants(format.Name) {
			continue
		}
		var b bytes.Buffer
		b.Grow(usualFormat)
		if err := format.Write(&b, j.transcript); err != nil {
			return nil, fmt.Errorf("render %s: %w", format.Name, err)
		}
		files = append(files, bundle.Bytes("transcript."+format.Name, format.MediaType, b.Bytes()))
	}
	return files, nil
}

// usualFormat holds most transcripts, in bytes.
const usualFormat = 64 << 10

// generated is the time that the bundle says it was made at: the run's start,
// so that all bundles of a run agree.
func (j *job) generated() time.Time { return j.run.report.Started.Truncate(time.Second) }

func (j *job) tags() []bundle.Tag {
	tags := []bundle.Tag{
		{Label: "Bagging-Date", Value: j.generated().Format(time.DateOnly)},
		{Label: "Bagging-Software", Value: j.run.Generator},
		{Label: "External-Identifier", Value: strings.TrimSuffix(j.key.String(), ".zip")},
		{Label: "External-Description", Value: "Glassix ticket " + j.ticket.String() + ": the service's record, its attachments, and transcripts"},
		{Label: tagTicket, Value: j.ticket.String()},
		{Label: "Glassix-Department", Value: string(j.ticket.DepartmentID)},
		{Label: tagRevision, Value: j.key.Revision},
		{Label: tagClosed, Value: j.key.Closed.UTC().Format(time.RFC3339Nano)},
	}
	for label, number := range map[string]ticket.Number{"Glassix-Moved-To": j.ticket.MovedToTicketID, "Glassix-Moved-From": j.ticket.MovedFromTicketID} {
		if number != 0 {
			tags = append(tags, bundle.Tag{Label: label, Value: strconv.FormatInt(int64(number), 10)})
		}
	}
	slices.SortStableFunc(tags, func(a, b bundle.Tag) int { return strings.Compare(a.Label, b.Label) })
	return tags
}
