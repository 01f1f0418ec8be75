package render

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"io/fs"
	"maps"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/redact"
)

// secrets are one of each kind that is looked for.
var secrets = map[string]string{
	redact.Card:  "4580-4580-4580-4580",
	redact.IBAN:  "IL62 0108 0000 0009 9999 999",
	redact.IsrID: "123456782",
	redact.SSN:   "536-90-4399",
	redact.Email: "zohar.planted@hidden.example",
	redact.Phone: "+972 50-765-4321",
	"order":      "ORD-481516-XY",
}

func everyRule(t testing.TB) *redact.Redactor {
	t.Helper()
	r, err := redact.New(redact.Options{Detectors: redact.Detectors(), Patterns: []redact.Pattern{{Name: "order", Expr: `ORD-\d{6}-\w+`}}, Key: []byte("0123456789abcdef")})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// plainly is a text as a search for a secret reads it: small letters, digits and
// the signs of addresses.
func plainly(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r == '@' {
			return r
		}
		return -1
	}, strings.ToLower(text))
}

var marker = regexp.MustCompile(`qx[a-z]{3}`)

// planted is a ticket with a marker in every member, and behind each marker a
// secret; another round puts another kind of secret in each place.
func planted(t *testing.T, round int) Record {
	t.Helper()
	m := &markers{secret: map[string]string{}, public: map[string]string{}}
	rec := markedTicket(t, m)
	kinds := slices.Sorted(maps.Keys(secrets))
	raw := marker.ReplaceAllStringFunc(string(rec.Raw), func(word string) string {
		n := int(word[2]-'a')*676 + int(word[3]-'a')*26 + int(word[4]-'a')
		return word + " " + secrets[kinds[(n+round)%len(kinds)]] + " " + word
	})
	out := decoded(t, raw)
	out.Department = "Desk " + secrets[kinds[round]]
	out.Files = map[string]File{}
	out.Exceptions = []Exception{{Code: "odd_" + kinds[round], Name: secrets[kinds[round]], Message: "lacks " + secrets[kinds[round]]}}
	n := 0
	for i := range out.Ticket.Transactions {
		for _, a := range out.Ticket.Transactions[i].Attachments {
			if n++; n%2 == 0 {
				out.Files[a.Key()] = File{Exception: &Exception{Code: "attachment_missing", Message: "no " + secrets[kinds[n%len(kinds)]]}}
			} else {
				path := fmt.Sprintf("attachments/%04d-%s.pdf", n, strings.NewReplacer(" ", "_", "@", "_", "+", "").Replace(secrets[kinds[n%len(kinds)]]))
				out.Files[a.Key()] = File{Path: path, Size: 3, SHA256: strings.Repeat("ab", 32), MediaType: "application/pdf"}
			}
		}
	}
	out.Open = func(path string) (io.ReadSeekCloser, error) { return nil, fs.ErrNotExist }
	return out
}

var (
	jsonEscape = regexp.MustCompile(`\\u[0-9a-fA-F]{4}|\\[nrt/"\\]`)
	pdfHex     = regexp.MustCompile(`<([0-9A-Fa-f\s]{8,})>`)
)

// everyReading is what can be read of a transcript's three forms, one way or
// another: by kind of reading.
func everyReading(t *testing.T, transcript *Transcript) map[string]string {
	t.Helper()
	page, document := written(t, HTML, transcript), written(t, JSON, transcript)
	forms := map[string]string{"HTML": page, "HTML, unescaped": html.UnescapeString(html.UnescapeString(page)), "JSON": document}
	forms["JSON, unescaped"] = unescapedJSON(document)
	forms["JSON, unescaped twice"] = unescapedJSON(forms["JSON, unescaped"])
	var log strings.Builder
	if err := WriteRedactionLog(&log, transcript); err != nil {
		t.Fatal(err)
	}
	forms["log"] = log.String()
	file := renderPDF(t, transcript, PDFOptions{})
	raw := inflated(file)
	forms["PDF's bytes"] = raw
	forms["PDF's UTF-16"] = strings.ReplaceAll(raw, "\x00", "")
	var strung strings.Builder
	for _, m := range pdfHex.FindAllStringSubmatch(raw, -1) {
		if text, err := hex.DecodeString(strings.Join(strings.Fields(m[1]), "")); err == nil {
			strung.WriteString(strings.ReplaceAll(string(text), "\x00", "") + "\n")
		}
	}
	forms["PDF's hex strings"] = strung.String()
	forms["PDF's words"] = pdfTool(t, file, "pdftotext", "-layout", "FILE", "-")
	return forms
}

func unescapedJSON(text string) string {
	return jsonEscape.ReplaceAllStringFunc(text, func(escape string) string {
		var is string
		if json.Unmarshal([]byte(`"`+escape+`"`), &is) != nil {
			return " "
		}
		return is
	})
}

