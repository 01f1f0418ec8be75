package archive

import (
	"fmt"
	"runtime"
	"testing"
)

func FuzzKeyTable(f *testing.F) {
	for _, key := range []string{
		"tickets/3f0d6c1e-5a58-4c1b-9d0e-7f2f6a1b9c10/2026/01/220671204/20260115T103349.8483107Z.zip",
		"tickets/d/2026/01/1/20260115T103349.8483107Z_2.zip", "tickets/d/2026/01/1/20260115T103349.848310Z.zip",
		"tickets/d/0000/01/1/00010101T000000.0000000Z.zip", "tickets/d/9999/12/1/19691231T235959.9999999Z.zip",
		"tickets/d/2026/01/9223372036854775807/x.zip", "runs/x", "", "tickets/d/2026/13/1/x.zip", "tickets/d/2026/01/1/20260230T000000.0000000Z.zip",
	} {
		f.Add(key, "tickets/d/2026/01/1/x.zip")
	}
	f.Fuzz(func(t *testing.T, a, b string) {
		var table keyTable[int]
		table.set(a, 1)
		table.set(b, 2)
		got := map[string]int{}
		for key, n := range table.all() {
			got[key] = n
		}
		want := map[string]int{a: 1}
		want[b] = 2
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", got, want)
		}
		table.delete(a)
		if table.has(a) || a != b && !table.has(b) {
			t.Errorf("%q is not what was removed", a)
		}
	})
}

// A bundle takes few bytes, whatever its key's length.
func TestKeyTableIsSmall(t *testing.T) {
	const bundles, most = 50_000, 300
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	var table keyTable[expectation]
	for i := range bundles {
		table.set(fmt.Sprintf("tickets/3f0d6c1e-5a58-4c1b-9d0e-7f2f6a1b9c10/2026/01/%d/20260115T103349.%07dZ.zip", 220_000_000+i, i), expectation{})
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	if each := int64(after.HeapAlloc-before.HeapAlloc) / bundles; each > most {
		t.Errorf("%d bytes a bundle, at most %d", each, most)
	}
	runtime.KeepAlive(table)
}
