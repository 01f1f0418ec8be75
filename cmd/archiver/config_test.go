package main

import (
	"errors"
	"strings"
	"testing"
)

func FuzzParseConfig(f *testing.F) {
	f.Add([]byte("store: ./x\ntime_zone: Asia/Jerusalem\ndepartments:\n  - {name: א, api_key: k, api_secret_env: S}\n"))
	f.Add([]byte("departments: [\n"))
	f.Add([]byte("api_secret: hunter2\n---\na: b"))
	f.Fuzz(func(t *testing.T, data []byte) {
		_, err := parseConfig("archiver.yaml", data)
		if err == nil {
			return
		}
		var out strings.Builder
		printError(&out, err)
		if c, ok := errors.AsType[*coded](err); !ok || c.code != exitUsage || !strings.HasPrefix(out.String(), "error: ") {
			t.Errorf("%q: %v", data, err)
		}
	})
}
