// Package check reads a production as its recipient would: from the folder
// alone, by the rules of the formats and of the layout. It is independent of
// what wrote the folder, and treats all of it as hostile.
package check

import (
	"fmt"
	"slices"
	"strings"
	"sync"
)

// Problem is something that is not as it should be. Its code is stable; see
// Codes.
type Problem struct {
	Code    string `json:"code"`
	Path    string `json:"path,omitzero"`  // of the file, in the folder, slash separated
	Where   string `json:"where,omitzero"` // in the file: a row, a page, a place in the manifest
	Message string `json:"message"`
}

func (p Problem) String() string {
	place := p.Path
	if p.Where != "" {
		place += ", " + p.Where
	}
	if place != "" {
		place += ": "
	}
	return place + p.Message + " (" + p.Code + ")"
}

// Result is what was found: by code in the order of Codes, then by path, the
// same for the same folder.
type Result struct {
	Problems []Problem      `json:"-"`
	Found    int            `json:"problems"` // all of them; Problems has at most MaxProblems of a code
	ByCode   map[string]int `json:"by_code"`
	Counts   Counts         `json:"counts"`
}

// Counts are what was read.
type Counts struct {
	Files     int   `json:"files"`
	Bytes     int64 `json:"bytes"`
	Volumes   int   `json:"volumes"`
	Documents int   `json:"documents"`
	Pages     int   `json:"pages"` // of the PDFs
	RSMF      int   `json:"rsmf"`
	Events    int   `json:"events"`
}

// MaxProblems bounds how many problems of a code are named one by one.
const MaxProblems = 1000

// findings gathers problems from several readers at once.
type findings struct {
	mu     sync.Mutex
	lists  map[string][]Problem // by code
	n      int
	byCode map[string]int
}

// maxMessage bounds what a problem quotes of the folder, in bytes.
const maxMessage = 500

func (f *findings) add(code, path, where, format string, args ...any) {
	message := fmt.Sprintf(format, args...)
	if len(message) > maxMessage {
		message = strings.ToValidUTF8(message[:maxMessage], "") + "…"
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.byCode == nil {
		f.byCode, f.lists = map[string]int{}, map[string][]Problem{}
	}
	f.n++
	f.byCode[code]++
	if f.lists[code] = append(f.lists[code], Problem{code, path, where, message}); len(f.lists[code]) == 2*MaxProblems {
		f.lists[code] = firstOf(f.lists[code])
	}
}

// firstOf are the problems that come first by path, whatever the order in which
// files were read; of one path they come in order.
func firstOf(list []Problem) []Problem {
	slices.SortStableFunc(list, func(a, b Problem) int { return strings.Compare(a.Path, b.Path) })
	return list[:min(len(list), MaxProblems)]
}

func (f *findings) result(c Counts) *Result {
	r := &Result{Found: f.n, ByCode: f.byCode, Counts: c}
	if r.ByCode == nil {
		r.ByCode = map[string]int{}
	}
	for _, code := range Codes() {
		r.Problems = append(r.Problems, firstOf(f.lists[code.Name])...)
	}
	return r
}
