package storagetest

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/config"
	"github.com/aws/aws-sdk-go-v2/service/s3"
)

// A Server is a real S3 server (versitygw, with Object Lock) on loopback.
type Server struct {
	Endpoint             string // its URL
	AccessKey, SecretKey string
	CAFile               string // the certificate to trust, "" over http
}

// S3Server starts a server for the length of the test. The first call on a
// machine builds it, which takes minutes; the build is cached. Where it can't
// be built or run the test is skipped, or fails if CI=true.
func S3Server(t testing.TB, https bool) *Server {
	t.Helper()
	program, err := gateway()
	if err != nil {
		unavailable(t, err)
	}
	s := &Server{AccessKey: "testkey", SecretKey: rand.Text()}
	dir := t.TempDir()
	for range 3 { // another program may take the free port first
		if err = s.start(t, program, dir, https); err == nil {
			return s
		}
	}
	unavailable(t, err)
	return nil
}

func unavailable(t testing.TB, err error) {
	t.Helper()
	if os.Getenv("CI") == "true" {
		t.Fatalf("needs versitygw, an S3 server: %v", err)
	}
	t.Skipf("needs versitygw, an S3 server: %v", err)
}

// gateway builds the server as the tools module pins it, and returns its path.
var gateway = sync.OnceValues(func() (string, error) {
	mod, err := toolsMod()
	if err != nil {
		return "", err
	}
	// A first call builds and runs it, a second one prints where it is.
	for _, args := range [][]string{{"versitygw", "--version"}, {"-n", "versitygw"}} {
		out, err := exec.Command("go", append([]string{"tool", "-modfile=" + mod}, args...)...).CombinedOutput()
		if err != nil {
			return "", fmt.Errorf("go tool %s: %v: %.500s", strings.Join(args, " "), err, out)
		}
		if args[0] == "-n" {
			return strings.TrimSpace(string(out)), nil
		}
	}
	return "", nil
})

// toolsMod finds tools/go.mod above the working directory.
func toolsMod() (string, error) {
	dir, err := os.Getwd()
	for err == nil {
		file := filepath.Join(dir, "tools", "go.mod")
		if _, err := os.Stat(file); err == nil {
			return file, nil
		}
		if dir == filepath.Dir(dir) {
			return "", errors.New("no tools/go.mod above the working directory")
		}
		dir = filepath.Dir(dir)
	}
	return "", err
}

// watch runs a command until its standard input ends, as it does when the test
// process dies in whatever way, and kills the process group then.
const watch = `("$@"; kill -9 0) & read -r _; kill -9 0`

func (s *Server) start(t testing.TB, program, dir string, https bool) error {
	dir, err := os.MkdirTemp(dir, "s3")
	if err != nil {
		return err
	}
	buckets, versions := filepath.Join(dir, "buckets"), filepath.Join(dir, "versions")
	if err := errors.Join(os.Mkdir(buckets, 0o700), os.Mkdir(versions, 0o700)); err != nil {
		return err
	}
	address, err := freeAddress()
	if err != nil {
		return err
	}
	args := []string{"--port", address, "--quiet", "--keep-alive", "--health", "/health"}
	s.Endpoint, s.CAFile = "http://"+address, ""
	if https {
		cert, key, err := certificate(dir)
		if err != nil {
			return err
		}
		s.Endpoint, s.CAFile = "https://"+address, cert
		args = append(args, "--cert", cert, "--key", key)
	}
	args = append(args, "posix", "--versioning-dir", versions, buckets)
	return s.run(t, exec.Command("sh", append([]string{"-c", watch, "sh", program}, args...)...), dir)
}

// run starts the server and waits until it answers.
func (s *Server) run(t testing.TB, cmd *exec.Cmd, dir string) error {
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		return err
	}
	defer log.Close()
	cmd.Stdout, cmd.Stderr = log, log
	cmd.Env = append(os.Environ(), "ROOT_ACCESS_KEY="+s.AccessKey, "ROOT_SECRET_KEY="+s.SecretKey)
	ownGroup(cmd)
	stdin, err := cmd.StdinPipe()
	if err != nil {
		return err
	}
	if err := cmd.Start(); err != nil {
		return err
	}
	ended := make(chan struct{})
	go func() { _ = cmd.Wait(); close(ended) }()
	stop := func() { _ = stdin.Close(); <-ended }
	if err := s.await(ended); err != nil {
		stop()
		out, _ := os.ReadFile(log.Name())
		return fmt.Errorf("%w: %.500s", err, out)
	}
	t.Cleanup(stop)
	return nil
}

