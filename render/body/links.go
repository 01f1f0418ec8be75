package body

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/net/idna"
)

// linkSpan is a stretch of a text that names an address. Without href it is
// one that only looked like it.
type linkSpan struct {
	start, end int
	href       string
	image      *Image // that the address itself holds
}

// linked turns a line of plain text to inlines, its links found.
func linked(line string) []Inline {
	return splitLinks(nil, Inline{Text: line}, 0, findLinks(line))
}

// splitLinks appends a run of text, which begins at offset of the line that
// the spans were found in, cut at the spans' edges and those of telephone
// numbers.
func splitLinks(out []Inline, run Inline, offset int, spans []linkSpan) []Inline {
	text := run.Text
	end := offset + len(text)
	add := func(from, to int, href string) {
		if from < to {
			piece := run
			if piece.Text, piece.Link = text[from-offset:to-offset], href; href == "" {
				out = splitNumbers(out, piece)
			} else {
				out = append(out, piece)
			}
		}
	}
	at := offset
	for _, s := range spans {
		if s.end <= at || s.start >= end {
			continue
		}
		from, to := max(s.start, at), min(s.end, end)
		add(at, from, "")
		if s.image == nil {
			add(from, to, s.href)
		} else if from == s.start {
			out = append(out, Inline{Image: s.image})
		}
		at = to
	}
	add(at, end, "")
	return out
}

// findLinks finds http and https addresses, www names and e-mail addresses.
// It is one pass: what began like an address and is none is not read again.
func findLinks(s string) []linkSpan {
	if !mayHoldLink(s) {
		return nil
	}
	var spans []linkSpan
	done := 0
	for i := 0; i < len(s); i++ {
		var span linkSpan
		switch s[i] {
		case ':':
			if span = webLink(s, done, i); span.end == 0 {
				span = dataSpan(s, done, i)
			}
		case 'w', 'W':
			span = wwwLink(s, done, i)
		case '@':
			span = mailLink(s, done, i)
		}
		if span.href != "" || span.image != nil {
			spans = append(spans, span)
		}
		if span.end > 0 {
			done, i = span.end, span.end-1
		}
	}
	return spans
}

// mayHoldLink tells quickly of most texts that there is no address in them.
func mayHoldLink(s string) bool {
	return strings.IndexByte(s, '@') >= 0 || strings.Contains(s, "://") || strings.Contains(s, "www.") ||
		strings.Contains(s, "WWW.") || strings.Contains(s, "Www.") || strings.Contains(s, "image/")
}

func webLink(s string, done, colon int) linkSpan {
	if !strings.HasPrefix(s[colon:], "://") {
		return linkSpan{}
	}
	for _, scheme := range []string{"https", "http"} {
		start := colon - len(scheme)
		if start >= done && strings.EqualFold(s[start:colon], scheme) && !letterBefore(s, start) {
			return addressSpan(s, start, "")
		}
	}
	return linkSpan{}
}

func wwwLink(s string, done, at int) linkSpan {
	if len(s)-at < 8 || !strings.EqualFold(s[at:at+4], "www.") || letterBefore(s, at) || at < done {
		return linkSpan{}
	}
	return addressSpan(s, at, "https://")
}

func addressSpan(s string, start int, prefix string) linkSpan {
	end := start
	for i, r := range s[start:min(len(s), start+maxLink)] {
		if unicode.IsSpace(r) || unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) ||
			strings.ContainsRune("<>\"`{}|\\^«»“”„", r) || r >= 0x3000 && r <= 0x303f || r >= 0xff01 && r <= 0xff0f {
			break
		}
		if r == utf8.RuneError || r == ']' && strings.HasPrefix(s[start+i:], "](") { // of Markdown
			break
		}
		end = start + i + utf8.RuneLen(r)
	}
	end = start + len(trimAddress(s[start:end]))
	span := linkSpan{start: start, end: max(end, start+1)}
	if strings.Contains(s[start:end], ".") {
		span.href = SafeLink(prefix + s[start:end])
	}
	return span
}

