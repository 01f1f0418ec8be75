package archive

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/ticket"
)

// job is one ticket's revision on its way into the store.
type job struct {
	run        *run
	department Department
	key        Key
	raw        []byte // the service's answer
	ticket     *ticket.Ticket
	folder     *folder                // in the spool
	files      map[string]render.File // by ticket.Attachment.Key
	sums       sync.Map               // *bundle.Sums of these, by path
}

func (j *job) do(ctx context.Context) (outcome, error) {
	if err := j.download(ctx); err != nil {
		return 0, err
	}
	payload, err := j.payload()
	if err != nil {
		return 0, fail(CodeTicketRender, err)
	}
	size, sum, err := j.store(ctx, payload)
	if errors.Is(err, storage.ErrConflict) {
		return unchanged, nil // another run was here first: its bundle stands, and its inventory lists it
	}
	if err != nil {
		return 0, err
	}
	line := Line{Key: j.key.String(), Size: size, SHA256: hexSum(sum), Ticket: j.key.Ticket, Revision: j.key.Revision, Closed: j.key.Closed}
	return stored, j.run.inventoried(line, j.counts(), j.reported())
}

// store packs the bundle: into the store where that takes what is only being
// made, by way of the spool elsewhere.
func (j *job) store(ctx context.Context, payload []bundle.File) (size int64, sum [32]byte, err error) {
	drafter, ok := j.run.Store.(storage.Drafter)
	if !ok {
		object, err := j.pack(ctx, payload)
		if err != nil {
			return 0, sum, fail(CodeTicketStore, err)
		}
		defer object.Body.(*os.File).Close()
		return object.Size, object.SHA256, j.run.Store.Put(ctx, j.key.String(), object)
	}
	draft, err := drafter.Draft(ctx)
	if err != nil {
		return 0, sum, err
	}
	defer draft.Close()
	if err := bundle.Write(ctx, draft, j.ticket.String(), j.tags(), payload); err != nil {
		if errors.Is(err, storage.ErrUnwritable) {
			return 0, sum, err
		}
		return 0, sum, fail(CodeTicketStore, inSpool(err))
	}
	size, sum = draft.Sum()
	return size, sum, draft.Put(ctx, j.key.String())
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
			sums, _ := j.sums.Load(f.Path)
			files = append(files, bundle.File{Path: f.Path, Size: f.Size, MediaType: f.MediaType, Sums: sums.(*bundle.Sums), Open: func() (io.ReadCloser, error) { return j.folder.Open(f.Path) }})
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

// render makes the transcript in its three formats. A panic in a renderer
// costs this ticket, not the run.
func (j *job) render() (files []bundle.File, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("render transcript: panic: %v", p)
		}
	}()
	transcript, err := render.Build(render.Record{
		Ticket: j.ticket, Raw: j.raw, Department: j.department.Name, Files: j.files,
		Open: func(path string) (io.ReadSeekCloser, error) { return j.folder.Open(path) },
	}, render.Options{Audience: render.Internal, Zone: j.run.Zone, Templates: j.run.Templates, Letter: j.run.Letter, Generator: j.run.Generator, Generated: j.generated()})
	if err != nil {
		return nil, err
	}
	for _, format := range render.Formats() {
		var b bytes.Buffer
		if err := format.Write(&b, transcript); err != nil {
			return nil, fmt.Errorf("render %s: %w", format.Name, err)
		}
		files = append(files, bundle.Bytes("transcript."+format.Name, format.MediaType, b.Bytes()))
	}
	return files, nil
}

// generated is the time that the bundle says it was made at: the run's start,
// so that all bundles of a run agree.
func (j *job) generated() time.Time { return j.run.report.Started.Truncate(time.Second) }

// pack writes the bundle into the spool, hashing it on the way.
func (j *job) pack(ctx context.Context, files []bundle.File) (storage.Object, error) {
	f, err := j.folder.OpenFile("bundle.zip", os.O_RDWR|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return storage.Object{}, inSpool(err)
	}
	hash := sha256.New()
	size := &counter{}
	err = bundle.Write(ctx, io.MultiWriter(f, hash, size), j.ticket.String(), j.tags(), files)
	if err != nil {
		f.Close()
		return storage.Object{}, inSpool(err)
	}
	return storage.Object{Body: f, Size: size.n, SHA256: [32]byte(hash.Sum(nil)), ContentType: "application/zip"}, nil
}

func (j *job) tags() []bundle.Tag {
	return []bundle.Tag{
		{Label: "Bagging-Date", Value: j.generated().Format(time.DateOnly)},
		{Label: "Bagging-Software", Value: j.run.Generator},
		{Label: "External-Identifier", Value: strings.TrimSuffix(j.key.String(), ".zip")},
		{Label: "External-Description", Value: "Glassix ticket " + j.ticket.String() + ": the service's record, its attachments, and transcripts"},
		{Label: tagTicket, Value: j.ticket.String()},
		{Label: "Glassix-Department", Value: string(j.ticket.DepartmentID)},
		{Label: tagRevision, Value: j.key.Revision},
		{Label: tagClosed, Value: j.key.Closed.UTC().Format(time.RFC3339Nano)},
	}
}

func (j *job) exceptions() []render.Exception {
	var list []render.Exception
	for _, f := range j.files {
		if f.Exception != nil {
			list = append(list, *f.Exception)
		}
	}
	slices.SortFunc(list, func(a, b render.Exception) int { return strings.Compare(a.Attachment, b.Attachment) })
	return list
}

// reported is what the run's report says of the attachments that are missing.
func (j *job) reported() []Exception {
	var list []Exception
	for _, e := range j.exceptions() {
		list = append(list, Exception{Ticket: j.key.Ticket, Attachment: e.Attachment, Code: e.Code, Message: e.Message})
	}
	return list
}

func (j *job) counts() AttachmentCounts {
	missing := len(j.exceptions())
	return AttachmentCounts{Listed: len(j.files), Stored: len(j.files) - missing, Exceptions: missing}
}

type counter struct{ n int64 }

func (c *counter) Write(p []byte) (int, error) {
	c.n += int64(len(p))
	return len(p), nil
}
