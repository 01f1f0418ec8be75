package query

import "testing"

// A word that a * would make find more is named; a query that has none has no use
// for one.
func TestWhole(t *testing.T) {
	for text, want := range map[string]string{
		"":                          "",
		"Refund acme":               "Refund",
		"(refund* OR שלום) acme":    "שלום",
		"NOT spam":                  "",
		"NOT (a OR spam) acme":      "acme",
		`"credit note"`:             "",
		`"credit note" refund`:      "refund",
		"=refund":                   "",
		"refund*":                   "",
		"dana@acme.com":             "",
		"0501234567":                "",
		"京都":                        "",
		"x":                         "",
		"חשבונית":                   "חשבונית",
		"credit-note x OR invoice*": "",
	} {
		q, err := Parse(text)
		if err != nil {
			t.Fatalf("%s: %v", text, err)
		}
		if got := q.Whole(); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}
