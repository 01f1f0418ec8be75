package archive

import (
	"context"
	"errors"

	"github.com/glassix-archiver/archiver/render"
)

// complete prepares a job that is to make up for what a bundle lacks: its key
// is the next one of the same state, and the files that the bundle has are
// taken from there. If the ticket has gone on to another state, this is a
// revision like others.
func (j *job) complete(ctx context.Context, lacks *Standing) error {
	if lacks == nil || lacks.Key.state() != j.key.state() {
		return nil
	}
	next := lacks.Key.completed()
	next.Closed = j.key.Closed
	j.answer = &answer{j.raw, j.ticket, next}
	earlier, err := OpenBundle(ctx, j.run.Store, lacks.Key)
	if isNotFound(err) || errors.Is(err, ErrDamaged) {
		return nil // then everything is fetched anew
	}
	if err != nil {
		return err
	}
	record, _, err := earlier.Record()
	if err != nil {
		earlier.Close()
		return err
	}
	j.earlier, j.held = earlier, map[string]render.File{}
	for key, f := range record.Files {
		if f.Exception == nil && f.Path != "" {
			j.held[key] = f
		}
	}
	return nil
}

func (j *job) close() {
	j.spool.remove()
	if j.earlier != nil {
		j.earlier.Close()
	}
}
