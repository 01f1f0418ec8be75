package archive

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// tamper changes a file of the store as somebody with access to the disk can.
func (h *harness) tamper(key string, change func([]byte) []byte) {
	h.Helper()
	path := filepath.Join(h.folder, filepath.FromSlash(key))
	data, err := os.ReadFile(path)
	if err != nil {
		h.Fatal(err)
	}
	if err := os.Remove(path); err != nil {
		h.Fatal(err)
	}
	if data = change(data); data == nil {
		return
	}
	if err := os.WriteFile(path, data, 0o444); err != nil {
		h.Fatal(err)
	}
}

func TestVerifyNamesEachDifference(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 7, Tickets: 12, Attachments: 1, AttachmentSize: 500})
	report := h.run()
	keys := h.keys()
	flip := func(at float64) func([]byte) []byte {
		return func(b []byte) []byte {
			b[int(at*float64(len(b)-1))] ^= 0x10
			return b
		}
	}
	changes := map[string]func([]byte) []byte{
		keys[0].String():             flip(0),
		keys[1].String():             flip(0.5),
		keys[2].String():             flip(1), // in the ZIP's own directory: only the inventory's hash can tell
		keys[3].String():             func(b []byte) []byte { return b[:len(b)/2] },
		keys[4].String():             func(b []byte) []byte { return nil },
		keys[5].String():             func(b []byte) []byte { return []byte{} },
		keys[6].String():             func(b []byte) []byte { return append(b, 0) },
		inventoryKey("no such run"):  nil,
		reportKey(report.Run) + ".x": nil,
	}
	for key, change := range changes {
		if change != nil {
			h.tamper(key, change)
		}
	}
	named := map[string]bool{}
	for _, d := range h.verify().Differences {
		named[d.Key] = true
	}
	for key, change := range changes {
		if named[key] != (change != nil) {
			t.Errorf("%s: named %v", key, named[key])
		}
	}
	if len(named) != 7 {
		t.Errorf("%d keys named, want 7: %v", len(named), named)
	}
}

func TestVerifyFindsSwappedBundles(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 8, Tickets: 2})
	h.run()
	keys := h.keys()
	var first []byte
	h.tamper(keys[0].String(), func(b []byte) []byte { first = b; return b })
	h.tamper(keys[1].String(), func([]byte) []byte { return first })
	found := fmt.Sprint(h.verify().Differences)
	if !strings.Contains(found, "not the one that its key names") {
		t.Errorf("got %s", found)
	}
}

func TestVerifyFindsALostInventory(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 9, Tickets: 3})
	report := h.run()
	for _, change := range []func([]byte) []byte{
		func(b []byte) []byte { return b[:strings.IndexByte(string(b), '\n')+1] }, // lines cut off
		func(b []byte) []byte { return append(b, "{not json\n"...) },
		func([]byte) []byte { return nil },
	} {
		h.tamper(inventoryKey(report.Run), change)
		if v := h.verify(); len(v.Differences) == 0 {
			t.Error("a damaged inventory went unnoticed")
		}
	}
}

func TestVerifySomeKeysOnly(t *testing.T) {
	h := newHarness(t, fetchtest.Generated{Seed: 10, Tickets: 3})
	h.run()
	keys := h.keys()
	h.tamper(keys[2].String(), func([]byte) []byte { return nil })
	check := func(quick bool, want int, of ...string) {
		t.Helper()
		v, err := Verify(t.Context(), h.store, VerifyOptions{Keys: of, Quick: quick})
		if err != nil || len(v.Differences) != want {
			t.Errorf("%v: %v, %v", of, v, err)
		}
	}
	check(false, 0, keys[0].String())
	check(false, 1, keys[2].String())
	check(true, 1, keys[0].String(), keys[2].String())
	check(false, 1, strings.Replace(keys[0].String(), "dep-1", "dep-9", 1))
}

func TestParseKey(t *testing.T) {
	good := "tickets/dep-1/2026/02/7/20260203T100000.5000000Z.zip"
	if k, err := ParseKey(good); err != nil || k.String() != good {
		t.Errorf("%v, %v", k, err)
	}
	for _, bad := range []string{"", "tickets", "runs/x/report.json", "tickets/d/2026/13/7/r.zip", "tickets/d/2026/02/x/r.zip", "tickets/d/2026/02/7/r.tar", "tickets/d/2026/02/7/.zip", "tickets/d/2026/02/-7/r.zip", "tickets/a/b/2026/02/7/r.zip"} {
		if k, err := ParseKey(bad); err == nil {
			t.Errorf("ParseKey(%q) = %v", bad, k)
		}
	}
}

func FuzzParseKey(f *testing.F) {
	f.Add("tickets/dep-1/2026/02/7/20260203T100000.5000000Z.zip")
	f.Fuzz(func(t *testing.T, s string) {
		if k, err := ParseKey(s); err == nil && strings.Count(k.String(), "/") != 5 {
			t.Errorf("ParseKey(%q) = %q", s, k)
		}
	})
}

func TestVerifyFindsContradictionsInARun(t *testing.T) {
	for _, change := range []struct{ file, old, new string }{
		{"report.json", `"closed": 3`, `"closed": 2`},
		{"report.json", `"archived": 3`, `"archived": 1`},
		{"report.json", `"run": "2`, `"run": "3`},
		{"report.json", `"complete": true`, `"complete": false`},
		{"inventory.jsonl", `"ticket":220000001`, `"ticket":220000009`},
		{"inventory.jsonl", `"closed":"2026`, `"closed":"2025`},
		{"inventory.jsonl", `"revision":"2026`, `"revision":"2025`},
	} {
		h := newHarness(t, fetchtest.Generated{Seed: 13, Tickets: 3})
		report := h.run()
		h.tamper(runsPrefix+report.Run+"/"+change.file, func(b []byte) []byte {
			changed := strings.Replace(string(b), change.old, change.new, 1)
			if changed == string(b) {
				t.Fatalf("%s has no %s", change.file, change.old)
			}
			return []byte(changed)
		})
		if v := h.verify(); len(v.Differences) == 0 {
			t.Errorf("%s: %s instead of %s went unnoticed", change.file, change.new, change.old)
		}
	}
}
