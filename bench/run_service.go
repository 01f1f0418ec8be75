package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"time"

	"github.com/glassix-archiver/archiver/fetch/fetchtest"
)

// service is a program that runs beside what is measured, in a process of its
// own, so that neither's memory or CPU time is taken for the other's.
type service struct {
	address string
	cmd     *exec.Cmd
	cancel  context.CancelFunc
}

// startService starts a command in a group of its own.
func startService(ctx context.Context, command []string, env []string) (s *service, out io.Reader, err error) {
	ctx, cancel := context.WithCancel(ctx)
	s = &service{cmd: exec.CommandContext(ctx, command[0], command[1:]...), cancel: cancel}
	s.cmd.Env = append(os.Environ(), env...)
	ownGroup(s.cmd)
	if out, err = s.cmd.StdoutPipe(); err == nil {
		err = s.cmd.Start()
	}
	if err != nil {
		cancel()
		return nil, nil, err
	}
	return s, out, nil
}

func (s *service) stop() {
	s.cancel()
	_ = s.cmd.Wait() // that it was killed is no news
}

// cpu is the CPU time used until now, to the tick.
func (s *service) cpu() time.Duration {
	if s == nil {
		return 0
	}
	spent, _ := groupCPU(s.cmd.Process.Pid) // 0 where that is not to be had
	return spent
}

// department is the one of the workspace of a load.
var department = fetchtest.Department{ID: "bench", Name: "Bench", APIKey: "bench", APISecret: "secret", UserName: "bench@example.com"}

// startWorkspace starts a workspace with a load of tickets.
func startWorkspace(ctx context.Context, load fetchtest.Generated) (*service, error) {
	self, err := os.Executable()
	if err != nil {
		return nil, err
	}
	command := []string{self, "workspace", fmt.Sprintf("-tickets=%d", load.Tickets), fmt.Sprintf("-files=%d", load.Attachments), fmt.Sprintf("-size=%d", load.AttachmentSize)}
	s, out, err := startService(ctx, command, nil)
	if err != nil {
		return nil, err
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		s.stop()
		return nil, fmt.Errorf("it ended: %w", err)
	}
	s.address = strings.TrimSpace(line)
	return s, nil
}

// runWorkspace is the process that startWorkspace starts: it says its address,
// and serves until it is killed.
func runWorkspace(ctx context.Context, args []string) error {
	load := fetchtest.Generated{Seed: 1, Since: loadSince, Until: loadUntil}
	flags := newFlags("workspace")
	flags.IntVar(&load.Tickets, "tickets", 100, "closed tickets")
	flags.IntVar(&load.Attachments, "files", 2, "attachments of each")
	flags.Int64Var(&load.AttachmentSize, "size", 200_000, "bytes of each")
	if err := flags.Parse(args); err != nil {
		return err
	}
	workspace := fetchtest.New("bench", department)
	if err := fetchtest.Generate(workspace, load); err != nil {
		return err
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return err
	}
	server := &http.Server{Handler: workspace, ReadHeaderTimeout: 10 * time.Second}
	defer context.AfterFunc(ctx, func() { server.Close() })()
	fmt.Printf("http://%s\n", listener.Addr())
	if err := server.Serve(listener); err != http.ErrServerClosed {
		return err
	}
	return nil
}
