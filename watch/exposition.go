package watch

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// exposition is Prometheus' text format, version 0.0.4.
type exposition struct{ bytes.Buffer }

// The types of metrics.
const (
	counter = "counter"
	gauge   = "gauge"
)

// escape makes a label's value what the format wants.
var escape = strings.NewReplacer(`\`, `\\`, `"`, `\"`, "\n", `\n`)

// family begins a metric. Its samples follow.
func (e *exposition) family(name, kind, help string) {
	fmt.Fprintf(e, "# HELP %s %s\n# TYPE %[1]s %[3]s\n", name, help, kind)
}

// sample is a value, with names and values of labels by turns.
func (e *exposition) sample(name string, value float64, labels ...string) {
	e.WriteString(name)
	for i := 0; i < len(labels); i += 2 {
		separator := ","
		if i == 0 {
			separator = "{"
		}
		fmt.Fprintf(e, `%s%s="%s"`, separator, labels[i], escape.Replace(strings.ToValidUTF8(labels[i+1], "\ufffd")))
	}
	if len(labels) > 0 {
		e.WriteByte('}')
	}
	e.WriteString(" " + strconv.FormatFloat(value, 'g', -1, 64) + "\n")
}

func (e *exposition) counter(name, help string, value int64) {
	e.family(name, counter, help)
	e.sample(name, float64(value))
}

func (e *exposition) gauge(name, help string, value float64) {
	e.family(name, gauge, help)
	e.sample(name, value)
}

// by is a metric with one label, and a sample for each of its values.
func (e *exposition) by(name, kind, help, label string, values map[string]int64) {
	e.family(name, kind, help)
	for _, key := range slices.Sorted(maps.Keys(values)) {
		e.sample(name, float64(values[key]), label, key)
	}
}

// seconds is a time as Prometheus has it, 0 for one that has not come.
func seconds(t time.Time) float64 {
	if t.IsZero() {
		return 0
	}
	return float64(t.UnixMilli()) / 1000
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
