package archive

import (
	"cmp"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"io"
	"net/http"
	"path"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/ticket"
)

// Codes of exceptions that concern an attachment.
const (
	CodeAttachmentMissing  = "attachment_missing"        // no link, or nothing behind it
	CodeAttachmentBlocked  = "attachment_blocked"        // by the service's own scan
	CodeAttachmentExpired  = "attachment_expired"        // a fresh link was stale too
	CodeAttachmentRefused  = "attachment_forbidden"      // its host denies it
	CodeAttachmentHost     = "attachment_forbidden_host" // an address of an internal network
	CodeAttachmentTooLarge = "attachment_too_large"      // over the limit of the run
	CodeAttachmentTooMany  = "attachment_too_many"       // the ticket has more than the limit of the run
	CodeAttachmentWrong    = "attachment_wrong_type"     // an error page, by the look of it
	CodeAttachmentDamaged  = "attachment_damaged"        // not what its host's checksum says
	CodeAttachmentFailed   = "attachment_failed"         // any other reason: see the message
)

// attachmentsFolder is where they lie in the bundle's payload.
const attachmentsFolder = "attachments"

// attachments returns the ticket's files in chronological order, each once,
// however many transactions show it, and with a link if one of them has it.
func attachments(t *ticket.Ticket) []ticket.Attachment {
	var list []ticket.Attachment
	at := map[string]int{}
	for _, x := range t.Chronological() {
		for _, a := range x.Attachments {
			i, seen := at[a.Key()]
			switch {
			case !seen:
				at[a.Key()] = len(list)
				list = append(list, a)
			case list[i].URI == "":
				list[i] = a
			}
		}
	}
	return list
}

// download brings all files of the ticket into its folder, side by side. A
// file that cannot be had becomes an exception; the error is for a context
// that ended, a ticket that changed, or a spool that takes nothing.
func (j *job) download(ctx context.Context) error {
	list := attachments(j.ticket)
	results := make([]render.File, len(list))
	group, groupCtx := errgroup.WithContext(ctx)
	for i, a := range list {
		name := path.Join(attachmentsFolder, bundle.SafeName(i+1, string(a.OriginalFileName)))
		done, err := j.withoutAsking(i, a, name, &results[i])
		if err != nil {
			return inSpool(err)
		}
		if done {
			continue
		}
		group.Go(func() error {
			var err error
			results[i], err = j.file(groupCtx, a, i, name)
			return cmp.Or(context.Cause(groupCtx), err)
		})
	}
	if err := cmp.Or(context.Cause(ctx), group.Wait()); err != nil {
		return err
	}
	j.files = make(map[string]render.File, len(list))
	for i, a := range list {
		j.files[a.Key()] = results[i]
	}
	return nil
}

// withoutAsking settles the files that there is no point in asking for, and
// those that an earlier bundle of the same state has.
func (j *job) withoutAsking(i int, a ticket.Attachment, name string, result *render.File) (done bool, err error) {
	if held, ok := j.held[a.Key()]; ok {
		*result, err = j.takeOver(held, i, name)
		return true, err
	}
	code, reason := hopeless(a)
	if limit := j.run.MaxAttachments; limit > 0 && i >= limit {
		code, reason = CodeAttachmentTooMany, fmt.Sprintf("the ticket has more files than the limit of %d", limit)
	}
	if code != "" {
		*result = j.missing(a, code, reason)
	}
	return code != "", nil
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

// takeOver copies a file out of an earlier bundle, which is checked.
func (j *job) takeOver(held render.File, number int, name string) (render.File, error) {
	from, err := j.earlier.Bag.OpenFile("data/" + held.Path)
	if err != nil {
		return render.File{}, err
	}
	defer from.Close()
	to := j.newSpooled(number)
	j.spool.add(name, to)
	sum := sha256.New()
	if _, err := io.Copy(io.MultiWriter(to, sum), from); err != nil {
		return render.File{}, err
	}
	if hexSum([32]byte(sum.Sum(nil))) != held.SHA256 {
		return render.File{}, fmt.Errorf("take %s over from %s: %w", held.Path, j.earlier.key, ErrDamaged)
	}
	held.Path = name
	return held, nil
}

// file downloads one attachment when a lane is free.
func (j *job) file(ctx context.Context, a ticket.Attachment, number int, name string) (render.File, error) {
	leave, err := j.run.lanes.enter(ctx, func() time.Time { return j.links.due(a.Key()) })
	if err != nil {
		return render.File{}, err
	}
	defer leave()
	file, err := j.save(ctx, a, number, name)
	if errors.Is(err, errChanged) {
		return render.File{}, errChanged
	}
	if refused, ok := errors.AsType[*fetch.AuthError](err); ok {
		return render.File{}, refused // for the ticket to fail by: its files may be had yet
	}
	if err = inSpool(err); err != nil {
		if _, local := errors.AsType[*SpoolError](err); local {
			return render.File{}, err
		}
		return j.missing(a, codeOf(err), err.Error()), nil
	}
	j.links.came()
	j.run.Progress.Files.Add(1)
	j.run.Progress.Bytes.Add(file.Size)
	return file, nil
}

func (j *job) save(ctx context.Context, a ticket.Attachment, number int, name string) (render.File, error) {
	f := j.newSpooled(number)
	j.spool.add(name, f)
	link := j.links.link(a.Key())
	link.Accept = func(contentType string, head []byte) error { return acceptable(a, contentType, head) }
	got, err := j.department.Client.Download(ctx, link, f, j.run.MaxAttachment)
	if err != nil {
		return render.File{}, err
	}
	j.run.headroom(got)
	media, err := sniff(f)
	if err != nil {
		return render.File{}, err
	}
	f.sums = &bundle.Sums{SHA256: got.SHA256, CRC32: got.CRC32}
	return render.File{Path: name, Size: got.Size, SHA256: hexSum(got.SHA256), MediaType: media}, nil
}

// headroom keeps the least that was left of a link's life.
func (r *run) headroom(got fetch.Download) {
	if !got.Expires {
		return
	}
	left := got.Headroom.Round(time.Millisecond).Seconds()
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.report.Headroom == nil || left < *r.report.Headroom {
		r.report.Headroom = &left
	}
}

func codeOf(err error) string {
	if _, ok := errors.AsType[*failure](err); ok {
		return CodeAttachmentExpired // its link was stale, and the ticket did not come to renew it
	}
	for _, known := range []struct {
		is   error
		code string
	}{
		{fetch.ErrExpired, CodeAttachmentExpired}, {fetch.ErrForbiddenHost, CodeAttachmentHost}, {fetch.ErrTooLarge, CodeAttachmentTooLarge}, {errNoRoom, CodeAttachmentTooLarge},
		{fetch.ErrChecksum, CodeAttachmentDamaged}, {errWrongType, CodeAttachmentWrong},
	} {
		if errors.Is(err, known.is) {
			return known.code
		}
	}
	if status, ok := errors.AsType[*fetch.StatusError](err); ok {
		switch status.Code {
		case http.StatusNotFound, http.StatusGone:
			return CodeAttachmentMissing
		case http.StatusForbidden, http.StatusUnauthorized:
			return CodeAttachmentRefused
		}
	}
	return CodeAttachmentFailed
}

func (j *job) missing(a ticket.Attachment, code, reason string) render.File {
	j.run.Progress.Exceptions.Add(1)
	return render.File{Exception: &render.Exception{
		Attachment: a.Key(), Name: string(a.OriginalFileName), Code: code, Message: reason, Tried: j.run.Now().UTC(),
	}}
}
