package main

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/glassix-archiver/archiver/yamlfile"
)

// settingsFile is the text of a settings file, to point into.
type settingsFile struct{ yamlfile.File }

// department is the place of a department in the settings.
func department(i int) string { return "$.departments[" + strconv.Itoa(i) + "]" }

// invalid makes an error of one of the parser, with its place.
func (f settingsFile) invalid(err error) error {
	refused, hint := f.Refused(err), ""
	if strings.Contains(refused.Err.Error(), "api_secret") {
		hint = "a secret is not kept in settings: say where it is, with api_secret_env or api_secret_file"
	}
	return &coded{code: exitUsage, err: refused, hint: hint}
}

// at makes an error at a place, given as a YAML path.
func (f settingsFile) at(place, format string, args ...any) error {
	err := fmt.Errorf(format, args...)
	return &coded{code: exitUsage, err: f.At(place, err), hint: hintOf(err)}
}
