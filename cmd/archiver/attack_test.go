package main

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/glassix-archiver/archiver/custody"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
	"github.com/glassix-archiver/archiver/storage"
	"github.com/glassix-archiver/archiver/storage/s3"
	"github.com/glassix-archiver/archiver/storage/storagetest"
	"github.com/glassix-archiver/archiver/tsa/tsatest"
)

// objects are all that a store holds, in a directory with what lies beside it.
type objects map[string][]byte

// An archivist runs the command: with a store, a key, and a clock.
type archivist struct {
	*testing.T
	workspace  *fetchtest.Workspace
	url        string
	store      string
	key, seen  string
	policy     string
	tsa        *tsatest.Server
	roots      string // file with its root
	now        time.Time
	randomness io.Reader
}

const attackPolicy = `version: 1
default: {retain: 30d, lock: none}
rules:
  - {name: legal, match: {tags: [legal]}, retain: 50y, lock: governance}
  - {name: case, match: {tags: [case]}, retain: 50y, hold: [case-1]}
  - {name: keep, match: {tags: [keep]}, retain: 50y}
`

func newArchivist(t *testing.T, policy string) *archivist {
	t.Helper()
	w := fetchtest.New("test", opened)
	server := httptest.NewServer(w)
	t.Cleanup(server.Close)
	folder := t.TempDir()
	a := &archivist{T: t, workspace: w, url: server.URL, store: filepath.Join(folder, "store"), key: filepath.Join(folder, "key"),
		seen: filepath.Join(folder, "seen"), policy: filepath.Join(folder, "policy.yaml"), now: time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC), randomness: rand.Reader}
	a.tsa, a.roots = tsatest.New(t, a.now, nil), filepath.Join(folder, "roots.pem")
	a.tsa.Now = func() time.Time { return a.now }
	if err := errors.Join(os.WriteFile(a.policy, []byte(policy), 0o600), os.WriteFile(a.roots, a.tsa.Root, 0o600)); err != nil {
		t.Fatal(err)
	}
	return a
}

// says runs the command, which has to end with one of the exit codes.
func (a *archivist) says(codes []int, args ...string) string {
	a.Helper()
	var out bytes.Buffer
	s := system()
	s.stdout, s.stderr, s.random = &out, &out, a.randomness
	s.now = func() time.Time { return a.now }
	env := map[string]string{"ARCHIVER_STORE": a.store, "ARCHIVER_CUSTODY_KEY_FILE": a.key, "ARCHIVER_CUSTODY_SEEN": a.seen, "ARCHIVER_TSA_URL": a.tsa.URL, "ARCHIVER_TSA_ROOTS": a.roots, "GLASSIX_URL": a.url,
		"GLASSIX_API_KEY": opened.APIKey, "GLASSIX_API_SECRET": opened.APISecret, "GLASSIX_USER_NAME": opened.UserName}
	s.env = func(name string) string { return env[name] }
	if got := run(args, s); !slices.Contains(codes, got) {
		a.Fatalf("%v: exit code %d, want %v\n%s", args, got, codes, &out)
	}
	return out.String()
}

// ticket puts a closed ticket with a file into the workspace; without a file, it
// lacks it.
func (a *archivist) ticket(id int64, closed, tag string, file bool) {
	a.Helper()
	name := fmt.Sprintf("file-%d", id)
	raw := fmt.Sprintf(`{"id":%d,"departmentId":"d","state":"Closed","culture":"he-IL","tags":[%q],"open":"2024-01-01T10:00:00Z","close":%q,"lastActivity":%[3]q,
"transactions":[{"guidTransactionId":"g%[1]d","dateTime":"2026-02-01T10:00:00","type":"Message","text":"שלום","fromParticipant":{"name":"Dana","type":"Client"},
"attachments":[{"id":1,"type":"Image","fileIdentifier":%[4]q,"originalFileName":"photo.png","uri":"{{file:%[4]s}}"}]}]}`, id, tag, closed, name)
	if err := a.workspace.AddTicket([]byte(raw)); err != nil {
		a.Fatal(err)
	}
	body := []byte("\x89PNG\r\n\x1a\n of " + name)
	if !file {
		return
	}
	err := a.workspace.AddFile(name, "image/png", int64(len(body)), func() (io.ReadSeekCloser, error) { return readCloser{bytes.NewReader(body)}, nil })
	if err != nil {
		a.Fatal(err)
	}
}

type readCloser struct{ *bytes.Reader }

func (readCloser) Close() error { return nil }

// run archives what was closed until then.
func (a *archivist) run(since string) {
	a.Helper()
	a.says([]int{exitOK, exitExceptions}, "run", "--since", since, "--until", a.now.Format(time.DateOnly), "--retention", a.policy)
}

