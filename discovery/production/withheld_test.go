package production

import (
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What is withheld is called so wherever it shows, in the transcript's language
// and with the reason, and never missing; what is missing too keeps its name.
func TestWithheldIsSaid(t *testing.T) {
	needs(t, "python3", "pdftotext")
	h := newHouse(t, thornyDesk(t))
	for lang, want := range map[string][]string{
		"en": {"One file is missing. 3 files are withheld.", "The file is withheld: clause 7", "(one missing, 3 withheld)"},
		"he": {"קובץ אחד חסר. 3 קבצים אינם נמסרים.", "הקובץ אינו נמסר: clause 7", "(אחד חסר, 3 אינם נמסרים)"},
	} {
		o := h.options(filepath.Join(t.TempDir(), "out"))
		o.Case, o.Render.Language, o.Withhold, o.Legend = lang, lang, "clause 7", ""
		h.produce(o)
		volume := filepath.Join(o.Out, "VOL001")
		pdf, err := exec.Command("pdftotext", "-raw", filepath.Join(volume, "PDF", "ABC-0000001.pdf"), "-").Output()
		if err != nil {
			t.Fatal(err)
		}
		page := unmarked(string(pdf))
		for _, words := range want {
			if lang == "en" && !strings.Contains(page, words) {
				t.Errorf("%s: the pages do not say %q: %s", lang, words, page)
			}
			for word := range strings.FieldsSeq(words) { // poppler has those of right-to-left lines in an order of its own
				if !strings.Contains(page, strings.Trim(word, "().,:")) {
					t.Errorf("%s: the pages do not say %q: %s", lang, word, page)
				}
			}
		}
		text := tree(t, o.Out)["VOL001/TEXT/ABC-0000001.txt"]
		for _, line := range []string{"\na.txt: " + want[1] + "\n", "\nAttachment: a.txt: " + want[1] + "\n", "\nAttachment: gone.txt (missing: attachment_missing)\n"} {
			if !strings.Contains(text, line) {
				t.Errorf("%s: the text does not say %q: %s", lang, line, text)
			}
		}
		chat := readRSMF(t, filepath.Join(volume, "RSMF", "ABC-0000001.001.rsmf"))[0]
		for _, line := range []string{"Withheld attachment: a.txt: " + want[1], "Missing attachment: gone.txt: attachment_missing: "} {
			if !strings.Contains(chat.Text, line) {
				t.Errorf("%s: the .rsmf does not say %q: %s", lang, line, chat.Text)
			}
		}
		rows := readDAT(t, volume)
		sheet, err := exec.Command("pdftotext", filepath.Join(volume, "PDF", rows[1]["BEGBATES"]+".pdf"), "-").Output()
		if err != nil || rows[1]["EXCEPTION"] != "withheld" || !strings.Contains(string(sheet), "Withheld") || !strings.Contains(string(sheet), "clause 7") || strings.Contains(string(sheet), "Missing") {
			t.Errorf("%s: %v, the sheet says %s, the row %v", lang, err, sheet, rows[1])
		}
		if lang == "he" && !strings.Contains(unmarked(string(sheet)), "נמסר") {
			t.Errorf("the sheet says nothing in Hebrew: %s", sheet)
		}
	}
}

// unmarked is a page's text on one line, without poppler's marks of direction.
func unmarked(text string) string {
	for _, mark := range []string{"\u202a", "\u202b", "\u202c"} {
		text = strings.ReplaceAll(text, mark, "")
	}
	return strings.Join(slices.Collect(strings.FieldsSeq(text)), " ")
}
