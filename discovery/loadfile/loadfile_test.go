package loadfile

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

var testFields = []Field{{Name: "ID"}, {Name: "TAGS", Several: true}}

func TestDAT(t *testing.T) {
	var b bytes.Buffer
	var log []Substitution
	d := NewDAT(&b, Concordance, testFields)
	if err := d.Write([]Value{Text("a þ;®\r\nb\x14"), {"x;y", "z"}}, func(s Substitution) { log = append(log, s) }); err != nil {
		t.Fatal(err)
	}
	if err := d.Write([]Value{Text("1")}, nil); err == nil {
		t.Error("a value too few: no error")
	}
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
	want := "\ufeffþIDþ\x14þTAGSþ\r\nþa [U+00FE];[U+00AE]®b[U+0014]þ\x14þx[U+003B]y;zþ\r\n"
	if b.String() != want {
		t.Errorf("%q, want %q", b.String(), want)
	}
	if len(log) != 4 || log[0] != (Substitution{"ID", CodeDelimiter, "þ", "[U+00FE]", 1}) || log[3].Field != "TAGS" {
		t.Errorf("logged %+v", log)
	}
}

func TestOPT(t *testing.T) {
	number := func(page int) string { return "A-" + strings.Repeat("0", page) }
	for _, once := range []bool{false, true} {
		var b bytes.Buffer
		o := NewOPT(&b)
		o.Once = once
		if err := o.Write("VOL001", `PDF\A-0.pdf`, 2, number); err != nil {
			t.Fatal(err)
		}
		if err := o.Write("VOL001", "a,b", 1, number); err == nil {
			t.Error("a comma: no error")
		}
		o.Close()
		want := "A-0,VOL001,PDF\\A-0.pdf,Y,,,2\r\n"
		if !once {
			want += "A-00,VOL001,PDF\\A-0.pdf,,,,\r\n"
		}
		if b.String() != want {
			t.Errorf("%q, want %q", b.String(), want)
		}
	}
}

func TestDate(t *testing.T) {
	jerusalem := time.FixedZone("", 2*3600)
	at := time.Date(2026, 2, 28, 23, 30, 0, 0, time.UTC)
	if v, ok := Date(at, jerusalem); !ok || v[0] != "03/01/2026 01:30" {
		t.Errorf("%v", v)
	}
	if v, ok := Date(at.AddDate(9000, 0, 0), jerusalem); ok || v != nil {
		t.Errorf("%v", v)
	}
}

// Whatever a text holds, its line is one line of as many fields, and all that
// was changed is told.
func FuzzDAT(f *testing.F) {
	f.Add("þ®\x14\n\r;\u202e", "x")
	f.Fuzz(func(t *testing.T, a, b string) {
		var out bytes.Buffer
		changed := 0
		d := NewDAT(&out, Concordance, testFields)
		if err := d.Write([]Value{Text(a), {b, a}}, func(s Substitution) { changed += s.Count }); err != nil {
			t.Fatal(err)
		}
		d.Close()
		text := out.String()
		if !utf8.ValidString(text) || strings.Count(text, "\n") != 2 || strings.Count(text, "\x14") != 2 || strings.Count(text, "þ") != 8 {
			t.Errorf("%q and %q make %q", a, b, text)
		}
		if plain := strings.IndexFunc(a+b, func(r rune) bool { return r < ' ' || r > '~' || r == ';' }) < 0; plain && changed > 0 {
			t.Errorf("%d changes of %q and %q", changed, a, b)
		}
	})
}
