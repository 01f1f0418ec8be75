package storage_test

import (
	"slices"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/storagetest"
)

// A dry run reads what is there, refuses nothing, changes nothing, and knows
// what would have been.
func TestDryRun(t *testing.T) {
	ctx, memory := t.Context(), &storagetest.Memory{}
	o := storage.Bytes([]byte("x"), "")
	o.Hold = true
	if err := memory.Put(ctx, "a/b", o); err != nil {
		t.Fatal(err)
	}
	dry := &storage.DryRun{Store: memory}
	keeper, ok := storage.AsKeeper(dry)
	if !ok || keeper != storage.Keeper(dry) {
		t.Fatal("it is no Keeper, or hides behind the one below")
	}
	r := storage.Retention{Mode: storage.Governance, Until: time.Now().AddDate(1, 0, 0).UTC().Truncate(time.Second)}
	for _, err := range []error{
		keeper.Locks(ctx), keeper.Extend(ctx, "a/b", r), keeper.SetHold(ctx, "a/b", false), keeper.Delete(ctx, "a/b"),
		keeper.Put(ctx, "c", o), keeper.Swap(ctx, "custody/checkpoint", nil, []byte("y")),
	} {
		if err != nil {
			t.Error(err)
		}
	}
	want := []storage.Change{{Op: "extend", Key: "a/b", Retention: r}, {Op: "hold", Key: "a/b"}, {Op: "delete", Key: "a/b"}, {Op: "put", Key: "c", Hold: true}, {Op: "swap", Key: "custody/checkpoint"}}
	if got := dry.Changes(); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if k, err := keeper.Kept(ctx, "a/b"); err != nil || !k.Hold || k.Mode != storage.None {
		t.Errorf("kept %v, %v", k, err)
	}
	if keys := storagetest.Keys(t, memory, ""); !slices.Equal(keys, []string{"a/b"}) {
		t.Errorf("the store holds %q", keys)
	}
}
