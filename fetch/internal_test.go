package fetch

import (
	"encoding/base64"
	"fmt"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/google/go-cmp/cmp"
)

func TestCredentials(t *testing.T) {
	good := Credentials{URL: "https://acme.glassix.com", APIKey: "key", APISecret: "hidden", UserName: "user"}
	for address, want := range map[string]string{
		"https://acme.glassix.com":           "https://acme.glassix.com/api/v1.2",
		"https://acme.glassix.com/":          "https://acme.glassix.com/api/v1.2",
		"https://acme.glassix.com/api/v1.2/": "https://acme.glassix.com/api/v1.2",
		"https://10.0.0.1:8443":              "https://10.0.0.1:8443/api/v1.2",
		"http://127.0.0.1:8080":              "http://127.0.0.1:8080/api/v1.2",
		"http://[::1]:8080":                  "http://[::1]:8080/api/v1.2",
		"http://localhost":                   "http://localhost/api/v1.2",
		"http://acme.glassix.com":            "",
		"http://localhost.example.com":       "",
		"http://127.0.0.1.example.com":       "",
		"acme.glassix.com":                   "",
		"https://":                           "",
		"https://user:hidden@a.glassix.com":  "",
		"https://acme.glassix.com/?a=hidden": "",
		"https://acme.glassix.com/other":     "",
		"ftp://acme.glassix.com":             "",
		"https://acme.glassix.com\n":         "",
		"":                                   "",
	} {
		c := good
		c.URL = address
		got, err := c.base()
		if got != want || (err == nil) != (want != "") {
			t.Errorf("%q: got %q, %v", address, got, err)
		}
		if err != nil && strings.Contains(err.Error(), "hidden") {
			t.Errorf("%q: %v", address, err)
		}
	}
	if err := good.Validate(); err != nil {
		t.Error(err)
	}
	for _, c := range []Credentials{
		{good.URL, "", "hidden", "user"}, {good.URL, "key", " ", "user"}, {good.URL, "key", "hidden", ""}, {good.URL, "key", "hid\nden", "user"},
	} {
		if c.Validate() == nil {
			t.Errorf("accepted %v", c)
		}
	}
}

func TestCredentialsAreNotPrinted(t *testing.T) {
	c := Credentials{URL: "https://acme.glassix.com", APIKey: "key", APISecret: "hidden", UserName: "user"}
	var log strings.Builder
	slog.New(slog.NewTextHandler(&log, nil)).Info("x", "credentials", c)
	for _, text := range []string{fmt.Sprint(c), fmt.Sprintf("%+v", c), fmt.Sprintf("%#v", &c), fmt.Sprintf("%q", c), fmt.Sprintf("%x", c), log.String()} {
		if strings.Contains(text, "hidden") || strings.Contains(text, fmt.Sprintf("%x", "hidden")) {
			t.Error(text)
		}
	}
}

func at(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t
}