// await waits for the server's health.
func (s *Server) await(ended <-chan struct{}) error {
	client := http.Client{Timeout: time.Second, Transport: &http.Transport{
		TLSClientConfig:   &tls.Config{InsecureSkipVerify: true}, // only asks whether it is up
		DisableKeepAlives: true,
	}}
	for range 500 {
		if res, err := client.Get(s.Endpoint + "/health"); err == nil {
			res.Body.Close()
			if res.StatusCode == http.StatusOK {
				return nil
			}
		}
		select {
		case <-ended:
			return errors.New("the server ended at once")
		case <-time.After(20 * time.Millisecond):
		}
	}
	return errors.New("the server is not up after 10 s")
}

// Env is the environment in which the AWS SDK, and so the archiver, talks to
// the server and to nothing else.
func (s *Server) Env() map[string]string {
	env := map[string]string{
		"AWS_ACCESS_KEY_ID": s.AccessKey, "AWS_SECRET_ACCESS_KEY": s.SecretKey, "AWS_SESSION_TOKEN": "",
		"AWS_REGION": "us-east-1", "AWS_DEFAULT_REGION": "", "AWS_PROFILE": "",
		"AWS_ENDPOINT_URL": "", "AWS_ENDPOINT_URL_S3": s.Endpoint, "AWS_CA_BUNDLE": s.CAFile,
		"AWS_CONFIG_FILE": os.DevNull, "AWS_SHARED_CREDENTIALS_FILE": os.DevNull,
		"AWS_EC2_METADATA_DISABLED": "true",
	}
	return env
}

// Setenv sets Env for the test.
func (s *Server) Setenv(t testing.TB) {
	t.Helper()
	for name, value := range s.Env() {
		t.Setenv(name, value)
	}
}

// Client is a plain SDK client of the server. It needs Setenv before.
func (s *Server) Client(t testing.TB) *s3.Client {
	t.Helper()
	cfg, err := config.LoadDefaultConfig(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return s3.NewFromConfig(cfg, func(o *s3.Options) { o.UsePathStyle = true })
}

// Bucket makes a bucket of a new name. It needs Setenv before. With lock it has
// Object Lock, and so versioning.
func (s *Server) Bucket(t testing.TB, lock bool) string {
	t.Helper()
	name := "test-" + strings.ToLower(rand.Text())
	_, err := s.Client(t).CreateBucket(context.Background(), &s3.CreateBucketInput{
		Bucket: &name, ObjectLockEnabledForBucket: aws.Bool(lock),
	})
	if err != nil {
		// The posix backend needs user attributes of the file system.
		t.Fatalf("make a bucket: %v", err)
	}
	return name
}

// Versions counts what the bucket holds under name, delete markers included. It
// needs Setenv before.
func (s *Server) Versions(t testing.TB, bucket, name string) (n int) {
	t.Helper()
	got, err := s.Client(t).ListObjectVersions(context.Background(), &s3.ListObjectVersionsInput{Bucket: &bucket, Prefix: &name})
	if err != nil {
		t.Fatal(err)
	}
	for _, v := range got.Versions {
		if *v.Key == name {
			n++
		}
	}
	for _, m := range got.DeleteMarkers {
		if *m.Key == name {
			n++
		}
	}
	return n
}

// freeAddress is one of loopback that nobody listens to.
func freeAddress() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	return l.Addr().String(), l.Close()
}

// certificate writes a new self-signed certificate for 127.0.0.1 and its key.
func certificate(dir string) (certFile, keyFile string, err error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return "", "", err
	}
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(24 * time.Hour),
		IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, IsCA: true, BasicConstraintsValid: true,
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageCertSign,
	}
	cert, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	if err != nil {
		return "", "", err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return "", "", err
	}
	certFile, keyFile = filepath.Join(dir, "cert.pem"), filepath.Join(dir, "key.pem")
	return certFile, keyFile, errors.Join(writePEM(certFile, "CERTIFICATE", cert), writePEM(keyFile, "PRIVATE KEY", der))
}

func writePEM(name, kind string, der []byte) error {
	return os.WriteFile(name, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: der}), 0o600)
}
