package archive

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"path"
	"strings"
	"sync"

	"github.com/gabriel-vasile/mimetype"
	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/ticket"
)

// Codes of exceptions that concern an attachment.
const (
	CodeAttachmentMissing  = "attachment_missing"   // no link, or nothing behind it
	CodeAttachmentBlocked  = "attachment_blocked"   // by the service's own scan
	CodeAttachmentExpired  = "attachment_expired"   // a fresh link was stale too
	CodeAttachmentRefused  = "attachment_forbidden" // its host denies it
	CodeAttachmentTooLarge = "attachment_too_large" // over the limit of the run
	CodeAttachmentWrong    = "attachment_wrong_type"
	CodeAttachmentFailed   = "attachment_failed" // any other reason: see the message
)

// attachmentsFolder is where they lie in the bundle's payload.
const attachmentsFolder = "attachments"

// links holds the signed addresses of a ticket's files. They can be renewed
// by fetching the ticket again, once for all that find theirs stale.
type links struct {
	mu      sync.Mutex
	job     *job
	uri     map[string]string // by ticket.Attachment.Key
	renewed bool
}

func (l *links) get(key string) string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.uri[key]
}

// renew returns a link other than the stale one, or the same if there is none.
func (l *links) renew(ctx context.Context, key, stale string) (string, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.uri[key] != stale || l.renewed {
		return l.uri[key], nil
	}
	raw, err := l.job.department.Client.Ticket(ctx, l.job.key.Ticket)
	if err != nil {
		return "", err
	}
	t, err := ticket.Decode(raw)
	if err != nil {
		return "", err
	}
	l.renewed = true
	for _, a := range attachments(t) {
		l.uri[a.Key()] = string(a.URI)
	}
	return l.uri[key], nil
}

// attachments returns the ticket's files in chronological order, each once,
// however many transactions show it.
func attachments(t *ticket.Ticket) []ticket.Attachment {
	var list []ticket.Attachment
	seen := map[string]bool{}
	for _, x := range t.Chronological() {
		for _, a := range x.Attachments {
			if !seen[a.Key()] {
				seen[a.Key()] = true
				list = append(list, a)
			}
		}
	}
	return list
}

// download fetches all files of the ticket into its folder, side by side. A
// file that cannot be had becomes an exception; the error is for a context
// that ended, or a spool that takes nothing.
func (j *job) download(ctx context.Context) error {
	list := attachments(j.ticket)
	l := &links{job: j, uri: map[string]string{}}
	for _, a := range list {
		l.uri[a.Key()] = string(a.URI)
	}
	results := make([]render.File, len(list))
	group, groupCtx := errgroup.WithContext(ctx)
	for i, a := range list {
		if j.run.downloads.Acquire(groupCtx, 1) != nil {
			break // the context ended, as the group or ctx tells below
		}
		group.Go(func() error {
			defer j.run.downloads.Release(1)
			name := path.Join(attachmentsFolder, bundle.SafeName(i+1, string(a.OriginalFileName)))
			var err error
			results[i], err = j.file(groupCtx, a, l, name)
			return cmp.Or(context.Cause(groupCtx), err)
		})
	}
	if err := errors.Join(group.Wait(), context.Cause(ctx)); err != nil {
		return err
	}
	j.files = make(map[string]render.File, len(list))
	for i, a := range list {
		j.files[a.Key()] = results[i]
	}
	return nil
}

// file downloads one attachment, with a fresh link if its own is stale.
func (j *job) file(ctx context.Context, a ticket.Attachment, l *links, name string) (render.File, error) {
	uri := l.get(a.Key())
	if code, reason := hopeless(a); code != "" {
		return j.missing(a, code, reason), nil
	}
	file, err := j.save(ctx, a, uri, name)
	if errors.Is(err, fetch.ErrExpired) {
		var fresh string
		if fresh, err = l.renew(ctx, a.Key(), uri); err == nil {
			file, err = j.save(ctx, a, fresh, name)
		}
	}
	if err = inSpool(err); err != nil {
		if _, local := errors.AsType[*SpoolError](err); local {
			return render.File{}, err
		}
		return j.missing(a, codeOf(err), err.Error()), nil
	}
	j.run.Progress.Files.Add(1)
	j.run.Progress.Bytes.Add(file.Size)
	return file, nil
}

// hopeless tells attachments that there is no point in asking for.
func hopeless(a ticket.Attachment) (code, reason string) {
	switch {
	case a.SanitizationState == ticket.Blocked:
		return CodeAttachmentBlocked, "the service's scan blocked this file"
	case strings.TrimSpace(string(a.URI)) == "":
		return CodeAttachmentMissing, "the service gives no link to this file"
	}
	return "", ""
}

func (j *job) save(ctx context.Context, a ticket.Attachment, uri, name string) (render.File, error) {
	if err := j.folder.MkdirAll(attachmentsFolder, 0o700); err != nil {
		return render.File{}, err
	}
	f, err := j.folder.OpenFile(name, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return render.File{}, err
	}
	defer f.Close()
	got, err := j.department.Client.Download(ctx, uri, f, j.run.MaxAttachment)
	if err != nil {
		return render.File{}, err
	}
	media, err := sniff(f)
	if err != nil {
		return render.File{}, err
	}
	if err := checkMedia(a, media); err != nil {
		return render.File{}, err
	}
	j.sums.Store(name, &bundle.Sums{SHA256: got.SHA256, CRC32: got.CRC32})
	return render.File{Path: name, Size: got.Size, SHA256: hexSum(got.SHA256), MediaType: media}, nil
}

func sniff(f *os.File) (string, error) {
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	m, err := mimetype.DetectReader(f)
	if err != nil {
		return "", err
	}
	return m.String(), nil
}

var errWrongType = errors.New("is an HTML page: an error page, by the look of it")

// checkMedia refuses the page that a host answers with status 200 in place of
// a file: a picture, a film or a sound is never HTML.
func checkMedia(a ticket.Attachment, media string) error {
	if !strings.HasPrefix(media, "text/html") {
		return nil
	}
	switch a.Type {
	case "Image", "Video", "Audio":
		return fmt.Errorf("what the link leads to %w", errWrongType)
	}
	return nil
}

func codeOf(err error) string {
	if errors.Is(err, fetch.ErrExpired) {
		return CodeAttachmentExpired
	}
	if status, ok := errors.AsType[*fetch.StatusError](err); ok {
		switch status.Code {
		case http.StatusNotFound, http.StatusGone:
			return CodeAttachmentMissing
		case http.StatusForbidden, http.StatusUnauthorized:
			return CodeAttachmentRefused
		}
	}
	switch {
	case errors.Is(err, fetch.ErrTooLarge):
		return CodeAttachmentTooLarge
	case errors.Is(err, errWrongType):
		return CodeAttachmentWrong
	}
	return CodeAttachmentFailed
}

func (j *job) missing(a ticket.Attachment, code, reason string) render.File {
	j.run.Progress.Exceptions.Add(1)
	return render.File{Exception: &render.Exception{
		Attachment: a.Key(), Name: string(a.OriginalFileName), Code: code, Message: reason, Tried: j.run.Now().UTC(),
	}}
}
