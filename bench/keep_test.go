package main

import (
	"crypto/rand"
	"testing"

	"golang.org/x/mod/sumdb/note"

	"github.com/glassix-archiver/archiver/archive"
	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/storage/dir"
)

// What is generated is a store as runs leave it: clean to verify and to the
// log, and complete by its reports.
func TestKeptStore(t *testing.T) {
	secret, public, err := custody.GenerateKey(rand.Reader, "bench.example/archive")
	if err != nil {
		t.Fatal(err)
	}
	k := &kept{folder: t.TempDir()}
	if k.signer, err = note.NewSigner(secret); err != nil {
		t.Fatal(err)
	}
	if k.check, err = note.NewVerifier(public); err != nil {
		t.Fatal(err)
	}
	const count = 2*perRun + 50
	if err := k.fill(t.Context(), count); err != nil {
		t.Fatal(err)
	}
	store, err := dir.Open(k.folder)
	if err != nil {
		t.Fatal(err)
	}
	defer store.Close()
	log := archive.NewLogged(k.check)
	checked, err := custody.Check(t.Context(), store, k.check, custody.CheckOptions{Each: log.Take})
	if err != nil || len(checked.Differences) > 0 || checked.Entries != count+3 {
		t.Fatalf("the log: %+v, %v", checked, err)
	}
	v, err := archive.Verify(t.Context(), store, archive.VerifyOptions{Logged: *log})
	if err != nil || v.Bundles != count || v.Read.Now != count || v.Runs != 3 || len(v.Differences)+len(v.Unsigned)+len(v.UnsignedRuns)+len(v.Unlisted)+len(v.Unreported) > 0 {
		t.Errorf("verify: %+v, %v", v, err)
	}
	s, err := archive.ReadStatus(t.Context(), store)
	if err != nil || s.Bundles != count || s.Tickets != count || len(s.Runs) != 3 || len(s.Damaged) > 0 || len(s.Months) != 1 || len(s.Months[0].Gaps) != 1 {
		t.Errorf("status: %+v, %v", s, err) // its month is not over
	}
}
