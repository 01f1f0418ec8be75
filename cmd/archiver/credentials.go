package main

import (
	"cmp"

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
		return n, usage("", "its secret is empty: %s", d.APISecretEnv+d.APISecretFile)
	}
	return n, n.Validate()
}
