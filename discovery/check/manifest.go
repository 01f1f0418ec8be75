package check

import (
	"bufio"
	"fmt"
	"maps"
	"regexp"
	"slices"
)

const (
	listName    = "manifest-sha256.txt"
	maxLineSize = 4 << 20
)

var listLine = regexp.MustCompile(`^([0-9a-f]{64})  ([^\x00-\x1f]+)$`)

// beside is what the manifest can't list: itself, and what is made from it.
var beside = map[string]bool{listName: true, "CUSTODY/produced.entry": true, "CUSTODY/produced.tlog-proof": true}

// checkManifest holds the folder against its list of files, both ways.
func (p *production) checkManifest() {
	listed := p.readManifest()
	for _, name := range slices.Sorted(maps.Keys(listed)) {
		switch f := p.files[name]; {
		case f == nil:
			p.add(FileMissing, name, "", "is in the manifest, but missing")
		case f.sha256 != "" && f.sha256 != listed[name]:
			p.add(FileHash, name, "", "has SHA-256 %s, the manifest says %s", f.sha256, listed[name])
		}
	}
	for _, name := range slices.Sorted(maps.Keys(p.files)) {
		if _, is := listed[name]; !is && !beside[name] {
			p.add(FileUnlisted, name, "", "is there, but not in the manifest")
		}
	}
}

func (p *production) readManifest() map[string]string {
	listed := map[string]string{}
	if p.files[listName] == nil {
		p.add(ManifestForm, listName, "", "is not there")
		return listed
	}
	opened, err := p.root.Open(listName)
	if err != nil {
		p.add(ManifestForm, listName, "", "%v", err)
		return listed
	}
	defer opened.Close()
	lines := bufio.NewScanner(opened)
	lines.Buffer(nil, maxLineSize)
	lines.Split(lineFeeds)
	last := ""
	for n := 1; lines.Scan(); n++ {
		where := fmt.Sprintf("line %d", n)
		m := listLine.FindStringSubmatch(lines.Text())
		switch {
		case m == nil:
			p.add(ManifestForm, listName, where, "is not a hash, two spaces and a path")
			continue
		case beside[m[2]]:
			p.add(ManifestForm, listName, where, "lists %s, which can't be in it", m[2])
			continue
		case listed[m[2]] != "":
			p.add(ManifestForm, listName, where, "lists %s again", m[2])
		case m[2] < last:
			p.add(ManifestForm, listName, where, "is out of order")
		}
		listed[m[2]], last = m[1], m[2]
	}
	if err := lines.Err(); err != nil {
		p.add(ManifestForm, listName, "", "%v", err)
	}
	return listed
}

// lineFeeds splits at "\n" alone, and leaves a "\r" where it is.
func lineFeeds(data []byte, atEOF bool) (int, []byte, error) {
	for i, c := range data {
		if c == '\n' {
			return i + 1, data[:i], nil
		}
	}
	if atEOF && len(data) > 0 {
		return len(data), data, nil
	}
	return 0, nil, nil
}
