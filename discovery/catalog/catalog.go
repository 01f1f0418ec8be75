package catalog

import (
	"cmp"
	"context"
	"crypto/sha256"
	"database/sql"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/glassix-archiver/archiver/discovery/filetext"
	"github.com/glassix-archiver/archiver/storage"
)

// Options say where a catalogue is kept, and how it speaks.
type Options struct {
	Folder  string              // "" is that of the user's caches
	Address string              // of the store, which no other has; "" is its own name
	Texts   *filetext.Extractor // looks into files; nil: they are found by their names only
	Workers int                 // bundles read at once; 0 is 8
	Note    func(string)        // told, in a line, when a file was made anew; may be nil
}

// Catalog is an open catalogue of one store. Its methods are safe for concurrent
// use, also while a sequence of Each goes on.
type Catalog struct {
	store   storage.Store
	folder  string
	name    string // of the files, without their number
	workers int
	texts   *filetext.Extractor
	note    func(string)

	mu   sync.Mutex
	db   *sql.DB
	path string
}

// DefaultFolder is where catalogues are kept if nothing else is said: among the
// user's caches.
func DefaultFolder() (string, error) {
	caches, err := os.UserCacheDir()
	if err != nil {
		return "", fmt.Errorf("find a place for the catalogue: %w", err)
	}
	return filepath.Join(caches, "archiver", "catalog"), nil
}

// Open opens the store's catalogue, or makes an empty one. A file that is
// damaged or of another version is made anew.
func Open(ctx context.Context, store storage.Store, o Options) (*Catalog, error) {
	c := &Catalog{store: store, folder: o.Folder, texts: o.Texts, workers: cmp.Or(o.Workers, 8), note: o.Note}
	if c.folder == "" {
		var err error
		if c.folder, err = DefaultFolder(); err != nil {
			return nil, err
		}
	}
	if c.note == nil {
		c.note = func(string) {}
	}
	if err := os.MkdirAll(c.folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the catalogue's folder: %w", err)
	}
	address, err := addressOf(store, o)
	if err != nil {
		return nil, err
	}
	c.name = fmt.Sprintf("%x", sha256.Sum256([]byte(address)))[:32]
	return c, c.open(ctx)
}

// addressOf is a store's name that no other store has, from wherever it is named.
func addressOf(store storage.Store, o Options) (string, error) {
	address := cmp.Or(o.Address, store.String())
	if strings.Contains(address, "://") {
		return address, nil
	}
	return filepath.Abs(address)
}

// Path is the file that the catalogue is in.
func (c *Catalog) Path() string {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.path
}

// Close lets the file go.
func (c *Catalog) Close() error {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.db.Close()
}

// files are those of the store, by number, oldest first. A file that is made
// anew gets another name, since other processes may have the old one open.
func (c *Catalog) files() (numbers []int, err error) {
	entries, err := os.ReadDir(c.folder)
	if err != nil {
		return nil, fmt.Errorf("look for the catalogue: %w", err)
	}
	for _, e := range entries {
		text, ours := strings.CutPrefix(e.Name(), c.name+"-")
		text, whole := strings.CutSuffix(text, ending)
		if n, err := strconv.Atoi(text); ours && whole && err == nil && n > 0 {
			numbers = append(numbers, n)
		}
	}
	slices.Sort(numbers)
	return numbers, nil
}

const ending = ".sqlite"

func (c *Catalog) file(number int) string {
	return filepath.Join(c.folder, fmt.Sprintf("%s-%d%s", c.name, number, ending))
}

// open opens the newest file, and makes one if there is none or it is no good.
// Another process that makes the catalogue anew may take the file away between
// its listing and its opening: then there is a newer one.
func (c *Catalog) open(ctx context.Context) error {
	err := c.openNewest(ctx)
	for range 5 {
		if !isGone(err) || ctx.Err() != nil {
			break
		}
		err = c.openNewest(ctx)
	}
	return err
}

func (c *Catalog) openNewest(ctx context.Context) error {
	numbers, err := c.files()
	if err != nil {
		return err
	}
	number := 1
	if len(numbers) > 0 {
		number = numbers[len(numbers)-1]
	}
	db, err := openFile(ctx, c.file(number))
	if reason := unusable(err); reason != "" {
		c.note("the catalogue is being rebuilt: " + reason)
		return c.anew(ctx)
	}
	if err != nil {
		return err
	}
	c.set(db, c.file(number))
	return nil
}

// anew throws the catalogue away, and makes an empty one.
func (c *Catalog) anew(ctx context.Context) error {
	numbers, err := c.files()
	if err != nil {
		return err
	}
	next := 1
	if len(numbers) > 0 {
		next = numbers[len(numbers)-1] + 1
	}
	db, err := openFile(ctx, c.file(next))
	if err != nil {
		return err
	}
	c.set(db, c.file(next))
	for _, n := range numbers {
		for _, more := range []string{"", "-wal", "-shm", "-journal"} {
			os.Remove(c.file(n) + more) // what stays is no harm: the newest is used
		}
	}
	return nil
}

func (c *Catalog) set(db *sql.DB, path string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.db != nil {
		c.db.Close()
	}
	c.db, c.path = db, path
}

func (c *Catalog) database() *sql.DB {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.db
}
