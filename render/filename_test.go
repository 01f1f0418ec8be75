package render

import "testing"

func TestSplitName(t *testing.T) {
	for name, want := range map[string]string{
		"חשבונית מס 2026-04417.pdf": "2026-04417.pdf",
		"קבלה 27.11.jpg":            "27.11.jpg",
		"חשבונית.pdf":               "",
		"הצעה סופית.docx":           "",
		"فاتورة 12.pdf":             "12.pdf",
		"invoice 12.pdf":            "",
		"חשבונית":                   "",
		"חשבונית.סופית":             "",
		"a.b חשבונית":               "",
		"":                          "",
	} {
		head, tail := splitName(name)
		if tail != want || head+tail != name {
			t.Errorf("%q: %q and %q, want the end %q", name, head, tail, want)
		}
	}
}
