package archive

import (
	"context"
	"strings"

	"github.com/glassix-archiver/archiver/storage"
)

// kept holds how a bundle is kept against the log. A lock comes before its
// entry, and goes after it: the store never protects less than the log says.
func (v *verification) kept(ctx context.Context, key string) error {
	if v.options.Now == nil || v.options.Signed.Sum(key) == "" {
		return nil
	}
	now := v.options.Now()
	want := v.options.Retained[key].At(now)
	var cases []string
	if v.options.Cases != nil {
		cases = v.options.Cases.Cases(key)
	}
	keeper, ok := storage.AsKeeper(v.store)
	if !ok || want.Mode == storage.None && len(cases) == 0 {
		return nil
	}
	kept, err := keeper.Kept(ctx, key)
	if err != nil {
		return err
	}
	if have := kept.Retention.At(now); !have.Covers(want) {
		v.differs(key, "is kept %s, the custody log says %s", have, want)
	}
	if len(cases) > 0 && !kept.Hold {
		v.differs(key, "is not on legal hold, the custody log says that it is held for %s", strings.Join(cases, ", "))
	}
	return nil
}
