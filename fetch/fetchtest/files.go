package fetchtest

import (
	"crypto/hmac"
	"encoding/base64"
	"fmt"
	"hash/crc64"
	"hash/fnv"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

const (
	amzDate   = "20060102T150405Z"
	accessKey = "AKIAFETCHTESTEXAMPLE"
)

func origin(r *http.Request) string {
	if r.TLS != nil {
		return "https://" + r.Host
	}
	return "http://" + r.Host
}

// SignURL makes a signed address for a file, as tickets hold them. host is a
// scheme and a host.
func (w *Workspace) SignURL(host, name string) string {
	return w.signAt(host, name, w.current())
}

func (w *Workspace) sign(name string, r *http.Request, s Settings) string {
	if s.FileHost != "" {
		return w.signAt(s.FileHost, name, s)
	}
	return w.signAt(origin(r), name, s)
}

func (w *Workspace) signAt(host, name string, s Settings) string {
	date := s.Now().Add(-s.LinkAge).UTC()
	query := url.Values{
		"X-Amz-Expires":       {strconv.Itoa(int(s.LinkLife.Seconds()))},
		"X-Amz-Algorithm":     {"AWS4-HMAC-SHA256"},
		"X-Amz-Credential":    {accessKey + date.Format("/20060102") + "/eu-central-1/s3/aws4_request"},
		"X-Amz-Date":          {date.Format(amzDate)},
		"X-Amz-SignedHeaders": {"host"},
	}
	query.Set("X-Amz-Signature", w.signature(name, query))
	return host + filePath + url.PathEscape(name) + "?" + query.Encode()
}

// signature covers the name and every parameter, as S3's does, though it is
// computed in a simpler way.
func (w *Workspace) signature(name string, query url.Values) string {
	signed := url.Values{}
	for parameter, values := range query {
		if parameter != "X-Amz-Signature" {
			signed[parameter] = values
		}
	}
	return w.mac("file " + name + "\n" + signed.Encode())
}

func (w *Workspace) serveFile(rw http.ResponseWriter, r *http.Request, s Settings) {
	name := strings.TrimPrefix(r.URL.Path, filePath)
	query := r.URL.Query()
	w.count(func(c *Counts) {
		c.Downloads[name]++
		if r.Header.Get("Authorization") != "" {
			c.BearerAtFiles++
		}
		if r.Header.Get("Cookie") != "" || r.Header.Get("Referer") != "" {
			c.TracesAtFiles++
		}
	})
	switch {
	case r.Header.Get("Authorization") != "":
		refuseFile(rw, http.StatusBadRequest, "InvalidArgument", "Only one auth mechanism allowed; only the X-Amz-Algorithm query parameter, Signature query string parameter or the Authorization header should be specified")
	case r.Method != http.MethodGet || !query.Has("X-Amz-Signature"):
		refuseFile(rw, http.StatusForbidden, "AccessDenied", "Access Denied")
	case !hmac.Equal([]byte(query.Get("X-Amz-Signature")), []byte(w.signature(name, query))):
		w.count(func(c *Counts) { c.BadSignatures++ })
		refuseFile(rw, http.StatusForbidden, "SignatureDoesNotMatch", "The request signature we calculated does not match the signature you provided. Check your key and signing method.")
	case expired(query, s.FileNow()):
		w.count(func(c *Counts) { c.DeadLinks++ })
		refuseFile(rw, http.StatusForbidden, "AccessDenied", "Request has expired")
	default:
		w.sendFile(rw, r, name, s)
	}
}

func expired(query url.Values, now time.Time) bool {
	from, err := time.Parse(amzDate, query.Get("X-Amz-Date"))
	seconds, atoiErr := strconv.Atoi(query.Get("X-Amz-Expires"))
	return err != nil || atoiErr != nil || !now.Before(from.Add(time.Duration(seconds)*time.Second))
}

func (w *Workspace) sendFile(rw http.ResponseWriter, r *http.Request, name string, s Settings) {
	w.mu.Lock()
	file, ok := w.files[name]
	w.mu.Unlock()
	if !ok {
		w.count(func(c *Counts) { c.MissingFiles++ })
		refuseFile(rw, http.StatusNotFound, "NoSuchKey", "The specified key does not exist.")
		return
	}
	content, err := file.open()
	if err != nil {
		refuseFile(rw, http.StatusInternalServerError, "InternalError", "We encountered an internal error. Please try again.")
		return
	}
	defer content.Close()
	if s.NoRanges {
		r.Header.Del("Range")
	}
	if r.Header.Get("Range") != "" {
		w.count(func(c *Counts) { c.Ranges++ })
	}
	if !s.NoETags {
		sum := fnv.New64a()
		fmt.Fprintf(sum, "%s %d", name, file.size)
		rw.Header().Set("ETag", fmt.Sprintf(`"%016x"`, sum.Sum64()))
	}
	if s.Checksums {
		if err := announceChecksum(rw.Header(), content); err != nil {
			refuseFile(rw, http.StatusInternalServerError, "InternalError", "We encountered an internal error. Please try again.")
			return
		}
	}
	rw.Header().Set("Content-Type", file.contentType)
	http.ServeContent(rw, r, "", time.Time{}, content)
}

func announceChecksum(h http.Header, content io.ReadSeeker) error {
	sum := crc64.New(crc64.MakeTable(0x9a6c9329ac4bc9b5))
	if _, err := io.Copy(sum, content); err != nil {
		return err
	}
	h.Set("x-amz-checksum-crc64nvme", base64.StdEncoding.EncodeToString(sum.Sum(nil)))
	h.Set("x-amz-checksum-type", "FULL_OBJECT")
	_, err := content.Seek(0, io.SeekStart)
	return err
}

func refuseFile(rw http.ResponseWriter, code int, name, message string) {
	body := fmt.Sprintf("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<Error><Code>%s</Code><Message>%s</Message>"+
		"<RequestId>SNKJEXAMPLE</RequestId><HostId>fetchtest</HostId></Error>", name, message)
	answer(rw, code, "application/xml", []byte(body))
}
