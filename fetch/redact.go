package fetch

import (
	"encoding/json"
	"encoding/xml"
	"net/url"
	"regexp"
	"strings"
	"unicode"
)

const maxMessage = 300 // runes of the service's words in an error

// redactURL is an address without what may be a credential in it: user,
// query and fragment.
func redactURL(address string) string {
	u, err := url.Parse(address)
	if err != nil || u.Opaque != "" {
		if cut := strings.IndexAny(address, "?#"); cut >= 0 {
			address = address[:cut]
		}
		if at := strings.LastIndexByte(address, '@'); at >= 0 {
			address = address[at+1:]
		}
		return clean(address)
	}
	bare := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	return clean(bare.String())
}

// What is a credential in a signed address, by the names that S3, Google,
// CloudFront and Azure give it. The last two are also words of plain language.
const (
	signatureNames = `(?:X[-_](?:Amz|Goog)[-_][\w-]+|CloudFront-[\w-]+|Key-Pair-Id|AWSAccessKeyId|GoogleAccessId|Signature|Credential|Sig)`
	wordyNames     = `(?:Token|Policy)`
)

// equals is an equals sign as it is written in addresses, in addresses that
// are themselves escaped, in JSON and in HTML.
const equals = `(?:=|%(?:25)*3D|\\+u003d|&#61;|&#x3d;|&equals;)`

// queries finds what follows a question mark up to the next blank or quote,
// and what is named as a part of a signature wherever it stands: as parameters
// are written, or headers, or members of JSON.
var queries = regexp.MustCompile(`(?i)(?:\?|%(?:25)*3F)[^\s"'<>]+` +
	`|` + signatureNames + `[\\"']*\s*(?:` + equals + `|:|%(?:25)*3A)[\s\\"']*[^\s"'<>&]+` +
	`|` + wordyNames + `[\\"']*\s*` + equals + `[\s\\"']*[^\s"'<>&]+` +
	`|` + wordyNames + `[\\"']*\s*:[\s\\"']*[\w+/=~%.-]{16,}`)

// users finds the name and password that an address may have before its host.
var users = regexp.MustCompile(`//[^/\s"'<>@]*@`)

// redactText takes the queries of addresses out of a message, and the users.
func redactText(text string) string {
	return users.ReplaceAllString(queries.ReplaceAllString(text, ""), "//")
}

// hide takes the client's own secrets out of what the service says.
func (c *Client) hide(text, token string) string {
	for _, secret := range []string{c.credentials.APISecret, token} {
		if secret != "" {
			text = strings.ReplaceAll(text, secret, "…")
		}
	}
	return text
}

// clean makes one short printable line of text from outside.
func clean(text string) string {
	if len(text) > 8*maxMessage {
		text = text[:8*maxMessage]
	}
	text = strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case !unicode.IsPrint(r) || r == unicode.ReplacementChar:
			return -1 // controls, and the marks that turn the direction of writing
		}
		return r
	}, text)
	text = strings.Join(strings.Fields(text), " ")
	if runes := []rune(text); len(runes) > maxMessage {
		text = string(runes[:maxMessage]) + "…"
	}
	return text
}

// message finds the words of an error body: {"message"} or {"Message"}, the
// XML of a file host, nothing of an HTML page.
func message(body []byte) string {
	if len(body) > 64<<10 {
		body = body[:64<<10]
	}
	body = withoutMark(body)
	var said struct{ Code, Message string } // names match in any case
	if json.Unmarshal(body, &said) == nil {
		return clean(redactText(said.Message))
	}
	if xml.Unmarshal(body, &said) == nil && said.Code+said.Message != "" {
		return clean(redactText(strings.TrimSpace(said.Code + " " + said.Message)))
	}
	text := strings.TrimSpace(string(body))
	if strings.HasPrefix(text, "<") || strings.HasPrefix(text, "{") {
		return ""
	}
	return clean(redactText(text))
}
