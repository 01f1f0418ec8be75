package doctor

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/glassix-archiver/archiver/storage"
)

// removeWithin bounds the removal, as it goes on when its caller is gone.
const removeWithin = 30 * time.Second

// kept makes sure that what was put is not locked, where the policy lets it be
// known by rights that a policy without locks does not need.
func (s scratch) kept(ctx context.Context) storage.Finding {
	keeper, ok := storage.AsKeeper(s.Store)
	if !ok || !s.Retains {
		return storage.Finding{Check: "kept", Result: storage.Skipped, Found: "the policy wants no locks"}
	}
	k, err := keeper.Kept(ctx, s.key())
	if err != nil {
		return s.failed("kept", err)
	}
	if k.Protects() {
		return otherwise("kept", "what was put without a retention period has one: %s", k.Retention)
	}
	return passed("kept", "says how an object is kept: this one was not locked")
}

// remove takes away whatever is below the prefix, also what a put that failed
// left there. The swap of the custody log's checkpoint is not tried, since it
// is for that one alone.
func (s scratch) remove(ctx context.Context) storage.Finding {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), removeWithin)
	defer cancel()
	keys, err := s.held(ctx)
	if err != nil {
		return s.left(err)
	}
	if len(keys) == 0 {
		return passed("remove", "nothing is left; nothing was locked")
	}
	keeper, ok := storage.AsKeeper(s.Store)
	if !ok {
		return s.left(errors.ErrUnsupported)
	}
	for _, key := range keys {
		if err := keeper.Delete(ctx, key); err != nil && !errors.Is(err, storage.ErrNotFound) {
			return s.left(err)
		}
	}
	if keys, err = s.held(ctx); err != nil {
		return s.left(err)
	}
	if len(keys) > 0 {
		return s.left(fmt.Errorf("%s is still there after it was deleted", keys[0]))
	}
	return passed("remove", "all that was put is removed; nothing was locked")
}

// left warns only: an archive that is not purged deletes nothing.
func (s scratch) left(err error) storage.Finding {
	f := s.failed("remove", err)
	f.Result = storage.Warn
	f.Found = "what was put may still be there (nothing was locked): " + f.Found
	f.Do = fmt.Sprintf("delete what is below %s; retention purge needs these rights, a run does not", s.Scratch)
	return f
}

func (s scratch) held(ctx context.Context) (keys []string, err error) {
	for info, err := range s.Store.List(ctx, s.Scratch) {
		if err != nil {
			return nil, err
		}
		keys = append(keys, info.Key)
	}
	return keys, nil
}
