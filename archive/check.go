package archive

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/storage"
)

// Labels of bag-info.txt that a bundle is recognised by.
const (
	tagTicket   = "Glassix-Ticket"
	tagRevision = "Glassix-Revision"
	tagClosed   = "Glassix-Closed"
)

// exceptionsName is the payload file that names what a bundle lacks. It is
// there only if something is missing.
const exceptionsName = "exceptions.json"

// checked is what reading a stored bundle to its last byte shows.
type checked struct {
	size     int64
	sha256   string // of the whole object, hex
	closed   time.Time
	missing  []Exception // what its exceptions.json names
	problems []string    // empty if it is a valid bag and the bag of its key
}

// checkBundle reads a stored bundle wholly. The error is for a store that
// cannot be read, or a context that ended; whatever is wrong with the bundle
// itself is a problem.
func checkBundle(ctx context.Context, r storage.Reader, k Key) (checked, error) {
	sum, err := storage.SHA256(ctx, r, r.Info().Size)
	if err != nil {
		return checked{}, fmt.Errorf("read %s: %w", k, err)
	}
	c := checked{size: r.Info().Size, sha256: hex.EncodeToString(sum[:])}
	bag, err := bundle.Open(r, r.Info().Size)
	if err != nil {
		c.problems = []string{err.Error()}
		return c, context.Cause(ctx)
	}
	found, err := bag.Verify(ctx)
	if err != nil {
		return checked{}, err
	}
	for _, p := range found {
		c.problems = append(c.problems, p.String())
	}
	for _, look := range []func(*bundle.Bag, Key) error{c.identify, c.exceptions} {
		if err := look(bag, k); err != nil {
			c.problems = append(c.problems, err.Error())
		}
	}
	return c, nil
}

// exceptions reads what the bundle says that it lacks.
func (c *checked) exceptions(bag *bundle.Bag, k Key) error {
	if !slices.Contains(bag.Payload(), exceptionsName) {
		return nil
	}
	data, err := bag.ReadFile("data/"+exceptionsName, maxText)
	if err != nil {
		return err
	}
	var list []render.Exception
	if err := json.Unmarshal(data, &list); err != nil {
		return fmt.Errorf("data/%s: %w", exceptionsName, err)
	}
	for _, e := range list {
		c.missing = append(c.missing, Exception{Department: k.Department, Ticket: k.Ticket, Attachment: e.Attachment, Code: e.Code, Message: e.Message})
	}
	return nil
}

// identify holds what the bag says of itself against the key it lies under,
// so that a bundle which took another's place is noticed.
func (c *checked) identify(bag *bundle.Bag, k Key) error {
	tags, err := bag.Tags()
	if err != nil {
		return err
	}
	id := strconv.FormatInt(k.Ticket, 10)
	says := map[string]string{}
	for _, t := range tags {
		says[t.Label] = t.Value
	}
	if bag.Name() != id || says[tagTicket] != id || says[tagRevision] != k.Revision {
		return fmt.Errorf("is the bundle of ticket %s at revision %s, not the one that its key names", says[tagTicket], says[tagRevision])
	}
	c.closed, err = time.Parse(time.RFC3339Nano, says[tagClosed])
	return err
}

func isNotFound(err error) bool { return errors.Is(err, storage.ErrNotFound) }