// take reads the whole store.
func (a *archivist) take() objects {
	a.Helper()
	all := objects{}
	if strings.HasPrefix(a.store, "s3:") {
		store := a.bucket()
		for info, err := range store.List(a.Context(), "") {
			if err != nil {
				a.Fatal(err)
			}
			all[info.Key] = storagetest.Read(a.T, store, info.Key)
		}
		return all
	}
	err := filepath.WalkDir(a.store, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		key, err := filepath.Rel(a.store, path)
		if err == nil {
			all[filepath.ToSlash(key)], err = os.ReadFile(path)
		}
		return err
	})
	if err != nil {
		a.Fatal(err)
	}
	return all
}

func (a *archivist) bucket() storage.Store {
	a.Helper()
	store, err := s3.Open(context.Background(), a.store, s3.Options{SpoolDir: a.TempDir()})
	if err != nil {
		a.Fatal(err)
	}
	return store
}

// give makes a store of its own of what there is.
func (a *archivist) give(t *testing.T, all objects) *archivist {
	t.Helper()
	given := *a
	given.T = t
	if strings.HasPrefix(a.store, "s3:") {
		given.store = a.store + "-" + rand.Text()
		store := given.bucket()
		for key, data := range all {
			if err := store.Put(t.Context(), key, storage.Bytes(data, "application/octet-stream")); err != nil {
				t.Fatal(err)
			}
		}
		return &given
	}
	given.store = t.TempDir()
	for key, data := range all {
		path := filepath.Join(given.store, filepath.FromSlash(key))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, data, 0o444); err != nil {
			t.Fatal(err)
		}
	}
	return &given
}

// scene is a store with a history, and what attackers have beside it.
type scene struct {
	*archivist
	earlier, now objects // the store, after the first run and at the end
	foreign      objects // a run of the attacker's own, without a log, that claims to be of yesterday
	backdated    objects // and one that claims to be from before the log was begun
	otherKey     objects // another archive of the same tickets, under another key
	forged       objects // and under the very key
}

// newScene makes them all by runs.
func newScene(t *testing.T, store, policy string) *scene {
	t.Helper()
	s := &scene{archivist: newArchivist(t, policy)}
	if store != "" {
		s.store = store
	}
	s.says([]int{exitOK}, "init", "--name", "acme.example/archive", "--key", s.key)
	for id, tag := range map[int64]string{1: "legal", 2: "case", 3: "keep", 4: "keep", 5: "due", 6: "keep"} {
		s.ticket(id, fmt.Sprintf("2026-02-0%dT10:00:00Z", id), tag, id != 6)
	}
	s.run("2026-01-01")
	s.earlier = s.take()
	s.archivist.now = time.Date(2026, 6, 2, 0, 0, 0, 0, time.UTC)
	s.ticket(3, "2026-05-03T10:00:00Z", "keep", true) // went on
	s.ticket(7, "2026-05-07T10:00:00Z", "keep", true)
	s.run("2026-01-01")
	s.says([]int{exitOK}, "retention", "purge", "--retention", s.policy)
	s.now = s.take()
	s.says([]int{exitOK}, "verify") // from here on, the checkpoint was seen on this machine
	s.foreign = s.other("", time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC))
	s.backdated = s.other("", time.Date(2026, 5, 30, 0, 0, 0, 0, time.UTC))
	s.otherKey = s.other(filepath.Join(t.TempDir(), "key"), s.archivist.now)
	s.forged = s.other(s.key, s.archivist.now)
	return s
}

// other is a store that somebody else made: of another ticket without a key, and
// else of one of the same tickets.
func (s *scene) other(key string, now time.Time) objects {
	s.Helper()
	a := newArchivist(s.T, attackPolicy)
	a.now, a.tsa, a.roots = now, s.tsa, s.roots
	if key == "" {
		a.key = ""
		a.ticket(99, "2026-03-01T10:00:00Z", "keep", true)
	} else {
		if a.key = key; key != s.key {
			a.says([]int{exitOK}, "init", "--name", "acme.example/archive", "--key", key)
		}
		for id := range 9 {
			a.ticket(int64(id+1), fmt.Sprintf("2026-02-0%dT10:00:00Z", id+1), "keep", true)
		}
	}
	a.run("2026-01-01")
	return a.take()
}

// An attack changes what a store holds.
type attack struct {
	do func(s *scene, o objects) objects
	// firstLook: by someone who has seen no checkpoint before.
	firstLook bool
	// beside is that only a directory has what it changes.
	beside bool
	// remote is that it is also tried on S3.
	remote bool
}

// guideRow is a row of the threat model: the attack, what verify exits with, and
// in backquotes, what it says.
var (
	guideRow = regexp.MustCompile("(?m)^\\| `([a-z0-9-]+)` \\| .* \\| (11|0) \\| (.*) \\|$")
	quoted   = regexp.MustCompile("`([^`]+)`")
)

