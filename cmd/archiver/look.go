package main

import (
	"cmp"
	"errors"
	"io/fs"
	"os"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/render"
)

// look is how transcripts are to look.
type look struct {
	templates fs.FS // nil are the built-in ones
	letter    bool
}

func lookFlags(cmd *cobra.Command) {
	cmd.Flags().String("templates", "", "`folder` with your own page, style sheet or words (default: the built-in ones; ARCHIVER_TEMPLATES)")
	cmd.Flags().String("paper", "", "size of PDF pages: a4 or letter (default a4; ARCHIVER_PAPER)")
}

// look reads the templates and tries them, so that a broken one is known
// before anything is fetched or written.
func (c *config) look(cmd *cobra.Command, sys *sys) (l look, err error) {
	if l.letter, err = isLetter(cmp.Or(setting(cmd, sys, "paper", "ARCHIVER_PAPER"), c.Paper)); err != nil {
		return l, err
	}
	if folder := cmp.Or(setting(cmd, sys, "templates", "ARCHIVER_TEMPLATES"), c.Templates); folder != "" {
		l.templates, err = loadTemplates(folder)
	}
	return l, err
}

func isLetter(paper string) (bool, error) {
	switch paper {
	case "", "a4":
		return false, nil
	case "letter":
		return true, nil
	}
	return false, usage("a4 or letter", "unknown paper %q", paper)
}

func loadTemplates(folder string) (fs.FS, error) {
	root, err := os.OpenRoot(folder)
	if p, ok := errors.AsType[*fs.PathError](err); ok {
		err = p.Err
	}
	if err != nil {
		return nil, usage("it has to be a folder with transcript.html, transcript.css or words/LANGUAGE.json, or some of them", "templates in %s: %w", visible(folder), err)
	}
	defer root.Close()
	files, err := render.LoadTemplates(root.FS())
	if err != nil {
		return nil, usage("docs/templates.md says what a template may hold; one that is not in the folder is the built-in one", "templates in %s: %w", visible(folder), err)
	}
	return files, nil
}
