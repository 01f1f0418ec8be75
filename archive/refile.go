package archive

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/gabriel-vasile/mimetype"

	"github.com/glassix-archiver/archiver/bundle"
	"github.com/glassix-archiver/archiver/render"
	"github.com/glassix-archiver/archiver/ticket"
)

// refile finds out from the bag itself what became of each attachment, where
// the policy wanted no transcript.json, which tells it.
func refile(bag *bundle.Bag, t *ticket.Ticket) (map[string]render.File, []render.Exception, error) {
	var missing []render.Exception
	if slices.Contains(bag.Payload(), exceptionsName) {
		data, err := bag.ReadFile("data/"+exceptionsName, maxText)
		if err == nil {
			err = json.Unmarshal(data, &missing)
		}
		if err != nil {
			return nil, nil, fmt.Errorf("read data/%s of ticket %s: %w", exceptionsName, bag.Name(), err)
		}
	}
	files, of := map[string]render.File{}, []render.Exception(nil)
	for key, path := range heldFiles(bag, t) {
		file, err := weigh(bag, path)
		if err != nil {
			return nil, nil, err
		}
		files[key] = file
	}
	for _, e := range missing {
		if e.Attachment == "" {
			of = append(of, e)
		} else {
			files[e.Attachment] = render.File{Exception: &e}
		}
	}
	return files, of, nil
}

// heldFiles are the paths of the attachments that the bag has, by
// ticket.Attachment.Key.
func heldFiles(bag *bundle.Bag, t *ticket.Ticket) map[string]string {
	paths, payload := map[string]string{}, bag.Payload()
	for i, a := range attachments(t) {
		number := fmt.Sprintf("%s/%04d-", attachmentsFolder, i+1) // as download names them
		if at := slices.IndexFunc(payload, func(p string) bool { return strings.HasPrefix(p, number) }); at >= 0 {
			paths[a.Key()] = payload[at]
		}
	}
	return paths
}

// weigh reads a payload file for what is to be said of it.
func weigh(bag *bundle.Bag, path string) (render.File, error) {
	r, err := bag.OpenFile("data/" + path)
	if err != nil {
		return render.File{}, err
	}
	defer r.Close()
	var head bytes.Buffer
	sum := sha256.New()
	size, err := io.Copy(sum, io.TeeReader(io.LimitReader(r, 3072), &head))
	if err == nil {
		var rest int64
		rest, err = io.Copy(sum, r)
		size += rest
	}
	if err != nil {
		return render.File{}, fmt.Errorf("read %s of ticket %s: %w", path, bag.Name(), err)
	}
	return render.File{Path: path, Size: size, SHA256: hexSum([32]byte(sum.Sum(nil))), MediaType: mimetype.Detect(head.Bytes()).String()}, nil
}
