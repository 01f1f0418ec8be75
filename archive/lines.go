package archive

import (
	"bufio"
	"context"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"os"
	"sync"

	"github.com/glassix-archiver/archiver/storage"
)

// lines gathers JSON documents, one a line, in a file of the spool, so that
// memory does not grow with their number.
type lines struct {
	mu   sync.Mutex
	file *os.File
	out  *bufio.Writer
}

func newLines(spool *os.Root, name string) (*lines, error) {
	f, err := spool.Create(name)
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", name, err)
	}
	return &lines{file: f, out: bufio.NewWriter(f)}, nil
}

func (l *lines) add(document any) error {
	data, err := json.Marshal(document)
	if err != nil {
		return err
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	_, err = l.out.Write(append(data, '\n'))
	return err
}

// put stores what was gathered, and tells its SHA-256 in hex.
func (l *lines) put(ctx context.Context, store storage.Store, key string) (string, error) {
	if err := l.out.Flush(); err != nil {
		return "", inSpool(err)
	}
	st, err := l.file.Stat()
	if err != nil {
		return "", inSpool(err)
	}
	sum, err := storage.SHA256(ctx, l.file, st.Size())
	if err != nil {
		return "", inSpool(err)
	}
	return hex.EncodeToString(sum[:]), store.Put(ctx, key, storage.Object{Body: l.file, Size: st.Size(), SHA256: sum, ContentType: "application/jsonl"})
}

func (l *lines) close() { l.file.Close() }