// trimAddress leaves the punctuation of the sentence out, and a closing
// bracket that was not opened in the address.
func trimAddress(s string) string {
	open := strings.Count(s, "(") - strings.Count(s, ")")
	for s != "" {
		r, size := utf8.DecodeLastRuneInString(s)
		if r == ')' && open >= 0 || r != ')' && !strings.ContainsRune(".,;:!?#'*_~]…’״׳", r) {
			break
		}
		if r == ')' {
			open++
		}
		s = s[:len(s)-size]
	}
	return s
}

const maxLocal = 64 // octets before the @ (RFC 5321, 4.5.3.1.1)

func mailLink(s string, done, at int) linkSpan {
	start := at
	for start > done && at-start < maxLocal && isLocal(s[start-1]) {
		start--
	}
	for start < at && s[start] == '.' {
		start++
	}
	end, dot := at+1, -1
	for end < len(s) && end-at < 255 && (isAlnum(s[end]) || s[end] == '-' || s[end] == '.') {
		if s[end] == '.' {
			dot = end
		}
		end++
	}
	for end > at && (s[end-1] == '.' || s[end-1] == '-') {
		end--
		dot = strings.LastIndexByte(s[at:end], '.') + at
	}
	if start == at || dot <= at+1 || end-dot < 3 || letterBefore(s, start) {
		return linkSpan{}
	}
	if href := SafeLink("mailto:" + s[start:end]); href != "" {
		return linkSpan{start: start, end: end, href: href}
	}
	return linkSpan{}
}

func isAlnum(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z'
}

func isLocal(c byte) bool { return isAlnum(c) || strings.IndexByte("._%+-", c) >= 0 }

// letterBefore reports whether a Latin letter or a digit runs up to here. A
// Hebrew prefix before an address is usual, and does not.
func letterBefore(s string, at int) bool { return at > 0 && isAlnum(s[at-1]) }

const (
	maxLink = 4 << 10
	maxHost = 260
)

// SafeLink returns an address in a form fit to be followed, or nothing if it
// is not an absolute one of http, https, mailto or tel. A signed query is cut
// off: it is a credential, and will have expired.
func SafeLink(raw string) string {
	raw = strings.TrimSpace(raw)
	if raw == "" || len(raw) > maxLink || !utf8.ValidString(raw) || strings.ContainsFunc(raw, unicode.IsControl) {
		return ""
	}
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	switch strings.ToLower(u.Scheme) {
	case "http", "https":
		if u.Host = asciiHost(u); u.Host == "" || u.User != nil {
			return ""
		}
		if strings.Contains(u.RawQuery, "X-Amz-Signature") {
			u.RawQuery = ""
		}
	case "mailto", "tel":
		plain, err := url.PathUnescape(u.Opaque)
		if err != nil || plain == "" || strings.ContainsFunc(plain, unicode.IsControl) {
			return ""
		}
		u.Opaque = (&url.URL{Path: plain}).EscapedPath()
	default:
		return ""
	}
	u.RawQuery = unquotable.Replace(u.RawQuery)
	return u.String()
}

// asciiHost is the host and port as they go over the wire, so that letters of
// another script which look like others are seen. Nothing for a bad host.
func asciiHost(u *url.URL) string {
	name := u.Hostname()
	if len(name) > maxHost || !utf8.ValidString(name) {
		return ""
	}
	host, err := idna.Lookup.ToASCII(name)
	if again, errAgain := idna.Lookup.ToASCII(host); err != nil || errAgain != nil || again != host || host == "" {
		return ""
	}
	if u.Port() != "" {
		host += ":" + u.Port()
	}
	return host
}

// unquotable escapes what a query may hold in the wild, but not in a link.
var unquotable = strings.NewReplacer(" ", "%20", `"`, "%22", "<", "%3C", ">", "%3E", "`", "%60")
