package archive

import (
	"bytes"
	"html"
	"net/http"
	"regexp"
	"strconv"
	"strings"
)

// pages are what web servers answer errors in.
var pages = map[string]bool{"text/html": true, "application/xhtml+xml": true}

// binaries are the endings of files that are never text, but for isTextOf.
var binaries = endings(`pdf doc docx docm dot dotx xls xlsx xlsm xlsb ppt pptx pptm pps ppsx odt ods odp odg
	vsd vsdx pub mpp one mdb accdb epub pages numbers msg pst ost
	zip rar 7z gz tgz bz2 xz zst tar cab iso jar apk ipa dmg exe msi dll
	jpg jpeg jpe jfif png gif webp heic heif avif tif tiff bmp ico psd
	mp3 m4a aac amr ogg oga opus wav wma flac aif aiff mp4 m4v mov avi mkv webm wmv flv mpg mpeg 3gp`)

// webPages are the endings under which a web page is nothing odd, texts those
// of other files that may well hold one.
var (
	webPages = endings("html htm xhtml xht shtml mht mhtml php asp aspx jsp")
	texts    = endings("txt text log csv tsv md eml svg bin")
)

func endings(list string) map[string]bool {
	set := map[string]bool{}
	for ending := range strings.FieldsSeq(list) {
		set["."+ending] = true
	}
	return set
}

// isTextOf knows the text that programs do save under the ending of a binary
// format.
func isTextOf(ending, media string, head []byte) bool {
	switch ending {
	case ".pdf": // some have a few bytes before it
		return bytes.Contains(head[:min(len(head), 1024)], []byte("%PDF-"))
	case ".doc", ".dot":
		return media == "text/rtf" || isOffice(head)
	case ".xls":
		return media == "text/tab-separated-values" || isOffice(head)
	case ".ppt", ".pps":
		return isOffice(head)
	}
	return false
}

// isOffice tells the XML and HTML that Office saves.
func isOffice(head []byte) bool {
	return bytes.Contains(head, []byte("urn:schemas-microsoft-com:office:")) || bytes.Contains(head, []byte("<?mso-application"))
}

// isWrongPage reports whether a web page can't be the file. One without an
// ending is taken for the answer of a web server.
func isWrongPage(ending string, head []byte) bool {
	switch {
	case webPages[ending]:
		return beginsWithCode(firstText(titles, head))
	case texts[ending]:
		return isTrouble(firstText(titles, head)) || isTrouble(firstText(headings, head))
	}
	return true
}

var (
	titles   = regexp.MustCompile(`(?is)<title\b[^>]*>(.*?)</`)
	headings = regexp.MustCompile(`(?is)<h[1-6]\b[^>]*>(.*?)</h[1-6]`)
	tags     = regexp.MustCompile(`<[^>]*>`)
	codes    = regexp.MustCompile(`\b[45]\d\d\b`)
	troubles = regexp.MustCompile(`(?i)\b(denied|forbidden|unauthori[sz]ed|not found|unavailable|gateway|errors?|sign[ -]?in|log[ -]?in)\b|שגיאה|התחברות|לא נמצא`)
)

// firstText is the plain text of the first element of a kind.
func firstText(element *regexp.Regexp, head []byte) string {
	found := element.FindSubmatch(head)
	if found == nil {
		return ""
	}
	return strings.TrimSpace(html.UnescapeString(tags.ReplaceAllString(string(found[1]), " ")))
}

// isTrouble tells the words of error pages and logins.
func isTrouble(text string) bool {
	for _, code := range codes.FindAllString(text, -1) {
		if isCode(code) {
			return true
		}
	}
	return troubles.MatchString(text)
}

func beginsWithCode(text string) bool {
	at := codes.FindStringIndex(text)
	return at != nil && at[0] == 0 && isCode(text[:at[1]])
}

// isCode tells a status from other numbers of three digits: those of HTTP, and
// of the proxies of Cloudflare.
func isCode(text string) bool {
	n, err := strconv.Atoi(text)
	return err == nil && (http.StatusText(n) != "" || n >= 520 && n <= 530)
}
