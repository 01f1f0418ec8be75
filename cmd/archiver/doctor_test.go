package main

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// examineAs runs archiver doctor, and returns its exit code and what it says.
func examineAs(t *testing.T, args ...string) (code int, out string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	s := &sys{stdout: &stdout, stderr: &stderr, env: func(string) string { return "" }, now: time.Now, random: zeros{}, http: http.DefaultClient,
		tty: func() (int, bool) { return 0, false }}
	t.Chdir(t.TempDir()) // no settings of another's
	code = run(append([]string{"doctor"}, args...), s)
	if stderr.Len() > 0 {
		t.Errorf("said: %s", &stderr)
	}
	return code, stdout.String()
}

func locking(t *testing.T) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "retention.yaml")
	if err := os.WriteFile(path, []byte("version: 1\ndefault: {retain: 7y, lock: compliance}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestDoctorOnS3(t *testing.T) {
	srv := storagetest.S3Server(t, false)
	srv.Setenv(t)
	for _, tt := range []struct {
		name, policy string
		lock         bool
		code         int
	}{
		{"with lock", locking(t), true, exitOK},
		{"no lock for a policy that wants one", locking(t), false, exitRefused},
		{"no lock for one that wants none", "", false, exitOK},
	} {
		t.Run(tt.name, func(t *testing.T) {
			code, out := examineAs(t, "--write", "--store", "s3://"+srv.Bucket(t, tt.lock)+"/acme", "--retention", tt.policy)
			if code != tt.code || !strings.Contains(out, "accepts 17 MB in parts") || !strings.Contains(out, "nothing was locked") {
				t.Errorf("ended with %d, want %d:\n%s", code, tt.code, out)
			}
		})
	}
	t.Run("wrong secret", func(t *testing.T) {
		bucket := srv.Bucket(t, false)
		t.Setenv("AWS_SECRET_ACCESS_KEY", "not-the-one")
		code, out := examineAs(t, "--write", "--store", "s3://"+bucket, "--retention", locking(t))
		if code != exitFailed || !strings.Contains(out, "check AWS_SECRET_ACCESS_KEY") || strings.Contains(out, "not-the-one") || strings.Contains(out, "IAM") {
			t.Errorf("ended with %d:\n%s", code, out)
		}
	})
}

// What the credentials may not do is printed as what gives it to them.
func TestDoctorGrants(t *testing.T) {
	denies := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/xml")
		w.WriteHeader(http.StatusForbidden)
		w.Write([]byte("<Error><Code>AccessDenied</Code><Message>Access Denied</Message></Error>"))
	}))
	defer denies.Close()
	(&storagetest.Server{Endpoint: denies.URL, AccessKey: "k", SecretKey: "s"}).Setenv(t)
	const statement = `{"Effect":"Allow","Action":["s3:ListBucket"],"Resource":"arn:aws:s3:::bucket","Condition":{"StringLike":{"s3:prefix":"acme/*"}}}`
	code, out := examineAs(t, "--store", "s3://bucket/acme")
	if code != exitFailed || !strings.Contains(out, "\n"+statement+"\n") {
		t.Errorf("ended with %d:\n%s", code, out)
	}
	code, out = examineAs(t, "--store", "s3://bucket/acme", "--json")
	var got doctorJSON
	if err := json.Unmarshal([]byte(out), &got); err != nil || code != exitFailed || got.Grant != statement || got.Store != "s3://bucket/acme" {
		t.Errorf("ended with %d, %v:\n%s", code, err, out)
	}
}

func TestDoctorOutcome(t *testing.T) {
	ok, warn, fail := storage.Finding{Result: storage.OK}, storage.Finding{Result: storage.Warn}, storage.Finding{Result: storage.Fail}
	noLock := storage.Finding{Result: storage.Fail, NoLock: true}
	for _, tt := range []struct {
		found []storage.Finding
		code  int
	}{
		{[]storage.Finding{ok, warn}, exitOK},
		{[]storage.Finding{ok, noLock, warn}, exitRefused},
		{[]storage.Finding{noLock, fail}, exitFailed},
		{[]storage.Finding{fail, ok}, exitFailed},
	} {
		if got := exitCode((&examination{found: tt.found}).outcome()); got != tt.code {
			t.Errorf("%+v: %d, want %d", tt.found, got, tt.code)
		}
	}
}

// A cancel is no finding.
func TestDoctorInterrupted(t *testing.T) {
	var stdout bytes.Buffer
	s := &sys{stdout: &stdout, stderr: &stdout, env: func(string) string { return "" }, now: time.Now, random: zeros{}, http: http.DefaultClient}
	t.Chdir(t.TempDir())
	cmd := newDoctor(s)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := runDoctor(ctx, cmd, s, doctorOptions{}); err != context.Canceled || stdout.Len() > 0 {
		t.Errorf("got %v, %q", err, &stdout)
	}
}
