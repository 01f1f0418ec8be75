package typeset

import (
	"bytes"
	"crypto/md5"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

var sourceText = bytes.Repeat([]byte("{\"a\": \"שלום\"}\n"), 10000)

var sources = []Associated{
	{Name: `C:\tmp\מקור (1).json`, MediaType: "application/json", Description: "the record as it was received", Relationship: "Source",
		Content: Pack(sourceText), Modified: time.Date(2025, 5, 6, 7, 8, 9, 0, time.UTC)},
	{Name: "a.txt", Relationship: "Alternative", Content: Pack(nil)},
}

func attachedPDF(t testing.TB) []byte {
	e := newEngine(t)
	return taggedPDFWith(t, e, func(d *Document) {
		for _, a := range sources {
			d.Attach(a)
		}
		for i, text := range []string{"\x00 \ufffe \ufeff x\ufeffy \ue000 \U000f0000", "a\ufeff\u0301"} {
			line := e.Layout(Text(text, Style{Size: 10}, Auto), 500)[0]
			d.DrawLine(&line, 40, 700+float64(20*i))
		}
	})
}

// TestAttached holds that what is attached comes out as it went in.
func TestAttached(t *testing.T) {
	name := writeFile(t, attachedPDF(t))
	if out := outside(t, "qpdf", "--check", name); !strings.Contains(out, "No syntax or stream encoding errors found") {
		t.Errorf("qpdf: %s", out)
	}
	folder := t.TempDir()
	outside(t, "pdfdetach", "-saveall", "-enc", "UTF-8", "-o", folder, name)
	for name, want := range map[string][]byte{"מקור (1).json": sourceText, "a.txt": nil} {
		got, err := os.ReadFile(filepath.Join(folder, name))
		if err != nil || !bytes.Equal(got, want) {
			t.Errorf("%s: %d bytes, want %d (%v)", name, len(got), len(want), err)
		}
	}
}

// TestPDFA3 holds what the standard asks of a PDF/A-3u file with associated
// files (ISO 19005-3, 6.8) and what no validator here looks at.
func TestPDFA3(t *testing.T) {
	data := attachedPDF(t)
	if !bytes.HasPrefix(data, []byte("%PDF-1.7\n%\xb5\xb6\xb7\xb8\n")) {
		t.Errorf("header %q", data[:20])
	}
	r := read(t, data)
	root := r.dict(r.trailer, "Root")
	_, xmp := r.object(root["Metadata"].(pdfRef))
	if !bytes.Contains(xmp, []byte("<pdfaid:part>3</pdfaid:part><pdfaid:conformance>U</pdfaid:conformance>")) {
		t.Errorf("metadata: %s", xmp)
	}
	named := r.array(root, "Names", "EmbeddedFiles", "Names")
	if got, want := fmt.Sprint(r.array(root, "AF")), fmt.Sprint(pdfArray{named[3], named[1]}); got != want { // the tree is sorted
		t.Errorf("/AF is %s, want %s", got, want)
	}
	spec := r.dict(named[3])
	if spec["Type"] != pdfName("Filespec") || spec["AFRelationship"] != pdfName("Source") || spec["F"] != "____ (1).json" ||
		decode16(spec["UF"].(string)) != "\ufeffמקור (1).json" || decode16(spec["Desc"].(string)) != "\ufeffthe record as it was received" {
		t.Errorf("specification %v", spec)
	}
	file, content := r.object(spec["EF"].(pdfDict)["F"].(pdfRef))
	params, sum := file.(pdfDict)["Params"].(pdfDict), md5.Sum(sourceText)
	if file.(pdfDict)["Subtype"] != pdfName("application#2Fjson") || !bytes.Equal(content, sourceText) ||
		params["Size"] != float64(len(content)) || params["CheckSum"] != string(sum[:]) || params["ModDate"] != "D:20250506070809Z" {
		t.Errorf("file %v", file)
	}
}

// TestPlainIsPDFA1 holds that a document without attachments stays the one
// that the validator knows.
func TestPlainIsPDFA1(t *testing.T) {
	data := samplePDF(t, newEngine(t))
	r := read(t, data)
	root := r.dict(r.trailer, "Root")
	_, xmp := r.object(root["Metadata"].(pdfRef))
	if !bytes.HasPrefix(data, []byte("%PDF-1.4\n")) || root["AF"] != nil || root["Names"] != nil ||
		!bytes.Contains(xmp, []byte("<pdfaid:part>1</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>")) {
		t.Errorf("%v\n%s", root, xmp)
	}
}

// TestEveryCodeIsText holds what makes level U: each code that is shown has
// text, and none of the three characters that say nothing.
func TestEveryCodeIsText(t *testing.T) {
	r := read(t, attachedPDF(t))
	shown := 0
	for _, page := range r.pages() {
		fonts := r.dict(page, "Resources", "Font")
		for _, stream := range r.contents(page) {
			p, font := &parser{t: t, b: stream}, pdfName("")
			var text map[int]string
			for v := p.value(); v != nil; v = p.value() {
				switch v := v.(type) {
				case pdfName:
					if fonts[v] != nil && v != font {
						font, text = v, r.toUnicode(r.dict(fonts[v]))
					}
				case pdfArray:
					wide := r.dict(fonts[font])["Subtype"] == pdfName("Type0")
					for _, item := range v {
						shown += checkCodes(t, item, wide, text)
					}
				}
			}
		}
	}
	if shown < 700 {
		t.Errorf("only %d codes are shown", shown)
	}
}

func checkCodes(t *testing.T, item any, wide bool, text map[int]string) (shown int) {
	s, _ := item.(string)
	for i := 0; i < len(s); i++ {
		code := int(s[i])
		if wide {
			i++
			code = code<<8 | int(s[i])
		}
		if shown++; code == 0 || text[code] == "" || strings.ContainsAny(text[code], "\x00\ufeff\ufffe") {
			t.Errorf("code %d stands for %q", code, text[code])
		}
	}
	return shown
}

// TestNothingForbidden looks at every object for what PDF/A leaves out.
func TestNothingForbidden(t *testing.T) {
	forbidden := []pdfName{"AA", "JS", "JavaScript", "OpenAction", "Encrypt", "SMask", "Group", "ExtGState", "TR", "HT", "OPI", "Ref", "Launch",
		"FFilter", "FDecodeParms", "NeedAppearances", "XFA", "Requirements", "Alternates", "Interpolate", "PresSteps", "AlternatePresentations", "OCProperties"}
	filters := []any{nil, pdfName("FlateDecode"), pdfName("DCTDecode")}
	r := read(t, attachedPDF(t))
	var look func(n int, v any)
	look = func(n int, v any) {
		switch v := v.(type) {
		case pdfDict:
			for _, k := range forbidden {
				if v[k] != nil {
					t.Errorf("object %d has /%s", n, k)
				}
			}
			if !slices.Contains(filters, v["Filter"]) {
				t.Errorf("object %d has filter %v", n, v["Filter"])
			}
			if s, ok := v["S"].(pdfName); ok && v["URI"] == nil && (s == "GoTo" || s == "GoToR" || s == "Named" || s == "SubmitForm" || s == "ResetForm") {
				t.Errorf("object %d has action %s", n, s)
			}
			switch v["Type"] {
			case pdfName("Annot"):
				if v["Subtype"] != pdfName("Link") || v["F"] != 4.0 {
					t.Errorf("object %d: annotation %v", n, v)
				}
			case pdfName("Font"):
				if v["DescendantFonts"] == nil && v["FontDescriptor"] == nil && v["Subtype"] != pdfName("Type3") || v["ToUnicode"] == nil && v["FontDescriptor"] == nil {
					t.Errorf("object %d: font %v", n, v)
				}
			case pdfName("FontDescriptor"):
				if _, file := r.object(v["FontFile2"].(pdfRef)); len(file) == 0 {
					t.Errorf("object %d: font is not embedded", n)
				}
			}
			for _, kid := range v {
				look(n, kid)
			}
		case pdfArray:
			if len(v) > 8191 {
				t.Errorf("object %d has %d elements", n, len(v))
			}
			for _, kid := range v {
				look(n, kid)
			}
		case string:
			if len(v) > 32767 {
				t.Errorf("object %d has a string of %d bytes", n, len(v))
			}
		}
	}
	for n := range r.offsets[1:] {
		v, _ := r.object(pdfRef(n + 1))
		look(n+1, v)
	}
}

func TestAttachRefuses(t *testing.T) {
	for want, list := range map[string][]Associated{
		"no name":        {{Name: "../..", Relationship: "Source"}},
		"relationship":   {{Name: "a", Relationship: "Cousin"}},
		"with that name": {{Name: "x/a", Relationship: "Data"}, {Name: "a", Relationship: "Data"}},
	} {
		d := NewDocument(newEngine(t), A4, Meta{})
		for _, a := range list {
			d.Attach(a)
		}
		if err := d.Output(new(bytes.Buffer)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%v: %v, want %q", list, err, want)
		}
	}
}
