package s3

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

func TestParse(t *testing.T) {
	for _, tt := range []struct{ location, bucket, prefix string }{
		{"s3://b", "b", ""}, {"s3://b/", "b", ""}, {"s3://b/p", "b", "p/"}, {"s3://b/p/q/", "b", "p/q/"},
		{"s3://b/ארכיון 1", "b", "ארכיון 1/"},
		{"", "", ""}, {"b/p", "", ""}, {"s3:///p", "", ""}, {"https://b/p", "", ""}, {"s3://key:secret@b", "", ""},
	} {
		bucket, prefix, err := parse(tt.location)
		if bucket != tt.bucket || prefix != tt.prefix || (err != nil) != (tt.bucket == "") {
			t.Errorf("parse(%q) = %q, %q, %v", tt.location, bucket, prefix, err)
		}
	}
	for _, bad := range []string{"s3://b/../x", "s3://b/a//b", "s3://b/" + strings.Repeat("x", maxPrefix+1)} {
		if _, _, err := parse(bad); err == nil {
			t.Errorf("parse(%q) succeeds", bad)
		}
	}
}

func TestPartSize(t *testing.T) {
	for size, want := range map[int64]int64{1: 16 << 20, 100 << 30: 16 << 20, 5 << 40: (5<<40 + maxParts - 1) / maxParts} {
		if got := partSize(size, 16<<20); got != want || (size+got-1)/got > maxParts {
			t.Errorf("partSize(%d) = %d, want %d", size, got, want)
		}
	}
}

// What is wrong with the settings is told when the store is opened, in a line,
// soon, without a secret, and with what to do.
func TestOpenErrors(t *testing.T) {
	srv := storagetest.S3Server(t, false)
	html := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		if strings.HasPrefix(r.URL.Path, "/405/") {
			w.WriteHeader(http.StatusMethodNotAllowed)
		}
		_, _ = w.Write([]byte("<html>\n<body>hello</body></html>"))
	}))
	defer html.Close()
	plain := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		http.Error(w, "go <away", http.StatusForbidden)
	}))
	defer plain.Close()
	there := func() string {
		srv.Setenv(t)
		return srv.Bucket(t, false)
	}()
	for _, tt := range []struct {
		name string
		env  map[string]string
		text string
		hint string
	}{
		{"wrong secret", map[string]string{"AWS_SECRET_ACCESS_KEY": "wrong-and-secret"}, "SignatureDoesNotMatch", "AWS_SECRET_ACCESS_KEY"},
		{"wrong key", map[string]string{"AWS_ACCESS_KEY_ID": "nobody"}, "XAdminUserNotFound", "AWS_ACCESS_KEY_ID"},
		{"no bucket", nil, "NoSuchBucket", "create the bucket"},
		{"no credentials", map[string]string{"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "no credentials", "AWS_ACCESS_KEY_ID"},
		{"no region", map[string]string{"AWS_REGION": "", "AWS_ENDPOINT_URL_S3": ""}, "no region", "AWS_REGION"},
		{"nobody there", map[string]string{"AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1"}, "connection refused", "AWS_ENDPOINT_URL_S3"},
		{"not S3", map[string]string{"AWS_ENDPOINT_URL_S3": html.URL}, "not S3", "AWS_ENDPOINT_URL_S3"},
		{"no S3, refusing", map[string]string{"AWS_ENDPOINT_URL_S3": html.URL + "/405/"}, "405", "AWS_ENDPOINT_URL_S3"},
		{"no XML", map[string]string{"AWS_ENDPOINT_URL_S3": plain.URL}, "not S3 (HTTP 403)", "AWS_ENDPOINT_URL_S3"},
		{"https to http", map[string]string{"AWS_ENDPOINT_URL_S3": "https" + strings.TrimPrefix(srv.Endpoint, "http")}, "HTTP response to HTTPS", ""},
		{"bad profile", map[string]string{"AWS_PROFILE": "none", "AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""}, "none", "AWS_PROFILE"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv.Setenv(t)
			for name, value := range tt.env {
				t.Setenv(name, value)
			}
			t.Setenv("AWS_MAX_ATTEMPTS", "1")
			location := "s3://" + there + "/p"
			if tt.name == "no bucket" {
				location = "s3://no-such-bucket"
			}
			_, err := Open(t.Context(), location, Options{})
			if err == nil {
				t.Fatal("Open succeeds")
			}
			hinted := err.(*storage.Error)
			t.Logf("%v\nhint: %s", err, hinted.Hint())
			if !strings.HasPrefix(err.Error(), "store "+location+": ") || !strings.Contains(err.Error(), tt.text) || strings.Contains(err.Error(), "\n") {
				t.Errorf("want one line with %q", tt.text)
			}
			if !strings.Contains(hinted.Hint(), tt.hint) {
				t.Errorf("want a hint with %q", tt.hint)
			}
			if s := err.Error() + hinted.Hint(); strings.Contains(s, "wrong-and-secret") || strings.Contains(s, srv.SecretKey) {
				t.Error("a secret is shown")
			}
		})
	}
}