// Each attack of the threat model in docs/custody.md is tried, and verify says of
// it what stands there.
func TestAttacks(t *testing.T) {
	s := newScene(t, "", attackPolicy)
	rows := guideRow.FindAllStringSubmatch(read(t, "../../docs/custody.md"), -1)
	told := map[string]bool{}
	for _, row := range rows {
		name, says := row[1], row[3]
		a, tried := attacks[name]
		if told[name] || !tried {
			t.Errorf("%s: stands there twice, or is not tried", name)
			continue
		}
		told[name] = true
		code, _ := strconv.Atoi(row[2])
		t.Run(name, func(t *testing.T) { s.attacked(t, a, code, says) })
	}
	for name := range attacks {
		if !told[name] {
			t.Errorf("the threat model does not tell of %s", name)
		}
	}
}

// Some of them on S3, where nothing lies beside objects.
func TestAttacksOnS3(t *testing.T) {
	server := storagetest.S3Server(t, false)
	server.Setenv(t)
	unlocked := strings.NewReplacer(", lock: governance", "", ", hold: [case-1]", "").Replace(attackPolicy)
	s := newScene(t, "s3://"+server.Bucket(t, false)+"/base", unlocked)
	for _, row := range guideRow.FindAllStringSubmatch(read(t, "../../docs/custody.md"), -1) {
		if a := attacks[row[1]]; a.remote {
			code, _ := strconv.Atoi(row[2])
			t.Run(row[1], func(t *testing.T) { s.attacked(t, a, code, row[3]) })
		}
	}
}

func (s *scene) attacked(t *testing.T, a attack, code int, says string) {
	changed := a.do(s, maps.Clone(s.now))
	if sameObjects(changed, s.now) {
		t.Fatal("the attack changes nothing")
	}
	v := s.give(t, changed)
	if a.firstLook {
		v.seen = t.TempDir()
	} else { // what is learnt now is not for the next
		v.seen = copied(t, s.seen)
	}
	out := v.says([]int{code}, "verify")
	fragments := quoted.FindAllStringSubmatch(says, -1)
	if len(fragments) == 0 {
		t.Error("the threat model does not tell what is said")
	}
	for _, f := range fragments {
		if !strings.Contains(out, f[1]) {
			t.Errorf("verify does not say %q, but:\n%s", f[1], out)
		}
	}
}

func sameObjects(a, b objects) bool { return maps.EqualFunc(a, b, bytes.Equal) }

func copied(t *testing.T, folder string) string {
	t.Helper()
	to := t.TempDir()
	if err := os.CopyFS(to, os.DirFS(folder)); err != nil {
		t.Fatal(err)
	}
	return to
}

// thief opens the log of what a store holds with the signing key, in a directory
// of its own.
func (s *scene) thief(o objects, do func(ctx context.Context, log *custody.Log)) objects {
	s.Helper()
	folder := &archivist{T: s.T, store: ""}
	v := folder.give(s.T, o)
	secret, err := os.ReadFile(s.key)
	if err != nil {
		s.Fatal(err)
	}
	signer, verifier, err := custody.ParseSigner(string(secret))
	if err != nil {
		s.Fatal(err)
	}
	store, closeStore, err := openStoreAt(s.Context(), v.store, false)
	if err != nil {
		s.Fatal(err)
	}
	defer closeStore()
	log, _, err := openLog(s.Context(), store, custodyKeys{signer: signer, verifier: verifier}, func() time.Time { return s.archivist.now })
	if err != nil {
		s.Fatal(err)
	}
	do(s.Context(), log)
	return v.take()
}

// A bundle that somebody put there before the ticket was archived is taken for
// one that a killed run left: the log says that it was found.
func TestPlacedBefore(t *testing.T) {
	attacker, a := newArchivist(t, attackPolicy), newArchivist(t, attackPolicy)
	for _, who := range []*archivist{attacker, a} {
		who.ticket(4, "2026-02-04T10:00:00Z", "keep", true)
	}
	attacker.key = ""
	attacker.run("2026-01-01")
	a.store = a.give(t, matching(attacker.take(), `^tickets/`)).store
	a.says([]int{exitOK}, "init", "--key", a.key)
	a.run("2026-01-01")
	if out := a.says([]int{exitOK}, "custody", "4"); !strings.Contains(out, "found in the store: left by a run that was interrupted, or by something else") {
		t.Errorf("said: %s", out)
	}
	// Without the key nothing goes into a store that has a log.
	a.key = ""
	if out := a.says([]int{exitUsage}, "run", "--since", "2026-01-01"); !strings.Contains(out, "the store has a custody log") {
		t.Errorf("said: %s", out)
	}
}
