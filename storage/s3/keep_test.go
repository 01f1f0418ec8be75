package s3

import (
	"testing"

	"github.com/glassix-archiver/archiver/storage/storagetest"
)

func TestKeeper(t *testing.T) {
	for _, tt := range []struct {
		name    string
		https   bool
		options Options
	}{
		{"http", false, Options{}},
		{"https", true, Options{}},
		{"https in parts", true, Options{MultipartFrom: 1}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			srv := server(t, tt.https)
			storagetest.RunKeeper(t, func(t *testing.T) storagetest.Safe {
				name := bucket(t, srv, true)
				return storagetest.Safe{
					Keeper:   open(t, "s3://"+name+"/a prefix/ארכיון", tt.options),
					Versions: func(key string) int { return srv.Versions(t, name, "a prefix/ארכיון/"+key) },
				}
			})
		})
	}
}
