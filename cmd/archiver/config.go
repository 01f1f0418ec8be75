package main

import (
	"bytes"
	"errors"
	"io"
	"io/fs"
	"os"
	"strings"
	"time"

	"github.com/goccy/go-yaml"
	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/yamlfile"
)

// config is archiver.yaml. Flags and the environment come before it. It holds
// no secret: it says where to find them.
type config struct {
	// Store is a directory, or s3://bucket/prefix.
	Store string `yaml:"store"`
	// TimeZone is the zone of the times shown in transcripts, such as
	// Asia/Jerusalem. The default is UTC.
	TimeZone string `yaml:"time_zone"`
	// Templates is a folder whose files replace the built-in templates of
	// transcripts.
	Templates string `yaml:"templates"`
	// Paper is that of PDF pages, a4 or letter. The default is a4.
	Paper string `yaml:"paper"`
	// Retention is a retention policy's file. Without one all is kept, and
	// nothing locked.
	Retention string `yaml:"retention"`
	// AllowHosts are hosts, domains (*.acme.example) and networks
	// (10.0.0.0/8) within your own network that attachments may come from.
	AllowHosts []string `yaml:"allow_hosts"`
	// CustodyKeyFile holds the key that signs the custody log, as archiver init
	// makes it. The default is ARCHIVER_CUSTODY_KEY_FILE.
	CustodyKeyFile string `yaml:"custody_key_file"`
	// CustodyVerifier is the public key that the custody log is checked with;
	// without it, it is that of the key file.
	CustodyVerifier string `yaml:"custody_verifier"`
	// Mail is how transcripts are sent to customers.
	Mail mailConfig `yaml:"mail"`
	// Redact is what is taken out of transcripts that are made, sent or
	// produced; see redaction_config.go. The default is nothing.
	Redact redactConfig `yaml:"redact"`
	// TSA is the address of a time-stamping authority (RFC 3161) that is to stamp
	// the custody log's checkpoints. The default is ARCHIVER_TSA_URL, or none.
	TSA string `yaml:"tsa"`
	// TSARoots is a file with the certificates, in PEM, that timestamps have to
	// come from. The default is ARCHIVER_TSA_ROOTS.
	TSARoots string `yaml:"tsa_roots"`
	// KMSKey is the KMS key (its ID, ARN or alias) with which S3 encrypts what is
	// put. The default is ARCHIVER_KMS_KEY, or how the bucket is set.
	KMSKey string `yaml:"kms_key"`
	// Departments are archived one beside the other. Without any, the one of
	// the GLASSIX_… variables is.
	Departments []departmentConfig `yaml:"departments"`

	file settingsFile
	zone *time.Location
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

// mailConfig is the user's SMTP server, and how it is used.
type mailConfig struct {
	// SMTPURL is smtp://user@host:587 or smtps://user@host:465, without a
	// password. The default is ARCHIVER_SMTP_URL.
	SMTPURL string `yaml:"smtp_url"`
	// PasswordFile holds the password. The default is ARCHIVER_SMTP_PASSWORD.
	PasswordFile string `yaml:"password_file"`
	// From is who mails come from, with a name or without:
	// Acme support <support@acme.example>.
	From string `yaml:"from"`
	// MaxAttached bounds the files of a ticket that go along, in bytes in all.
	MaxAttached int64 `yaml:"max_attached"`
	// PerMinute is how many mails are sent at most.
	PerMinute int `yaml:"per_minute"`
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
		return &config{zone: time.UTC}, nil
	}
	if err != nil {
		return nil, usage("name another file with --config", "read settings: %w", err)
	}
	return parseConfig(path, data)
}

func parseConfig(path string, data []byte) (*config, error) {
	c := &config{file: settingsFile{yamlfile.New(path, data)}}
	decoder := yaml.NewDecoder(bytes.NewReader(c.file.Data), yaml.Strict())
	if err := decoder.Decode(c); err != nil && !errors.Is(err, io.EOF) {
		return nil, c.file.invalid(err)
	}
	if err := decoder.Decode(new(any)); !errors.Is(err, io.EOF) {
		return nil, usage("", "read settings %s: it has a second document", path)
	}
	var err error
	if c.zone, err = loadZone(c.TimeZone); err != nil {
		return nil, c.file.at("$.time_zone", "%w", err)
	}
	if _, err := isLetter(c.Paper); err != nil {
		return nil, c.file.at("$.paper", "%w", err)
	}
	if err := c.checkRedact(); err != nil {
		return nil, err
	}
	return c, c.check()
}

// check looks for what no department could be archived with.
func (c *config) check() error {
	first := map[string]int{}
	for i, d := range c.Departments {
		place := department(i)
		if err := d.check(); err != nil {
			return c.file.at(place, "%w", err)
		}
		id := d.URL + " " + d.APIKey
		if other, double := first[id]; double {
			return c.file.at(place+".api_key", "is already the key of department %d", other)
		}
		first[id] = i + 1
	}
	return nil
}

func (d departmentConfig) check() error {
	switch {
	case d.APIKey == "":
		return errors.New("api_key is missing")
	case (d.APISecretEnv == "") == (d.APISecretFile == ""):
		return errors.New("say where the secret is, with either api_secret_env or api_secret_file")
	}
	return nil
}

// allowed are the hosts of the flag, or of the variable, or of the file.
func (c *config) allowed(cmd *cobra.Command, sys *sys, o runOptions) []string {
	if list := sys.env("ARCHIVER_ALLOW_HOSTS"); list != "" && !cmd.Flags().Changed("allow-host") {
		return strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
	}
	if len(o.allowHosts) > 0 {
		return o.allowHosts
	}
	return c.AllowHosts
}

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
		return "", usage("the file has to hold the secret and nothing else", "read secret: %w", err)
	}
	return strings.TrimSpace(string(data)), nil
}
