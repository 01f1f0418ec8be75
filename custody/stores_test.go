package custody

import (
	"errors"
	"sync"
	"testing"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/dir"
	"github.com/glassix-archiver/archiver/storage/s3"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// Writers in several processes on one real store: a directory, and a bucket.
func TestRealStores(t *testing.T) {
	t.Run("dir", func(t *testing.T) {
		folder := t.TempDir()
		writeTogether(t, func() (storage.Store, error) { return dir.Create(folder) })
	})
	t.Run("s3", func(t *testing.T) {
		server := storagetest.S3Server(t, false)
		server.Setenv(t)
		bucket := server.Bucket(t, false)
		writeTogether(t, func() (storage.Store, error) {
			return s3.Open(t.Context(), "s3://"+bucket+"/log", s3.Options{})
		})
	})
}

func writeTogether(t *testing.T, open func() (storage.Store, error)) {
	signer, verifier := keys(t, "acme.example/archive")
	const writers, rounds, each = 3, 4, 90
	var group sync.WaitGroup
	for w := range writers {
		below, err := open()
		if err != nil {
			t.Fatal(err)
		}
		store, ok := below.(Store)
		if !ok {
			t.Fatal("this store does not swap")
		}
		group.Go(func() {
			l, err := Open(t.Context(), store, signer, verifier, clock)
			for round := 0; round < rounds && err == nil; round++ {
				// The second half of a batch is the next writer's first.
				_, err = l.Append(t.Context(), archived((round*writers+w)*each/2, each))
				if errors.Is(err, ErrRolledBack) {
					break
				}
			}
			if err != nil {
				t.Error(err)
			}
		})
	}
	group.Wait()
	store, err := open()
	if err != nil {
		t.Fatal(err)
	}
	want := int64((rounds*writers + 1) * each / 2)
	c, err := Check(t.Context(), store, verifier, CheckOptions{})
	if err != nil || len(c.Differences) > 0 || c.Entries != want {
		t.Errorf("%d entries, want %d; %v, %v", c.Entries, want, c.Differences, err)
	}
}
