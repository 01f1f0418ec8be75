package fetch_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/glassix-archiver/archiver/fetch"
	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

func TestTokenIsKeptAndRenewedEarly(t *testing.T) {
	for life, want := range map[time.Duration]struct{ kept, renewed time.Duration }{
		3 * time.Hour:   {174 * time.Minute, 176 * time.Minute}, // 5 minutes before its end
		2 * time.Minute: {89 * time.Second, 91 * time.Second},   // at three quarters
	} {
		t.Run(life.String(), func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				w.Set(func(s *fetchtest.Settings) { s.TokenLife = life })
				generate(t, w, 1)
				get := func(tokens int) {
					t.Helper()
					if _, err := c.Ticket(t.Context(), 220000001); err != nil {
						t.Fatal(err)
					}
					if n := w.Counts().Requests[fetchtest.Token]; n != tokens {
						t.Errorf("%d tokens, want %d", n, tokens)
					}
				}
				get(1)
				time.Sleep(want.kept)
				get(1)
				time.Sleep(want.renewed - want.kept)
				get(2)
				if n := w.Counts().Unauthorized; n != 0 {
					t.Errorf("%d calls with a dead token", n)
				}
			})
		})
	}
}

func TestManyWorkersShareOneToken(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		generate(t, w, 1)
		w.Queue(fetchtest.Token, fetchtest.Fault{Delay: 10 * time.Second})
		all := func(tokens int) {
			t.Helper()
			var workers sync.WaitGroup
			for range 30 {
				workers.Go(func() {
					if _, err := c.Ticket(t.Context(), 220000001); err != nil {
						t.Error(err)
					}
				})
			}
			workers.Wait()
			if n := w.Counts().Requests[fetchtest.Token]; n != tokens {
				t.Errorf("%d tokens for 30 workers, want %d", n, tokens)
			}
		}
		all(1)
		w.RevokeTokens()
		all(2)
	})
}

func TestWaitingForAnothersLoginCanBeCancelled(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		w.Queue(fetchtest.Token, fetchtest.Fault{Rate: 1})
		first := make(chan error)
		go func() { first <- c.Authenticate(t.Context()) }()
		synctest.Wait()
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		started := time.Now()
		if err := c.Authenticate(ctx); !errors.Is(err, context.DeadlineExceeded) || time.Since(started) != time.Second {
			t.Errorf("after %v: %v", time.Since(started), err)
		}
		if err := <-first; err != nil {
			t.Error(err)
		}
	})
}

func TestRefusedCredentialsAreNeverRetried(t *testing.T) {
	for _, status := range []int{400, 401, 403} {
		t.Run(fmt.Sprint(status), func(t *testing.T) {
			bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
				echo := fmt.Sprintf(`{"Message":"wrong secret \u001b[31m %s for %s"}`, secret, department.UserName)
				w.Queue(fetchtest.Token, fetchtest.Fault{Status: status, Body: echo})
				for range 3 {
					_, err := c.Ticket(t.Context(), 1)
					auth, ok := errors.AsType[*fetch.AuthError](err)
					if !ok || auth.Code != status || !strings.Contains(auth.Message, "wrong secret") || strings.Contains(auth.Message, "\x1b") {
						t.Fatalf("got %v", err)
					}
					noSecrets(t, err)
				}
				if n := w.Counts().Calls(); n != 1 {
					t.Errorf("%d calls", n)
				}
			})
		})
	}
}

func TestWrongSecret(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		wrong := department
		wrong.APISecret = "another"
		c := client(t, fetchtest.New("test", wrong), fetch.Options{})
		if _, ok := errors.AsType[*fetch.AuthError](c.Authenticate(t.Context())); !ok {
			t.Error("the credentials were accepted")
		}
	})
}

func TestATokenThatIsRefusedTwiceIsAFailureOfTheCredentials(t *testing.T) {
	bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
		w.Queue(fetchtest.Get, fetchtest.Fault{Status: 401}, fetchtest.Fault{Status: 401})
		_, err := c.Ticket(t.Context(), 5)
		if auth, ok := errors.AsType[*fetch.AuthError](err); !ok || auth.Host != "localhost" {
			t.Errorf("got %v", err)
		}
		if n := w.Counts().Requests[fetchtest.Token]; n != 2 {
			t.Errorf("%d tokens", n)
		}
	})
}

func TestTokenAnswers(t *testing.T) {
	for answer, ok := range map[string]bool{
		`{"access_token":"t","token_type":"Bearer","expires_in":10799.7}`: true,
		`{"access_token":"t","expires_in":"10800"}`:                       true,
		`{"access_token":"t"}`:                                            true,
		`{"access_token":"t","expires_in":-1e300}`:                        true,
		`{"access_token":"t","expires_in":1e300}`:                         true,
		`{"access_token":""}`:                                             false,
		`{"access_token":"a b"}`:                                          false,
		`{"access_token":"a\r\nX-Evil: 1"}`:                               false,
		`{"message":"hello"}`:                                             false,
		`["t"]`:                                                           false,
	} {
		bubble(t, func(t *testing.T, w *fetchtest.Workspace, c *fetch.Client) {
			fault := fetchtest.Fault{Status: 200, Body: answer}
			w.Queue(fetchtest.Token, fault, fault, fault)
			err := c.Authenticate(t.Context())
			if (err == nil) != ok {
				t.Errorf("%s: %v", answer, err)
			}
			if _, typed := errors.AsType[*fetch.FormatError](err); !ok && !typed {
				t.Errorf("%s: %v", answer, err)
			}
		})
	}
}
