package main

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime/pprof"
	"time"

	"golang.org/x/sync/errgroup"

	"github.com/glassix-archiver/archiver/storage"
)

// put is what putting a load took, the server's share beside it.
type put struct {
	usage
	server time.Duration
}

// generate writes files of bytes that can't be compressed, each under the name
// of its SHA-256.
func (l *load) generate(ctx context.Context, folder string) error {
	l.folder = folder
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return err
	}
	for i := range l.count {
		f, err := os.Create(filepath.Join(folder, "new"))
		if err != nil {
			return err
		}
		h := sha256.New()
		bytes := io.LimitReader(rand.NewChaCha8([32]byte{byte(i), byte(i >> 8), byte(i >> 16), byte(l.size)}), int64(l.size))
		_, err = io.Copy(io.MultiWriter(f, h), bytes)
		if err = errors.Join(err, f.Close(), context.Cause(ctx)); err != nil {
			return err
		}
		if err := os.Rename(f.Name(), filepath.Join(folder, hex.EncodeToString(h.Sum(nil)))); err != nil {
			return err
		}
	}
	return nil
}

// put lets a contender put the load into an empty bucket, and counts what the
// server has then.
func (l *load) put(ctx context.Context, to *target, c putter) (put, error) {
	store, err := to.store()
	if err != nil {
		return put{}, err
	}
	defer to.clear()
	cmd := c.command(ctx, l.folder, store)
	cmd.Env = append(append(os.Environ(), to.env...), rcloneEnv(to.env)...)
	before := to.cpu()
	used, err := spendOn(cmd)
	if err != nil {
		return put{}, err
	}
	p := put{used, to.cpu() - before}
	there, err := filepath.Glob(filepath.Join(to.folder, to.bucket, "archive", "*"))
	if err == nil && len(there) != l.count {
		err = fmt.Errorf("%d of %d objects arrived", len(there), l.count)
	}
	return p, err
}

// runPut is the process that puts a folder's files by our store.
func runPut(ctx context.Context, args []string) error {
	flags := newFlags("put")
	folder := flags.String("folder", "", "what to put")
	name := flags.String("store", "", "where to")
	workers := flags.Int("workers", 8, "files in work at once")
	known := flags.Bool("known", false, "take the hash from a file's name")
	profile := flags.String("profile", "", "`file` for the CPU profile")
	if err := flags.Parse(args); err != nil {
		return err
	}
	if *profile != "" {
		stop, err := profileInto(*profile)
		if err != nil {
			return err
		}
		defer stop()
	}
	store, err := openStore(ctx, *name)
	if err != nil {
		return err
	}
	files, err := os.ReadDir(*folder)
	if err != nil {
		return err
	}
	next := make(chan string)
	group, groupCtx := errgroup.WithContext(ctx)
	for range *workers { // which last, as those of a run do
		group.Go(func() error {
			for path := range next {
				if err := putFile(groupCtx, store, path, *known); err != nil {
					return err
				}
			}
			return nil
		})
	}
	for _, f := range files {
		select {
		case next <- filepath.Join(*folder, f.Name()):
		case <-groupCtx.Done():
		}
	}
	close(next)
	return group.Wait()
}

func putFile(ctx context.Context, store storage.Store, path string, known bool) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	st, err := f.Stat()
	if err != nil {
		return err
	}
	o := storage.Object{Body: f, Size: st.Size(), ContentType: "application/zip"}
	if known {
		_, err = hex.Decode(o.SHA256[:], []byte(filepath.Base(path)))
	} else {
		o.SHA256, err = storage.SHA256(ctx, f, o.Size)
	}
	if err != nil {
		return err
	}
	return store.Put(ctx, filepath.Base(path), o)
}

// profileInto writes a CPU profile until stop is called.
func profileInto(name string) (stop func(), err error) {
	f, err := os.Create(name)
	if err != nil {
		return nil, err
	}
	if err := pprof.StartCPUProfile(f); err != nil {
		f.Close()
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); f.Close() }, nil
}
