package rsmf

import (
	"strconv"
	"strings"

	"github.com/glassix-archiver/archiver/render"
)

// facts gathers custom fields; the format has no empty ones.
type facts struct{ list []Fact }

func (f *facts) add(name, value string) {
	if strings.TrimSpace(name) != "" && strings.TrimSpace(value) != "" {
		f.list = append(f.list, Fact{name, value})
	}
}

func (f *facts) yes(name string, is bool) {
	if is {
		f.add(name, "yes")
	}
}

func (f *facts) number(name string, n int64) {
	if n != 0 {
		f.add(name, strconv.FormatInt(n, 10))
	}
}

func (f *facts) named(list []render.NameValue) {
	for _, v := range list {
		f.add(v.Name, v.Value)
	}
}

// when says an instant as the service wrote it where it can't be read.
func (b *book) when(at render.Time) string {
	switch {
	case !at.UTC.IsZero():
		return b.local(at)
	case at.Unreadable():
		return at.Original
	}
	return ""
}

// local is an instant in the zone, with the offset from UTC.
func (b *book) local(at render.Time) string {
	return at.UTC.In(b.o.zone()).Format("2006-01-02 15:04:05 -07:00")
}
