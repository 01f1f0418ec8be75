package body

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the expected text of the mails anew")

// outlined is the text of blocks with each Hidden one between marks.
func outlined(blocks []Block) string {
	marked := make([]Block, len(blocks))
	for i, b := range blocks {
		if marked[i] = b; b.Kind == Hidden {
			marked[i] = Block{Kind: Paragraph, Inlines: []Inline{{Text: "(hidden: " + Plain(b.Blocks) + ")"}}}
		}
	}
	return Plain(marked) + "\n"
}

// Mails as Outlook, Gmail, Apple Mail and a sender of newsletters write them.
func TestMails(t *testing.T) {
	names, err := filepath.Glob("testdata/mails/*.html")
	if err != nil || len(names) == 0 {
		t.Fatalf("%d mails, %v", len(names), err)
	}
	for _, name := range names {
		page, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		got, golden := outlined(FromHTML(string(page))), strings.TrimSuffix(name, "html")+"txt"
		if *update {
			if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}
