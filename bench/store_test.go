package main

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestParseLoads(t *testing.T) {
	loads, err := parseLoads("2000x200000,20x64000000")
	if err != nil || len(loads) != 2 || loads[0].count != 2000 || loads[1].size != 64_000_000 {
		t.Errorf("%v, %v", loads, err)
	}
	for _, bad := range []string{"", "20", "x", "0x10", "-1x10", "5x-1", "5x1,"} {
		if _, err := parseLoads(bad); err == nil {
			t.Errorf("%q is taken for loads", bad)
		}
	}
}

func TestRcloneEnv(t *testing.T) {
	env := rcloneEnv([]string{"AWS_ACCESS_KEY_ID=a", "AWS_SECRET_ACCESS_KEY=b=c", "AWS_SESSION_TOKEN=", "AWS_ENDPOINT_URL_S3=http://127.0.0.1:1"})
	for _, want := range []string{"RCLONE_CONFIG_BENCH_ACCESS_KEY_ID=a", "RCLONE_CONFIG_BENCH_SECRET_ACCESS_KEY=b=c", "RCLONE_CONFIG_BENCH_ENDPOINT=http://127.0.0.1:1"} {
		if !slices.Contains(env, want) {
			t.Errorf("%q lacks %s", env, want)
		}
	}
}

// A small load goes into a real server by our store, and by rclone where it is;
// one that is not there is said to be missing.
func TestStoreLine(t *testing.T) {
	folder := t.TempDir()
	t.Chdir("..") // where the module's tools are
	to, err := openTarget(t.Context(), "s3", folder)
	if err != nil {
		if os.Getenv("CI") == "true" {
			t.Fatal(err)
		}
		t.Skip(err)
	}
	defer to.close()
	l := &load{count: 5, size: 1000}
	if err := l.generate(t.Context(), t.TempDir()); err != nil {
		t.Fatal(err)
	}
	all := append(putters(t.Context(), 2, nil), putter{name: "another", missing: errors.New("is not here")})
	results := newTable("", "objects", "seconds", "objects/s", "MB/s", "CPU", "server's", "peak")
	if err := l.compare(t.Context(), to, all, 1, results); err != nil {
		t.Fatal(err)
	}
	if len(results.rows) != len(all) {
		t.Fatalf("%d rows of %d", len(results.rows), len(all))
	}
	for i, row := range results.rows {
		measured := !strings.HasPrefix(row[2], "not measured: ")
		if measured != (all[i].missing == nil) || measured && (row[3] == "0.0" || row[7] == "0") {
			t.Errorf("the row says %q", row)
		}
	}
	if _, err := os.Stat(filepath.Join(to.folder, to.bucket, "archive")); !os.IsNotExist(err) {
		t.Errorf("objects are left: %v", err)
	}
}
