package bundle

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"slices"
	"strings"
	"sync"
)

// Problem is one way in which a bag is not valid.
type Problem struct {
	Path   string // within the bag; empty for the bag as such
	Reason string
}

func (p Problem) String() string {
	if p.Path == "" {
		return p.Reason
	}
	return p.Path + ": " + p.Reason
}

// Verify checks the bag by RFC 8493: its declaration, that it is complete
// (each listed file is there, no payload file is unlisted) and valid (each
// checksum holds), and its Payload-Oxum. It reads every byte, in constant
// memory, and returns all that it finds, in order of path. The error is only
// for a context that ended.
func (b *Bag) Verify(ctx context.Context) ([]Problem, error) {
	v := &verifier{bag: b, ctx: ctx}
	v.declaration()
	payload := v.manifest(manifestName)
	tags := v.manifest(tagManifestName)
	v.complete(payload, tags)
	v.checksums(payload)
	v.checksums(tags)
	v.oxum()
	slices.SortStableFunc(v.problems, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return v.problems, context.Cause(ctx)
}

type verifier struct {
	bag      *Bag
	ctx      context.Context
	problems []Problem
}

func (v *verifier) found(path, format string, args ...any) {
	v.problems = append(v.problems, Problem{path, fmt.Sprintf(format, args...)})
}

func (v *verifier) declaration() {
	data, err := v.bag.ReadFile(declarationName, maxTagFile)
	if err != nil {
		v.found(declarationName, "missing or unreadable")
	} else if string(data) != declaration {
		v.found(declarationName, "is not the declaration of a BagIt 1.0 bag in UTF-8")
	}
}

// manifest reads one of the two manifests: path → checksum in hex.
func (v *verifier) manifest(name string) map[string]string {
	sums := map[string]string{}
	data, err := v.bag.ReadFile(name, maxTagFile)
	if err != nil {
		v.found(name, "missing or unreadable")
		return sums
	}
	for line := range strings.Lines(string(data)) {
		line = strings.TrimRight(line, "\r\n")
		sum, path, ok := strings.Cut(line, " ")
		path = decodePath(strings.TrimLeft(path, " *"))
		if !ok || len(sum) != 2*sha256.Size || path == "" {
			v.found(name, "has a line that is not a checksum and a path")
			continue
		}
		if _, double := sums[path]; double {
			v.found(name, "lists %s twice", path)
		}
		sums[path] = strings.ToLower(sum)
	}
	return sums
}

func (v *verifier) complete(payload, tags map[string]string) {
	for _, path := range v.bag.order {
		_, listed := payload[path]
		switch {
		case strings.HasPrefix(path, payloadFolder) && !listed:
			v.found(path, "is not in the manifest")
		case path == infoName || path == declarationName || path == manifestName:
			if _, listed := tags[path]; !listed {
				v.found(path, "is not in the tag manifest")
			}
		}
	}
	for path := range payload {
		if !strings.HasPrefix(path, payloadFolder) {
			v.found(path, "is in the payload manifest but is not payload")
		}
	}
}

func (v *verifier) checksums(want map[string]string) {
	for path, sum := range want {
		if v.ctx.Err() != nil {
			return
		}
		got, err := v.hash(path)
		switch {
		case v.bag.files[path] == nil:
			v.found(path, "is missing")
		case err != nil:
			v.found(path, "cannot be read: %v", err)
		case got != sum:
			v.found(path, "has a different SHA-256: %s, the manifest says %s", got, sum)
		}
	}
}

// copyBuffers are used again: a bundle has several files, and a store many
// bundles.
var copyBuffers = sync.Pool{New: func() any { return new(make([]byte, 32<<10)) }}

func (v *verifier) hash(path string) (string, error) {
	r, err := v.bag.OpenFile(path)
	if err != nil {
		return "", err
	}
	defer r.Close()
	h := sha256.New()
	buffer := copyBuffers.Get().(*[]byte)
	defer copyBuffers.Put(buffer)
	if _, err := io.CopyBuffer(h, contextReader{v.ctx, r}, *buffer); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

func (v *verifier) oxum() {
	var bytes uint64
	var count int
	for _, path := range v.bag.order {
		if strings.HasPrefix(path, payloadFolder) {
			bytes += v.bag.files[path].UncompressedSize64
			count++
		}
	}
	want := fmt.Sprintf("%d.%d", bytes, count)
	tags, err := v.bag.Tags()
	if err != nil {
		v.found(infoName, "missing or unreadable")
		return
	}
	for _, t := range tags {
		if t.Label == "Payload-Oxum" && t.Value != want {
			v.found(infoName, "Payload-Oxum is %s, the payload has %s", t.Value, want)
		}
	}
}