func TestWindows(t *testing.T) {
	for name, test := range map[string]struct {
		since, until string
		want         []string
	}{
		"in a month":     {"2024-02-03T10:00:00Z", "2024-02-03T11:00:00Z", []string{"2024-02-03T10:00:00Z to 2024-02-03T11:00:00Z"}},
		"a whole month":  {"2024-02-01T00:00:00Z", "2024-03-01T00:00:00Z", []string{"2024-02-01T00:00:00Z to 2024-03-01T00:00:00Z"}},
		"over new year":  {"2023-12-31T23:59:59Z", "2024-02-01T00:00:00.01Z", []string{"2023-12-31T23:59:59Z to 2024-01-01T00:00:00Z", "2024-01-01T00:00:00Z to 2024-02-01T00:00:00Z", "2024-02-01T00:00:00Z to 2024-02-01T00:00:00.01Z"}},
		"rounded":        {"2024-02-03T10:00:00.1299999Z", "2024-02-03T10:00:00.1300001Z", []string{"2024-02-03T10:00:00.12Z to 2024-02-03T10:00:00.14Z"}},
		"over a month":   {"2024-01-31T23:59:59.99Z", "2024-01-31T23:59:59.995Z", []string{"2024-01-31T23:59:59.99Z to 2024-02-01T00:00:00Z"}},
		"another zone":   {"2024-02-01T01:00:00+02:00", "2024-02-01T03:00:00+02:00", []string{"2024-01-31T23:00:00Z to 2024-02-01T00:00:00Z", "2024-02-01T00:00:00Z to 2024-02-01T01:00:00Z"}},
		"a moment":       {"2024-02-03T10:00:00Z", "2024-02-03T10:00:00Z", []string{"2024-02-03T10:00:00Z to 2024-02-03T10:00:00Z"}},
		"wrong way":      {"2024-02-03T10:00:00Z", "2024-02-03T09:59:59Z", nil},
		"short of a day": {"2024-02-29T00:00:00Z", "2024-03-01T00:00:00Z", []string{"2024-02-29T00:00:00Z to 2024-03-01T00:00:00Z"}},
	} {
		var got []string
		for _, w := range Windows(at(test.since), at(test.until)) {
			got = append(got, w.String())
		}
		if diff := cmp.Diff(test.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestServiceTime(t *testing.T) {
	for moment, want := range map[string]string{
		"2023-07-01T00:00:00Z":           "01/07/2023 00:00:00:00",
		"2023-12-31T23:59:59.999Z":       "31/12/2023 23:59:59:99",
		"2023-12-31T23:59:59.01Z":        "31/12/2023 23:59:59:01",
		"2023-07-01T02:00:00.1234+03:00": "30/06/2023 23:00:00:12",
	} {
		if got := serviceTime(at(moment)); got != want {
			t.Errorf("%s: got %s, want %s", moment, got, want)
		}
	}
}

func FuzzWindows(f *testing.F) {
	f.Add(int64(1704067199), int64(995e6), int64(3600*24*400))
	f.Add(int64(1709164800), int64(0), int64(1))
	f.Fuzz(func(t *testing.T, unix, nano, span int64) {
		const year = 366 * 24 * 3600
		since := time.Unix(unix%(200*year), nano%1e9)
		until := since.Add(time.Duration(span%(10*year)) * time.Second)
		windows := Windows(since, until)
		if (len(windows) == 0) != until.Before(since) {
			t.Fatalf("%d windows", len(windows))
		}
		for i, w := range windows {
			if i > 0 && !w.Since.Equal(windows[i-1].Until) {
				t.Errorf("a gap before %v", w)
			}
			if w.Until.Before(w.Since) || w.Until.After(w.Since.AddDate(0, 1, 0)) || !w.Until.Truncate(grain).Equal(w.Until) {
				t.Errorf("bad window %v", w)
			}
			if start := w.Since; i > 0 && (start.Day() != 1 || start.Truncate(24*time.Hour) != start) {
				t.Errorf("not at the start of a month: %v", w)
			}
		}
		if len(windows) > 0 {
			first, last := since.Sub(windows[0].Since), windows[len(windows)-1].Until.Sub(until)
			if first < 0 || first >= grain || last < 0 || last >= 2*grain {
				t.Errorf("%v before and %v after", first, last)
			}
		}
	})
}

func TestRetryAfter(t *testing.T) {
	now := at("2024-05-06T07:08:09Z")
	for _, test := range []struct {
		value, date string
		want        time.Duration
	}{
		{"7", "", 7 * time.Second}, {" 1.5 ", "", 1500 * time.Millisecond}, {"0", "", 0}, {"-3", "", 0}, {"NaN", "", 0}, {"+Inf", "", time.Minute},
		{"1e300", "", time.Minute}, {"3600", "", time.Minute}, {"", "", 0}, {"soon", "", 0}, {"7, 8", "", 0},
		{"Mon, 06 May 2024 07:08:20 GMT", "", 11 * time.Second},
		{"Mon, 06 May 2024 07:08:20 GMT", "Mon, 06 May 2024 07:08:15 GMT", 5 * time.Second},
		{"Mon, 06 May 2024 07:08:20 GMT", "garbage", 11 * time.Second},
		{"Monday, 06-May-24 07:08:20 GMT", "", 11 * time.Second},
		{"Mon, 06 May 2024 06:00:00 GMT", "", 0},
		{"Mon, 06 May 2030 06:00:00 GMT", "", time.Minute},
	} {
		h := http.Header{"Retry-After": {test.value}, "Date": {test.date}}
		if got := retryAfter(h, now, time.Minute); got != test.want {
			t.Errorf("%q at %q: got %v, want %v", test.value, test.date, got, test.want)
		}
	}
}

func FuzzRetryAfter(f *testing.F) {
	f.Add("7", "")
	f.Add("Mon, 06 May 2024 07:08:20 GMT", "Mon, 06 May 2024 07:08:15 GMT")
	f.Add("Mon, 01 Jan 0001 00:00:00 GMT", "Fri, 31 Dec 9999 23:59:59 GMT")
	f.Fuzz(func(t *testing.T, value, date string) {
		h := http.Header{"Retry-After": {value}, "Date": {date}}
		if got := retryAfter(h, time.Unix(1e9, 0), time.Minute); got < 0 || got > time.Minute {
			t.Errorf("%v", got)
		}
	})
}

func TestBackoff(t *testing.T) {
	for step, want := range []time.Duration{500 * time.Millisecond, time.Second, 2 * time.Second, 4 * time.Second, 8 * time.Second, 10 * time.Second, 10 * time.Second} {
		low, high := backoff(step, 10*time.Second, func() float64 { return 0 }), backoff(step, 10*time.Second, func() float64 { return 1 })
		if low != want/2 || high != want {
			t.Errorf("step %d: %v to %v, want up to %v", step, low, high, want)
		}
	}
	if got := backoff(1<<40, time.Minute, func() float64 { return 0 }); got != 30*time.Second {
		t.Errorf("got %v", got)
	}
}

func TestNextPage(t *testing.T) {
	for paging, want := range map[string]string{
		``: "", `null`: "", `""`: "", `{}`: "", `{"next":null}`: "", `{"next":""}`: "", `{"next":" "}`: "", ` {"other":1} `: "",
		`{"next":"https://a.glassix.com/api/v1.2/tickets/list?page=ZGJh+OjI="}`: "ZGJh+OjI=",
		`{"next":"https://a.glassix.com/list?x=1&page=ZGJh%2BOjI%3D#f"}`:        "ZGJh+OjI=",
		`{"Next":"/api/v1.2/tickets/list?Page=abc"}`:                            "abc",
		`{"next":"https://a/list"}`:                                             "error",
		`{"next":"https://a/list?page="}`:                                       "error",
		`{"next":"?page=%zz"}`:                                                  "error",
		`{"next":7}`:                                                            "error",
		`"more"`:                                                                "error",
		`[]`:                                                                    "error",
		`true`:                                                                  "error",
	} {
		got, err := nextPage([]byte(paging))
		if err != nil {
			got = "error"
		}
		if got != want {
			t.Errorf("%s: got %q, want %q", paging, got, want)
		}
	}
}

func FuzzPage(f *testing.F) {
	f.Add([]byte(`{"tickets":[{"id":1,"state":"Closed"}],"paging":{"next":"https://x/?page=ZGJh"}}`))
	f.Add([]byte(`{"tickets":[null,{"id":null},{"id":5,"participants":7}]}`))
	f.Add([]byte("\ufeff" + `{"tickets":null,"paging":""}`))
	f.Fuzz(func(t *testing.T, answer []byte) {
		p, err := readPage(answer)
		if err != nil && (p.next != "" || len(p.heads) > 0) {
			t.Error("an error and a page")
		}
		for _, h := range p.heads {
			if (h.ticket == nil) != (h.err != nil) || h.id < 0 || h.err == nil && h.id != h.ticket.ID {
				t.Errorf("%+v", h)
			}
		}
	})
}

func FuzzPageToken(f *testing.F) {
	f.Add("9f0c-guid:2", "https://acme.glassix.com/api/v1.2/tickets/list")
	f.Fuzz(func(t *testing.T, text, address string) {
		if text == "" || strings.ContainsAny(address, "?#") {
			t.Skip()
		}
		token := base64.StdEncoding.EncodeToString([]byte(text))
		got, err := pageToken(address + "?page=" + token)
		if err != nil || got != token {
			t.Errorf("got %q, %v", got, err)
		}
	})
}

func TestRedact(t *testing.T) {
	for address, want := range map[string]string{
		"https://b.s3.amazonaws.com/a.jpg?X-Amz-Signature=1": "https://b.s3.amazonaws.com/a.jpg",
		"https://user:pass@host/a#frag":                      "https://host/a",
		"https://host/a%2Fb%20c":                             "https://host/a%2Fb%20c",
		"http://[::1/a?sig=1":                                "http://[::1/a",
		"mailto:a@b?x=1":                                     "b",
		"":                                                   "",
	} {
		if got := redactURL(address); got != want {
			t.Errorf("%q: got %q, want %q", address, got, want)
		}
	}
	for text, want := range map[string]string{
		`Get "https://h/a?X-Amz-Signature=12&b=3": EOF`: `Get "https://h/a": EOF`,
		"bad /files/x?sig=1 here":                       "bad /files/x here",
		"odd X-Amz-Signature=12 there":                  "odd  there",
		"nothing to hide":                               "nothing to hide",
		"token: 7 is odd, policy: none":                 "token: 7 is odd, policy: none",
		"the design: a signature, assigned":             "the design: a signature, assigned",
		"unexpected token: EOF":                         "unexpected token: EOF",
	} {
		if got := redactText(text); got != want {
			t.Errorf("%q: got %q, want %q", text, got, want)
		}
	}
}

// signatures are the parts of a signed address that are worth something.
var signatures = []string{"X-Amz-Signature", "X-Amz-Credential", "X-Amz-Security-Token", "x-amz-signature", "X_AMZ_SIGNATURE", "X-Goog-Signature", "X-Goog-Credential",
	"Signature", "AWSAccessKeyId", "GoogleAccessId", "Key-Pair-Id", "CloudFront-Signature", "CloudFront-Policy", "sig", "Sig", "Policy", "token"}

// quotations are the ways in which a host's words give a parameter again.
var quotations = []string{
	"https://h/a?b=1&%s=%s", "b=1&%s=%s&c=2", "https%%3A%%2F%%2Fh%%2Fa%%3Fb%%3D1%%26%s%%3D%s%%26c%%3D2", "b%%3D1%%26%s%%3D%s", "b%%253d1%%2526%s%%253d%s",
	"b=1&amp;%s&#61;%s", "b=1\\u0026%s\\u003d%s", `{"%s":"%s"}`, `{"%s" : "%s"}`, `{\"%s\":\"%s\"}`, "%s: %s", "%s:%s", "%s :\r\n %s", "%s = '%s'", "HTTP_%s=%s", "%s%%3A%s",
}

func TestRedactEveryFormOfASignature(t *testing.T) {
	const secret = "Tm90QVJlYWxTaWduYXR1cmU/x+y=="
	for _, name := range signatures {
		for _, quotation := range quotations {
			text := fmt.Sprintf("not valid: "+quotation+" of a file", name, secret)
			if strings.Contains(quotation, "%%3A%s") && (name == "Policy" || name == "token") {
				continue // words before an escaped colon
			}
			got := redactText(text)
			if strings.Contains(got, "Tm90") || strings.Contains(got, "YWxTaWdu") || strings.Contains(got, "x+y") || !strings.Contains(got, "not valid") || !strings.Contains(got, " of a file") {
				t.Errorf("%q: %q", text, got)
			}
		}
	}
}

// FuzzRedactText hides a signature in any text, in any form.
func FuzzRedactText(f *testing.F) {
	f.Add("The signature is bad: ", " (SignatureDoesNotMatch)", "c2lnbmF0dXJlLW9mLWFsbA", uint8(0), uint8(2))
	f.Add("%3D", "?", "0123456789abcdef0123", uint8(7), uint8(9))
	f.Fuzz(func(t *testing.T, before, after, secret string, name, quotation uint8) {
		odd := func(r rune) bool {
			return r > 'z' || !(unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("+/_.-", r))
		}
		if len(secret) < 16 || strings.ContainsFunc(secret, odd) || strings.Contains(before+after, secret) {
			t.Skip()
		}
		form := quotations[int(quotation)%(len(quotations)-1)] // but an escaped colon
		quoted := fmt.Sprintf(form, signatures[int(name)%len(signatures)], secret)
		if strings.Contains(strings.Replace(quoted, secret, "", 1), secret) {
			t.Skip()
		}
		if got := redactText(before + " " + quoted + " " + after); strings.Contains(got, secret) {
			t.Errorf("%q shows in %q", secret, got)
		}
	})
}

func FuzzRedactURL(f *testing.F) {
	f.Add("https://h/a", "X-Amz-Signature=12")
	f.Add("http://[::1/\x00", "\u202e")
	f.Fuzz(func(t *testing.T, address, query string) {
		got := redactURL(address + "?" + query)
		if strings.Contains(got, "?") || strings.ContainsFunc(got, unicode.IsControl) || len([]rune(got)) > maxMessage+1 {
			t.Errorf("%q", got)
		}
		if len(query) > 3 && !strings.Contains(address, query) && !strings.Contains(query, "/") && strings.Contains(got, query) {
			t.Errorf("%q holds the query", got)
		}
	})
}

func TestMessage(t *testing.T) {
	long := strings.Repeat("ש", 1000)
	for body, want := range map[string]string{
		`{"message":"Not\u0007 found\n\u202eevil"}`: "Not found evil",
		`{"Message":"No"}`:                          "No",
		`{"error":"x"}`:                             "",
		``:                                          "",
		`plain  words`:                              "plain words",
		`<html><body>Hi`:                            "",
		"\ufeff<!DOCTYPE>x":                         "",
		`{"message":"see https://h/a?X-Amz-Signature=1"}`:                                                          "see https://h/a",
		`<?xml version="1.0"?><Error><Code>AccessDenied</Code><Message>Request has expired</Message>` + `</Error>`: "AccessDenied Request has expired",
		`{"message":"` + long + `"}`: strings.Repeat("ש", maxMessage) + "…",
	} {
		if got := message([]byte(body)); got != want {
			t.Errorf("%.60s: got %q, want %q", body, got, want)
		}
	}
}
