package retention

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the golden file anew")

const golden = "testdata/decisions.txt"

type namedSubject struct {
	Name    string
	Subject Subject
}

func subjects(t *testing.T) (list []namedSubject) {
	t.Helper()
	data, err := os.ReadFile("testdata/subjects.json")
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &list); err != nil {
		t.Fatal(err)
	}
	return list
}

func policies(t *testing.T) []*Policy {
	t.Helper()
	all := []*Policy{Default()}
	paths, err := filepath.Glob("testdata/policies/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, path := range paths {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		p, err := Parse(path, data)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
	return all
}

// Each subject under each policy: the decision and its reasons, as read by
// hand.
func TestDecisions(t *testing.T) {
	var got strings.Builder
	for _, p := range policies(t) {
		fmt.Fprintf(&got, "== %s\n", p.Name)
		for _, s := range subjects(t) {
			writeDecision(&got, s, p.Decide(s.Subject))
		}
	}
	if *update {
		if err := os.WriteFile(golden, []byte(got.String()), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got.String(), "\n")); diff != "" {
		t.Errorf("decisions (-want +got):\n%s", diff)
	}
}

func writeDecision(w *strings.Builder, s namedSubject, d Decision) {
	until := "no end"
	if !d.Until.IsZero() {
		until = d.Until.Format(time.RFC3339Nano)
	}
	fmt.Fprintf(w, "%s: %s, %s, holds %q, class %q, formats %s, by %s\n", s.Name, until, d.Lock, d.Holds, d.StorageClass, d.Formats, d.By())
	for _, r := range d.Why {
		mark := " "
		if r.Wins {
			mark = "*"
		}
		fmt.Fprintf(w, "  %s %s %s: %s (%s)\n", mark, r.Gives, r.Value, r.Rule, r.Because)
	}
}

func TestPassed(t *testing.T) {
	now := at(t, "2026-06-01T00:00:00Z")
	for _, tt := range []struct {
		until time.Time
		want  bool
	}{
		{time.Time{}, false}, // without end
		{now.Add(-time.Second), true},
		{now, true},
		{now.Add(time.Second), false},
	} {
		if got := (Decision{Until: tt.until}).Passed(now); got != tt.want {
			t.Errorf("until %v: got %v", tt.until, got)
		}
	}
}

// The JSON of a decision is part of what the commands print.
func TestDecisionJSON(t *testing.T) {
	data, err := json.Marshal(Default().Decide(Subject{Closed: at(t, "2026-01-01T00:00:00Z")}))
	if err != nil {
		t.Fatal(err)
	}
	const want = `{"lock":"none","holds":[],"storage_class":"","formats":["pdf","html","json"],"why":[` +
		`{"rule":"default","gives":"retain","value":"without end","because":"every ticket","wins":true},` +
		`{"rule":"default","gives":"lock","value":"none","because":"every ticket","wins":true}]}`
	if string(data) != want {
		t.Errorf("got %s", data)
	}
	var back Decision
	if err := json.Unmarshal(data, &back); err != nil || back.Lock != None {
		t.Errorf("read back: %+v, %v", back, err)
	}
}
