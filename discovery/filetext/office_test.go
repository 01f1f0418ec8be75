package filetext

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"
)

// zipOf is an office file with these entries, in their order: name, content, ….
func zipOf(t testing.TB, entries ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(entries); i += 2 {
		w, err := z.Create(entries[i])
		if err != nil {
			t.Fatal(err)
		}
		io.WriteString(w, entries[i+1])
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const types = "[Content_Types].xml"

func TestOffice(t *testing.T) {
	if testing.Short() {
		t.Skip("one file at a time: there is nothing to race")
	}
	const w = `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`
	for name, c := range map[string]struct {
		entries []string
		text    string
		reason  Reason
	}{
		"docx": {[]string{types, "", "word/comments.xml", `<c><comment><p><r><t>a comment</t></r></p></comment></c>`,
			"word/document.xml", w + `<w:p><w:pPr><w:tabs><w:tab/></w:tabs></w:pPr><w:r><w:t>a ref</w:t></w:r><w:r><w:t>und</w:t><w:tab/><w:delText>gone</w:delText><w:instrText>HYPERLINK</w:instrText></w:r></w:p><w:tbl><w:tr><w:tc><w:p><w:r><w:t>acme &amp; Co</w:t></w:r></w:p></w:tc></w:tr></w:tbl>` +
				`<mc:AlternateContent><mc:Choice><w:p><w:t>a box</w:t></w:p></mc:Choice><mc:Fallback><w:t>a box</w:t></mc:Fallback></mc:AlternateContent></w:body></w:document>`,
			"word/header1.xml", `<h><p><t>a header</t></p></h>`, "word/styles.xml", `<s><t>a style</t></s>`},
			"a refund\tgone\nacme & Co\na box\na comment\na header", ""},
		"xlsx": {[]string{types, "", "xl/workbook.xml", `<workbook><sheets><sheet name="Claims"/></sheets></workbook>`,
			"xl/sharedStrings.xml", `<sst><si><t>acme</t></si><si><r><t>re</t></r><r><t>fund</t></r><rPh><t>ri</t></rPh></si></sst>`,
			"xl/worksheets/sheet10.xml", `<worksheet><row><c><v>10</v></c></row></worksheet>`,
			"xl/worksheets/sheet2.xml", `<worksheet><row><c t="s"><v>1</v></c><c t="s"><v>0</v></c><c t="s"><v>99</v></c></row><row><c t="inlineStr"><is><t>inline</t></is></c><c><f>1+1</f><v>2</v></c><c t="b"><v>1</v></c></row></worksheet>`,
			"xl/comments1.xml", `<comments><comment><text><t>a comment</t></text></comment></comments>`},
			"Claims\nrefund\tacme\ninline\t2\tTRUE\n10\na comment", ""},
		"pptx": {[]string{types, "", "ppt/slides/slide10.xml", `<s><a:p><a:r><a:t>ten</a:t></a:r></a:p></s>`, "ppt/slides/slide2.xml", `<s><a:p><a:r><a:t>two</a:t></a:r></a:p></s>`, "ppt/notesSlides/notesSlide1.xml", `<s><a:p><a:t>a note</a:t></a:p></s>`},
			"two\nten\na note", ""},
		"odt": {[]string{"mimetype", "application/vnd.oasis.opendocument.text", "content.xml", `<office:document><office:script>no</office:script><text:h>Head</text:h><text:p>a<text:s/><text:span>ref</text:span>und<text:line-break/>b<office:annotation><dc:date>2026</dc:date><text:p>a note</text:p></office:annotation></text:p></office:document>`,
			"META-INF/manifest.xml", "<manifest/>", "styles.xml", `<s><style:footer><text:p>a footer</text:p></style:footer></s>`},
			"Head\na refund\nb a note\na footer", ""},
		"odt, encrypted": {[]string{"content.xml", "x", "META-INF/manifest.xml", `<m><manifest:encryption-data/></m>`}, "", Encrypted},
		"a zip":          {[]string{"refund.txt", "refund"}, "", NotRead},
		"damaged":        {[]string{types, "", "word/document.xml", w + `<w:p><w:t>a refund</w:t></w:p><w:p`}, "a refund", Damaged},
		"no XML":         {[]string{types, "", "word/document.xml", "\x00\xff"}, "", Damaged},
		"entities":       {[]string{types, "", "word/document.xml", `<!DOCTYPE d [<!ENTITY a "lol"><!ENTITY b "&a;&a;&a;">]><d><p><t>x &b;</t></p></d>`}, "", Damaged},
		"deep":           {[]string{types, "", "word/document.xml", strings.Repeat("<a>", 1<<20)}, "", Damaged},
		"deep, skipped":  {[]string{types, "", "word/document.xml", `<pPr>` + strings.Repeat("<a>", 1<<20)}, "", Damaged},
		"a path":         {[]string{types, "", "../../word/document.xml", `<t>refund</t>`}, "", NotRead},
		"a bomb":         {[]string{types, "", "word/document.xml", `<d><p><t>refund</t></p>` + strings.Repeat(" ", MaxUnpacked)}, "refund", TooLarge},
		"shared bomb": {[]string{types, "", "xl/workbook.xml", `<w/>`, "xl/sharedStrings.xml", `<sst><si><t>` + strings.Repeat("refund ", 1<<16) + `</t></si></sst>`,
			"xl/worksheets/sheet1.xml", `<w>` + strings.Repeat(`<c t="s"><v>0</v></c>`, 1<<16) + `</w>`}, "refund", Cut},
	} {
		t.Run(name, func(t *testing.T) {
			got := extract(t, shared(), zipOf(t, c.entries...))
			if c.reason == "" && got.Text != c.text || !strings.HasPrefix(got.Text, c.text) || got.Reason != c.reason {
				t.Errorf("%q: %.200q, want %q", got.Reason, got.Text, c.text)
			}
		})
	}
}

// A ZIP of nothing but names is not even opened.
func TestManyEntries(t *testing.T) {
	if testing.Short() {
		t.Skip("one file at a time: there is nothing to race")
	}
	entries := []string{types, ""}
	for i := range maxEntries {
		entries = append(entries, fmt.Sprint(i), "")
	}
	if got := extract(t, shared(), zipOf(t, entries...)); got.Reason != TooLarge {
		t.Errorf("%+v", got)
	}
}

func FuzzOffice(f *testing.F) {
	f.Add(sample(f, "terms*.docx"))
	f.Add(sample(f, "order*.xlsx"))
	f.Add(zipOf(f, "META-INF/manifest.xml", "<m/>", "content.xml", "<p>a</p>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		out := &writer{ctx: t.Context()}
		_ = office(data, out)
		checkText(t, out.text())
	})
}

func FuzzWords(f *testing.F) {
	f.Add(`<d><p><t>a</t><tab/></p></d>`, false)
	f.Add(`<sst><si><t>a</t></si></sst>`, true)
	f.Fuzz(func(t *testing.T, xml string, sheet bool) {
		entries := []string{types, "", "word/document.xml", xml}
		if sheet {
			entries = []string{types, "", "xl/workbook.xml", xml, "xl/sharedStrings.xml", xml, "xl/worksheets/sheet1.xml", xml}
		}
		out := &writer{ctx: t.Context()}
		_ = office(zipOf(t, entries...), out)
		checkText(t, out.text())
	})
}

func FuzzPlain(f *testing.F) {
	f.Add([]byte("\xff\xfer\x00"))
	f.Add([]byte("<p>a</p>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		kindOf(data)
		for _, take := range []func([]byte, *writer) error{plain, html} {
			out := &writer{ctx: t.Context()}
			_ = take(data, out)
			checkText(t, out.text())
		}
	})
}
