package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"sync/atomic"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// The KMS key of the settings goes with what is put, and that of the environment
// before it; else the bucket's own encryption stands.
func TestKMSKey(t *testing.T) {
	var sent atomic.Value
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body)
		if r.Method == http.MethodPut {
			sent.Store(r.Header.Get("X-Amz-Server-Side-Encryption") + " " + r.Header.Get("X-Amz-Server-Side-Encryption-Aws-Kms-Key-Id"))
			return
		}
		w.Header().Set("Content-Type", "application/xml")
		_, _ = io.WriteString(w, `<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><Name>b</Name><IsTruncated>false</IsTruncated></ListBucketResult>`)
	}))
	t.Cleanup(server.Close)
	for name, value := range map[string]string{"AWS_ENDPOINT_URL_S3": server.URL, "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b", "AWS_REGION": "us-east-1", "AWS_EC2_METADATA_DISABLED": "true"} {
		t.Setenv(name, value)
	}
	for _, tt := range []struct{ settings, env, want string }{
		{"store: s3://b/p", "", " "},
		{"store: s3://b/p\nkms_key: alias/archive", "", "aws:kms alias/archive"},
		{"store: s3://b/p\nkms_key: alias/archive", "alias/other", "aws:kms alias/other"},
	} {
		settings, err := parseConfig("archiver.yaml", []byte(tt.settings))
		if err != nil {
			t.Fatal(err)
		}
		s := &sys{env: func(name string) string { return map[string]string{"ARCHIVER_KMS_KEY": tt.env}[name] }, now: time.Now}
		store, done, err := openStoreWith(t.Context(), settings.Store, false, settings.s3(s))
		if err != nil {
			t.Fatal(err)
		}
		_ = store.Put(t.Context(), "k", storage.Bytes([]byte("x"), "")) // what it answers is no matter here
		done()
		if got := sent.Load(); got != tt.want {
			t.Errorf("%q, %q: sent %q, want %q", tt.settings, tt.env, got, tt.want)
		}
	}
}