// Whatever string of a record a secret stands in, no form of the redacted
// transcript has it, and nothing else is changed.
func TestNothingRedactedIsLeft(t *testing.T) {
	for round := range len(secrets) {
		for _, audience := range []Audience{Internal, ForCustomer, Legal} {
			if audience == Legal && round > 0 || testing.Short() && round > 1 {
				continue
			}
			t.Run(fmt.Sprint(audience, round), func(t *testing.T) {
				t.Parallel()
				rec := planted(t, round)
				whole := build(t, rec, Options{Audience: audience})
				redacted := build(t, rec, Options{Audience: audience, Redact: everyRule(t)})
				before := plainly(written(t, JSON, whole))
				if found := strings.Count(before, plainly(secrets[redact.Card])); found < 5 {
					t.Fatalf("a card is planted in %d places only", found)
				}
				for form, text := range everyReading(t, redacted) {
					tellsNone(t, form, text)
				}
				sameButFor(t, whole, redacted)
			})
		}
	}
}

// tellsNone looks for the secrets in a text.
func tellsNone(t *testing.T, form, text string) {
	t.Helper()
	squeezed, small := plainly(text), strings.ToLower(text)
	for kind, secret := range secrets {
		read, is := squeezed, plainly(secret)
		if strings.HasPrefix(form, "PDF's bytes") && len(is) < 12 {
			read, is = small, strings.ToLower(secret) // among coordinates, nine figures in a row may be found by chance
		}
		if at := strings.Index(read, is); at >= 0 {
			t.Errorf("%s tells the %s: …%q…", form, kind, read[max(0, at-60):min(len(read), at+60)])
		}
	}
}

// aMark is what stands in the place of something.
var aMark = regexp.MustCompile(`\[redacted: [^\]]*\]`)

// sameButFor holds a redacted transcript against the whole one, member by
// member.
func sameButFor(t *testing.T, whole, redacted *Transcript) {
	t.Helper()
	var a, b any
	if err := json.Unmarshal([]byte(written(t, JSON, whole)), &a); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal([]byte(written(t, JSON, redacted)), &b); err != nil {
		t.Fatal(err)
	}
	if _, said := b.(obj)["redaction"]; !said {
		t.Error("the transcript does not say that it is redacted")
	}
	delete(b.(obj), "redaction")
	compare(t, "", a, b)
}

func compare(t *testing.T, at string, a, b any) {
	t.Helper()
	switch a := a.(type) {
	case obj:
		b, ok := b.(obj)
		if !ok {
			t.Errorf("%s: %v became %v", at, a, b)
			return
		}
		if one, is := a["inlines"].([]any); is { // one inline may be several now
			other, _ := b["inlines"].([]any)
			compare(t, at+".inlines", inlineText(one), inlineText(other))
			a, b = maps.Clone(a), maps.Clone(b)
			delete(a, "inlines")
			delete(b, "inlines")
		}
		for name := range b {
			if _, was := a[name]; !was {
				t.Errorf("%s.%s is new: %v", at, name, b[name])
			}
		}
		for name := range a {
			compare(t, at+"."+name, a[name], b[name])
		}
	case []any:
		b, _ := b.([]any)
		if len(a) != len(b) {
			t.Errorf("%s: %d became %d", at, len(a), len(b))
			return
		}
		for i := range a {
			compare(t, fmt.Sprintf("%s[%d]", at, i), a[i], b[i])
		}
	case string:
		b, _ := b.(string)
		if why := differs(a, b); why != "" && !(strings.HasSuffix(at, ".path") && strings.HasSuffix(b, "-redacted.pdf") && a[:17] == b[:17]) {
			t.Errorf("%s: %s:\n %q became\n %q", at, why, a, b)
		}
	default:
		if fmt.Sprint(a) != fmt.Sprint(b) {
			t.Errorf("%s: %v became %v", at, a, b)
		}
	}
}

func inlineText(list []any) string {
	var out strings.Builder
	for _, in := range list {
		in := in.(obj)
		if in["break"] == true {
			out.WriteString("\n")
		}
		text, _ := in["text"].(string)
		out.WriteString(text)
	}
	return out.String()
}

// gone is what may be missing: a secret, or any mail address.
var gone = func() string {
	all := []string{`[^\s@:?=/<(]+(?:@|%40)[^\s@]*[^\s@.,;)>]`}
	for _, secret := range secrets {
		all = append(all, strings.ReplaceAll(regexp.QuoteMeta(secret), " ", "(?: |%20)"))
	}
	return "(?i:" + strings.Join(all, "|") + ")"
}()

// differs tells whether more of a text was changed than secrets and addresses.
func differs(whole, redacted string) string {
	var pattern strings.Builder
	pattern.WriteString("(?s)^")
	for i, piece := range aMark.Split(redacted, -1) {
		if i > 0 {
			pattern.WriteString(gone)
		}
		pattern.WriteString(regexp.QuoteMeta(piece))
	}
	if is := regexp.MustCompile(pattern.String() + "$"); !is.MatchString(whole) {
		return "more than a secret is changed"
	}
	return ""
}
