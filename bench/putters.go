package main

import (
	"context"
	"fmt"
	"os"
	"os/exec"
	"strings"
)

// putter is a program that puts a folder of files into a bucket.
type putter struct {
	name    string
	missing error // it is not here
	command func(ctx context.Context, folder, store string) *exec.Cmd
}

// putters are the contenders: our store, once with the files' hashes known, as
// they are in a run that hashes while it packs, and once with hashing them as a
// part of it, as rclone does; then rclone, as it comes and at its best.
func putters(ctx context.Context, workers int, transfers []int) []putter {
	list := []putter{ours("this, hash known (as in a run)", "-known", fmt.Sprintf("-workers=%d", workers)), ours("this, hashing the files too", fmt.Sprintf("-workers=%d", workers))}
	version, err := rcloneVersion(ctx)
	equal := []string{fmt.Sprintf("--transfers=%d", workers), fmt.Sprintf("--checkers=%d", workers)}
	list = append(list, rclone(version, err, equal...))
	for _, n := range append([]int{workers}, transfers...) {
		// No look at what is there, no hash, no look at what was put.
		bare := []string{fmt.Sprintf("--transfers=%d", n), "--s3-no-check-bucket", "--no-check-dest", "--s3-disable-checksum", "--ignore-checksum", "--s3-no-head"}
		list = append(list, rclone(version, err, bare...))
		if n == workers {
			list = append(list, rclone(version, err, append(bare, "--s3-upload-cutoff=16M", "--s3-chunk-size=16M")...))
		}
	}
	return list
}

// ours is this program, as a process of its own.
func ours(name string, flags ...string) putter {
	self, err := os.Executable()
	return putter{name, err, func(ctx context.Context, folder, store string) *exec.Cmd {
		return exec.CommandContext(ctx, self, append([]string{"put", "-folder=" + folder, "-store=" + store}, flags...)...)
	}}
}

func rclone(version string, missing error, flags ...string) putter {
	return putter{version + ": " + strings.Join(flags, " "), missing, func(ctx context.Context, folder, store string) *exec.Cmd {
		to := "bench:" + strings.TrimPrefix(store, "s3://")
		return exec.CommandContext(ctx, "rclone", append([]string{"copy", "--config=" + os.DevNull, "--stats=0", folder, to}, flags...)...)
	}}
}

func rcloneVersion(ctx context.Context) (string, error) {
	out, err := exec.CommandContext(ctx, "rclone", "version").Output()
	if err != nil {
		return "rclone", fmt.Errorf("rclone is not here (apt-get install rclone): %w", err)
	}
	line, _, _ := strings.Cut(string(out), "\n")
	return line, nil
}

// rcloneEnv tells rclone of the server that the AWS variables name.
func rcloneEnv(aws []string) []string {
	names := map[string]string{"AWS_ACCESS_KEY_ID": "ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY": "SECRET_ACCESS_KEY", "AWS_REGION": "REGION", "AWS_ENDPOINT_URL_S3": "ENDPOINT"}
	env := []string{"RCLONE_CONFIG_BENCH_TYPE=s3", "RCLONE_CONFIG_BENCH_PROVIDER=Other"}
	for _, setting := range aws {
		name, value, _ := strings.Cut(setting, "=")
		if names[name] != "" {
			env = append(env, "RCLONE_CONFIG_BENCH_"+names[name]+"="+value)
		}
	}
	return env
}
