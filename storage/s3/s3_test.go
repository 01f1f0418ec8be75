package s3

import (
	"context"
	"os"
	"testing"

	"github.com/aws/aws-sdk-go-v2/service/s3"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// server starts a server for the test and points the SDK at it.
func server(t testing.TB, https bool) *storagetest.Server {
	t.Helper()
	s := storagetest.S3Server(t, https)
	s.Setenv(t)
	return s
}

// open opens a store at location.
func open(t testing.TB, location string, o Options) *Store {
	t.Helper()
	s, err := Open(t.Context(), location, o)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

// bucket makes a bucket, and checks after the test that no upload is unfinished
// in it.
func bucket(t *testing.T, srv *storagetest.Server, lock bool) string {
	t.Helper()
	name := srv.Bucket(t, lock)
	client := srv.Client(t)
	t.Cleanup(func() {
		got, err := client.ListMultipartUploads(context.Background(), &s3.ListMultipartUploadsInput{Bucket: &name})
		if err != nil || len(got.Uploads) > 0 {
			t.Errorf("uploads left unfinished: %v, %v", got, err)
		}
	})
	return name
}

// spoolDir is a folder that must be empty after the test.
func spoolDir(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	t.Cleanup(func() {
		if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
			t.Errorf("spool files left: %v, %v", left, err)
		}
	})
	return dir
}

func TestStore(t *testing.T) {
	for _, tt := range []struct {
		name    string
		https   bool
		lock    bool
		options Options
		page    int32
	}{
		{name: "http"},
		{name: "https", https: true, lock: true},
		{name: "http in parts", options: Options{MultipartFrom: 100, PartSize: minPart}, page: 3},
		{name: "https in parts", https: true, options: Options{MultipartFrom: 5 << 20, PartSize: minPart}, page: 3},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := server(t, tt.https)
			storagetest.Run(t, func(t *testing.T) storage.Store {
				tt.options.SpoolDir = spoolDir(t)
				s := open(t, "s3://"+bucket(t, srv, tt.lock)+"/a prefix/ארכיון", tt.options)
				if tt.page > 0 {
					s.pageSize = &tt.page
				}
				return s
			})
		})
	}
}

func TestManyObjects(t *testing.T) {
	if testing.Short() {
		t.Skip("puts 1,100 objects")
	}
	srv := server(t, false)
	storagetest.Many(t, open(t, "s3://"+bucket(t, srv, false), Options{}))
}
