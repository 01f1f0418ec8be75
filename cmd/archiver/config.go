package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/fetch"
)

// config is archiver.yaml. Flags and the environment come before it. It holds
// no secret: it says where to find them.
type config struct {
	// Store is a directory, or s3://bucket/prefix.
	Store string `yaml:"store"`
	// TimeZone is the zone of the times shown in transcripts, such as
	// Asia/Jerusalem. The default is UTC.
	TimeZone string `yaml:"time_zone"`
	// Departments are archived one beside the other. Without any, the one of
	// the GLASSIX_… variables is.
	Departments []departmentConfig `yaml:"departments"`
}

// departmentConfig opens one department: the service has a key pair for each.
type departmentConfig struct {
	// Name is how you call it; it is shown in transcripts.
	Name string `yaml:"name"`
	// URL of the workspace, such as https://acme.glassix.com. The default is
	// GLASSIX_URL.
	URL string `yaml:"url"`
	// APIKey is the department's key, which is also its id.
	APIKey string `yaml:"api_key"`
	// UserName is the e-mail address of a user of the department. The default
	// is GLASSIX_USER_NAME.
	UserName string `yaml:"user_name"`
	// APISecretEnv names the variable that holds the secret, APISecretFile the
	// file. Exactly one of them is needed.
	APISecretEnv  string `yaml:"api_secret_env"`
	APISecretFile string `yaml:"api_secret_file"`
}

const defaultConfig = "archiver.yaml"

// loadConfig reads the settings file. Only the default one may be absent.
func loadConfig(cmd *cobra.Command, sys *sys) (*config, error) {
	path, explicit := setting(cmd, sys, "config", "ARCHIVER_CONFIG"), true
	if path == "" {
		path, explicit = defaultConfig, false
	}
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) && !explicit {
		return &config{}, nil
	}
	if err != nil {
		return nil, usage("", "read settings: %w", err)
	}
	return parseConfig(path, data)
}

func parseConfig(path string, data []byte) (*config, error) {
	var c config
	decoder := yaml.NewDecoder(bytes.NewReader(data), yaml.Strict())
	if err := decoder.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		return nil, &coded{code: exitUsage, err: newSnippet("read settings "+path, err)}
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, usage("", "read settings %s: there is a second document in it", path)
	}
	for i, d := range c.Departments {
		if err := d.check(); err != nil {
			return nil, usage("", "read settings %s: department %d (%s): %w", path, i+1, d.Name, err)
		}
	}
	return &c, nil
}

func (d departmentConfig) check() error {
	switch {
	case d.APIKey == "":
		return errors.New("api_key is missing")
	case (d.APISecretEnv == "") == (d.APISecretFile == ""):
		return errors.New("say where the secret is: api_secret_env or api_secret_file, one of them")
	}
	return nil
}

// snippet is an error at a place in a file, shown with line and caret.
type snippet struct {
	summary, source string
	err             error
}

func newSnippet(what string, err error) error {
	text := strings.TrimRight(yaml.FormatError(err, false, true), "\n")
	first, rest, _ := strings.Cut(text, "\n")
	return &snippet{summary: what + ": " + first, source: rest, err: err}
}

func (s *snippet) Error() string { return s.summary }
func (s *snippet) Unwrap() error { return s.err }

// setting is a flag, or the variable that stands for it.
func setting(cmd *cobra.Command, sys *sys, flag, variable string) string {
	if f := cmd.Flag(flag); f != nil && f.Changed {
		return f.Value.String()
	}
	return sys.env(variable)
}

// secret is a variable's value, or what the file in VARIABLE_FILE holds.
func secret(sys *sys, variable string) (string, error) {
	if v := sys.env(variable); v != "" {
		return v, nil
	}
	path := sys.env(variable + "_FILE")
	if path == "" {
		return "", nil
	}
	return secretFile(path)
}

func secretFile(path string) (string, error) {
	data, err := os.ReadFile(path)
	if err != nil {
		return "", usage("", "read secret: %w", err)
	}
	return strings.TrimSpace(string(data)), nil
}

// credentials lists what opens the departments to be archived.
func (c *config) credentials(sys *sys) ([]named, error) {
	if len(c.Departments) == 0 {
		one, err := environment(sys)
		return []named{one}, err
	}
	var list []named
	for _, d := range c.Departments {
		one, err := d.credentials(sys)
		if err != nil {
			return nil, err
		}
		list = append(list, one)
	}
	return list, nil
}

// named are the credentials of a department, and the user's name for it.
type named struct {
	name string
	fetch.Credentials
}

func environment(sys *sys) (named, error) {
	n := named{Credentials: fetch.Credentials{URL: sys.env("GLASSIX_URL"), UserName: sys.env("GLASSIX_USER_NAME")}}
	var err error
	if n.APIKey, err = secret(sys, "GLASSIX_API_KEY"); err != nil {
		return n, err
	}
	if n.APISecret, err = secret(sys, "GLASSIX_API_SECRET"); err != nil {
		return n, err
	}
	for _, v := range []struct{ name, value string }{
		{"GLASSIX_URL", n.URL}, {"GLASSIX_API_KEY", n.APIKey}, {"GLASSIX_API_SECRET", n.APISecret}, {"GLASSIX_USER_NAME", n.UserName},
	} {
		if v.value == "" {
			return n, usage("set GLASSIX_URL, GLASSIX_API_KEY, GLASSIX_API_SECRET and GLASSIX_USER_NAME, or list departments in archiver.yaml; to see it work without a workspace: archiver demo", "%s is not set", v.name)
		}
	}
	return n, checkCredentials(n)
}

func (d departmentConfig) credentials(sys *sys) (n named, err error) {
	n = named{name: d.Name, Credentials: fetch.Credentials{URL: d.URL, APIKey: d.APIKey, UserName: d.UserName}}
	if n.URL == "" {
		n.URL = sys.env("GLASSIX_URL")
	}
	if n.UserName == "" {
		n.UserName = sys.env("GLASSIX_USER_NAME")
	}
	if d.APISecretEnv != "" {
		n.APISecret = sys.env(d.APISecretEnv)
	} else if n.APISecret, err = secretFile(d.APISecretFile); err != nil {
		return n, err
	}
	if n.APISecret == "" {
		return n, usage("", "department %s: its secret is empty (%s)", d.Name, d.APISecretEnv+d.APISecretFile)
	}
	return n, checkCredentials(n)
}

func checkCredentials(n named) error {
	if err := n.Validate(); err != nil {
		return usage("", "%s", strings.TrimPrefix(fmt.Sprintf("%s: %v", n.name, err), ": "))
	}
	return nil
}
