package main

import (
	"cmp"
	"regexp"

	"github.com/glassix-archiver/archiver/fetch"
)

// named are the credentials of a department, and the user's name for it.
type named struct {
	name string
	fetch.Credentials
}

// credentials lists what opens the departments to be archived.
func (c *config) credentials(sys *sys) ([]named, error) {
	if len(c.Departments) == 0 {
		one, err := environment(sys)
		return []named{one}, err
	}
	var list []named
	for i, d := range c.Departments {
		one, err := d.credentials(sys)
		if err != nil {
			return nil, c.file.at(department(i), "%w", err)
		}
		list = append(list, one)
	}
	return list, nil
}

// environment is the one department of the GLASSIX_ variables.
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
	if err := n.Validate(); err != nil {
		return n, usage("", "%w", err)
	}
	return n, nil
}

func (d departmentConfig) credentials(sys *sys) (n named, err error) {
	n = named{name: d.Name, Credentials: fetch.Credentials{
		URL: cmp.Or(d.URL, sys.env("GLASSIX_URL")), APIKey: d.APIKey, UserName: cmp.Or(d.UserName, sys.env("GLASSIX_USER_NAME")),
	}}
	if d.APISecretEnv != "" {
		n.APISecret = sys.env(d.APISecretEnv)
	} else if n.APISecret, err = secretFile(d.APISecretFile); err != nil {
		return n, err
	}
	if n.APISecret == "" {
		return n, usage("", "its secret is empty: %s", d.secretPlace())
	}
	return n, n.Validate()
}

var variableName = regexp.MustCompile(`^[A-Za-z_][A-Za-z0-9_]*$`)

// secretPlace says where the secret was looked for. What is no variable's name
// may be the secret itself, put in the wrong place, and is not said.
func (d departmentConfig) secretPlace() string {
	switch {
	case d.APISecretFile != "":
		return "the file " + d.APISecretFile
	case variableName.MatchString(d.APISecretEnv):
		return "the variable " + d.APISecretEnv + " is not set"
	}
	return "api_secret_env is not the name of a variable"
}
