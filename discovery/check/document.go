package check

import (
	"errors"
	"io"
	"slices"
	"strings"
)

// document is a row.
type document struct {
	volume     string
	row        int
	id         string // DOCID
	parent     string
	begin, end int64  // numbers; 0 when they can't be read
	last       string // ENDBATES
	key, sum   string // of the source
	origin     string // of the source: ticket, department, revision
	sources    string // all of them, where there are several
	exceptions []string
	redacted   bool // says the row
	logged     bool // as redacted
	values     []string
	position   map[string]int
}

// forget lets a row's values go, but for those that the report is held against.
func (d *document) forget() {
	d.id, d.parent, d.last = strings.Clone(d.id), strings.Clone(d.parent), strings.Clone(d.get("ENDBATES"))
	d.key, d.sum = strings.Clone(d.get("SOURCEKEY")), strings.Clone(d.get("SOURCESHA256"))
	d.origin = originOf(d.get("TICKETID"), d.get("DEPARTMENT"), d.get("REVISION"))
	if all := d.list("ALLSOURCES"); len(all) > 1 && d.parent == "" {
		d.sources = sorted(all)
	}
	d.redacted = d.get("REDACTED") != ""
	if text := d.get("EXCEPTION"); text != "" {
		d.exceptions = strings.Split(strings.Clone(text), several)
	}
	d.values, d.position = nil, nil
}

func (d *document) get(field string) string {
	at, ok := d.position[field]
	if !ok || at >= len(d.values) {
		return ""
	}
	return d.values[at]
}

// list are the several values of a field.
func (d *document) list(field string) []string {
	if d.get(field) == "" {
		return nil
	}
	return strings.Split(d.get(field), several)
}

// readDAT reads the volume's load file into documents.
func (v *volume) readDAT() {
	if v.files[v.dat] == nil {
		v.problem(DATForm, 0, "is not there")
		return
	}
	opened, err := v.root.Open(v.dat)
	if err != nil {
		v.problem(DATForm, 0, "%v", err)
		return
	}
	defer opened.Close()
	in := newRows(opened)
	head, err := in.next()
	if err != nil {
		v.rowProblem(1, err)
		return
	}
	position := v.header(head)
	for {
		list, err := in.next()
		if errors.Is(err, io.EOF) {
			return
		}
		if fault, ok := errors.AsType[*rowError](err); ok {
			v.rowProblem(in.n, fault)
			continue
		}
		if err != nil {
			v.rowProblem(in.n, err)
			return
		}
		if len(list) != len(head) {
			v.problem(DATForm, in.n, "has %d columns, the header %d", len(list), len(head))
			continue
		}
		v.docs = append(v.docs, v.document(in.n, list, position))
	}
}

func (v *volume) rowProblem(row int, err error) {
	code := DATForm
	if fault, ok := errors.AsType[*rowError](err); ok {
		code = fault.code
	}
	v.problem(code, row, "%v", err)
}

// header holds the header row to the fields.
func (v *volume) header(head []string) map[string]int {
	position := map[string]int{}
	for i, name := range head {
		if _, there := position[name]; there {
			v.problem(DATFields, 1, "has the field %q twice", name)
		} else if !slices.Contains(fields, name) {
			v.problem(DATFields, 1, "has a field %q that the layout does not have", name)
		}
		position[name] = i
	}
	for _, name := range fields {
		if _, there := position[name]; !there {
			v.problem(DATFields, 1, "has no field %q", name)
		}
	}
	if len(head) == len(fields) && !slices.Equal(head, fields) {
		v.problem(DATFields, 1, "has the fields in another order")
	}
	return position
}
