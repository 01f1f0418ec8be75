package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// target is a kind of store to archive into, which each run finds empty.
type target struct {
	name   string   // dir or s3
	kind   string   // in words
	folder string   // where its bytes lie
	bucket string   // "" for a directory
	env    []string // what the archiver needs to find the server
	server *service // nil for a directory
}

// openTarget makes a kind of store ready. An error says why it can't be had.
func openTarget(ctx context.Context, kind, folder string) (*target, error) {
	t := &target{name: kind, folder: filepath.Join(folder, kind)}
	if err := os.MkdirAll(t.folder, 0o700); err != nil {
		return nil, err
	}
	switch kind {
	case "dir":
		t.kind = "a directory"
		return t, nil
	case "s3":
		t.kind, t.bucket = "S3", "bench"
		return t, t.startS3(ctx)
	}
	return nil, fmt.Errorf("%q is neither dir nor s3", kind)
}

// store makes an empty store and returns its name.
func (t *target) store() (string, error) {
	if t.bucket == "" {
		return filepath.Join(t.folder, "archive"), nil
	}
	// To this server a folder is a bucket.
	return "s3://" + t.bucket + "/archive", os.MkdirAll(filepath.Join(t.folder, t.bucket), 0o700)
}

// clear empties the store.
func (t *target) clear() {
	store := filepath.Join(t.folder, t.bucket, "archive")
	if err := os.RemoveAll(store); err != nil {
		fmt.Fprintln(os.Stderr, err)
	}
}

func (t *target) close() {
	if t.server != nil {
		t.server.stop()
	}
}

// cpu is the CPU time that the store's server has used; a directory has none.
func (t *target) cpu() time.Duration { return t.server.cpu() }

// startS3 starts versitygw, an S3 server, as the tools module pins it. What
// storagetest has for this wants a test around it.
func (t *target) startS3(ctx context.Context) error {
	program, err := gateway(ctx)
	if err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0") // one that is free
	if err != nil {
		return err
	}
	address, secret := listener.Addr().String(), rand.Text()
	listener.Close()
	os.Unsetenv("AWS_PROFILE") // boto3 takes an empty one for a name
	t.env = []string{"AWS_ACCESS_KEY_ID=bench", "AWS_SECRET_ACCESS_KEY=" + secret, "AWS_SESSION_TOKEN=", "AWS_REGION=us-east-1",
		"AWS_ENDPOINT_URL_S3=http://" + address, "AWS_CONFIG_FILE=" + os.DevNull, "AWS_SHARED_CREDENTIALS_FILE=" + os.DevNull, "AWS_EC2_METADATA_DISABLED=true", "AWS_CA_BUNDLE="}
	command := []string{program, "--port", address, "--quiet", "--keep-alive", "--health", "/health", "posix", t.folder}
	s, _, err := startService(ctx, command, []string{"ROOT_ACCESS_KEY=bench", "ROOT_SECRET_KEY=" + secret})
	if err != nil {
		return err
	}
	t.server = s
	for range 500 {
		if answer, err := http.Get("http://" + address + "/health"); err == nil {
			answer.Body.Close()
			return nil
		}
		select {
		case <-ctx.Done():
			return context.Cause(ctx)
		case <-time.After(20 * time.Millisecond):
		}
	}
	s.stop()
	return errors.New("the S3 server is not up after 10 s")
}

// gateway builds the server, which takes minutes the first time, and returns
// its path.
func gateway(ctx context.Context) (string, error) {
	for _, args := range [][]string{{"versitygw", "--version"}, {"-n", "versitygw"}} {
		out, err := exec.CommandContext(ctx, "go", append([]string{"tool", "-modfile=tools/go.mod"}, args...)...).Output()
		if err != nil {
			return "", fmt.Errorf("versitygw, an S3 server, can't be built here: %w", err)
		}
		if args[0] == "-n" {
			return string(bytes.TrimSpace(out)), nil
		}
	}
	return "", nil
}
