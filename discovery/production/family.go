package production

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"path"
	"regexp"
	"slices"
	"strings"

	"github.com/glassix-archiver/archiver/render"
)

// A family is a ticket and its files: what is produced of one bundle.
type family struct {
	bundle   Source
	sources  []string // keys of all bundles that say the same, this one's among them
	t        *render.Transcript
	children []*child
	altered  map[string]string // as of a reading
	sum      fileSum           // of the service's answer
	size     int64             // of it
}

// child is a file of a ticket: each one once, however often it was sent.
type child struct {
	attachment *render.Attachment
	entry      *render.Entry // that it came with first
	names      []string      // all that the ticket has for these bytes
	times      int           // it was sent
	missing    *render.Exception
	withheld   string // why it is not produced
	native     bool   // it is produced as it is
}

func (c *child) held() bool { return c.missing == nil && c.withheld == "" }

// notRecorded is for a file that the bundle lacks without a word why.
const notRecorded = "attachment_missing"

// childrenOf are the files of a transcript, in its order. Those of the same
// bytes are one.
func childrenOf(t *render.Transcript, natives bool) []*child {
	var list []*child
	known := map[string]*child{} // by SHA-256
	for i := range t.Entries {
		e := &t.Entries[i]
		for j := range e.Attachments {
			a := &e.Attachments[j]
			if c := known[a.SHA256]; c != nil && a.Path != "" {
				c.again(a)
				continue
			}
			c := newChild(e, a, natives)
			if list = append(list, c); c.held() {
				known[a.SHA256] = c
			}
		}
	}
	return list
}

func newChild(e *render.Entry, a *render.Attachment, natives bool) *child {
	c := &child{attachment: a, entry: e, names: []string{a.Name}, times: 1}
	switch {
	case a.Exception != nil && a.Exception.Code == CodeWithheld:
		c.withheld = a.Exception.Message
	case a.Exception != nil:
		c.missing = a.Exception
	case a.Path == "":
		c.missing = &render.Exception{Code: notRecorded, Message: "the bundle has no file for it, and no reason is recorded"}
	default:
		c.native = natives
	}
	return c
}

func (c *child) again(a *render.Attachment) {
	if c.times++; !slices.Contains(c.names, a.Name) {
		c.names = append(c.names, a.Name)
	}
}

var extensionForm = regexp.MustCompile(`^[a-z0-9]{1,10}$`)

// extension is the ending that the file is produced with, and whether it is the
// one of its name.
func (c *child) extension() (string, bool) {
	own := strings.ToLower(strings.TrimPrefix(path.Ext(c.attachment.Name), "."))
	if extensionForm.MatchString(own) {
		return own, true
	}
	if known := render.Extension(c.attachment.MediaType); known != "" {
		return known, false
	}
	return "bin", false
}

// contentOf is a hash of what a transcript says, whichever bundle of the ticket
// it is made from: what is missing and where files lie is left out, and so is
// when and from which answer it was made. Bundles of a ticket with the same
// content are duplicates.
func contentOf(t *render.Transcript) (string, error) {
	h := sha256.New()
	out := json.NewEncoder(h)
	if err := out.Encode(t.Header); err != nil {
		return "", err
	}
	if err := out.Encode(t.Participants); err != nil {
		return "", err
	}
	for i := range t.Entries {
		e := t.Entries[i]
		e.Body = nil // Text has its words; how a file is shown depends on whether it is there
		e.Attachments = slices.Clone(e.Attachments)
		for j := range e.Attachments {
			a := &e.Attachments[j]
			a.Path, a.Size, a.SHA256, a.MediaType, a.Exception = "", 0, "", "", nil
		}
		if err := out.Encode(e); err != nil {
			return "", err
		}
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}
