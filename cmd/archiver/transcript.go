package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/glassix-archiver/archiver/render"
)

type transcriptOptions struct {
	audience string
	formats  []string
	zone     string
	language string
	out      string
}

func newTranscript(sys *sys) *cobra.Command {
	var o transcriptOptions
	cmd := &cobra.Command{
		Use:   "transcript ID|FILE.json|KEY",
		Short: "Make a transcript of a stored ticket, or of one in a file",
		Long: `Make a transcript of a stored ticket, given by its number or its bundle's key, or
of FILE.json, a ticket as the service sends it. The attachments of FILE.json are
listed, not downloaded.`,
		Example: `  archiver transcript 220668019
  archiver transcript ticket.json --format pdf,html -o out
  archiver transcript 220668019 --for legal --lang en --paper letter
  archiver transcript 220668019 --redact all --redaction-log redacted.jsonl
  archiver transcript ticket.json --for customer --lang he --tz Asia/Jerusalem --format html -o -`,
		Args: cobra.ExactArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			return runTranscript(cmd.Context(), cmd, sys, args[0], o)
		},
	}
	f := cmd.Flags()
	f.StringVar(&o.audience, "for", "internal", "`audience` that may read it: internal (everything), customer (nothing internal), legal (everything, entries numbered, hashes in full)")
	f.StringSliceVar(&o.formats, "format", nil, "pdf, html, json, or several `formats` with commas (default: by the ending of -o, else pdf)")
	f.StringVar(&o.zone, "tz", "", "`zone` of the times shown, such as Asia/Jerusalem (default: settings, else that of the archived transcript, else UTC)")
	f.StringVar(&o.language, "lang", "", "`language` of labels, dates and events: "+oneOf(render.Languages(nil))+" (default: the ticket's culture, else English)")
	lookFlags(cmd)
	redactFlags(cmd)
	f.StringVarP(&o.out, "output", "o", "", "`path` of the file, or of a folder for several formats; - is standard output (default: ticket-ID.FORMAT here)")
	return cmd
}

func runTranscript(ctx context.Context, cmd *cobra.Command, sys *sys, what string, o transcriptOptions) error {
	stayLean()
	settings, err := loadConfig(cmd, sys)
	if err != nil {
		return err
	}
	options, err := o.render(cmd, sys, settings)
	if err != nil {
		return err
	}
	if options.Redact, err = settings.redactor(cmd, sys); err != nil {
		return err
	}
	formats, err := o.chosen()
	if err != nil {
		return err
	}
	options.WithoutSource = !slices.ContainsFunc(formats, func(f render.Format) bool { return f.Name == "pdf" })
	record, archived, done, err := record(ctx, cmd, sys, what)
	if err != nil {
		return err
	}
	defer done()
	if options.Zone == nil {
		options.Zone = zoneOf(archived)
	}
	t, err := render.Build(record, options)
	if err != nil {
		return err
	}
	if err := writeRedactionLog(cmd, []string{what, o.out}, t); err != nil { // first: no copy without its log
		return err
	}
	return o.write(ctx, sys, what, t, formats) // the record itself is not held any longer
}

func (o transcriptOptions) render(cmd *cobra.Command, sys *sys, settings *config) (render.Options, error) {
	audience := render.Audience(o.audience)
	if !slices.Contains([]render.Audience{render.Internal, render.ForCustomer, render.Legal}, audience) {
		return render.Options{}, usage("--for internal, customer or legal", "unknown audience %q", o.audience)
	}
	zone, err := o.chosenZone(settings)
	if err != nil {
		return render.Options{}, err
	}
	look, err := settings.look(cmd, sys)
	if err != nil {
		return render.Options{}, err
	}
	if _, ok := render.FindLanguage(look.templates, o.language); o.language != "" && !ok {
		return render.Options{}, usage("--lang "+oneOf(render.Languages(look.templates))+"; without it the ticket's own language is used, or English", "there are no words for language %q", o.language)
	}
	return render.Options{Audience: audience, Language: o.language, Zone: zone, Templates: look.templates, Letter: look.letter, Standalone: true,
		Generator: generator(), Generated: sys.now().UTC()}, nil
}

// chosenZone is the zone asked for, or that of the settings; nil without both.
func (o transcriptOptions) chosenZone(settings *config) (*time.Location, error) {
	switch {
	case o.zone != "":
		return loadZone(o.zone)
	case settings.TimeZone != "":
		return settings.zone, nil
	}
	return nil, nil
}

// oneOf lists what there is to choose from: a, b or c.
func oneOf(list []string) string {
	last := len(list) - 1
	if last < 1 {
		return strings.Join(list, "")
	}
	return strings.Join(list[:last], ", ") + " or " + list[last]
}

// chosen are the formats asked for, or the one that -o ends with.
func (o transcriptOptions) chosen() ([]render.Format, error) {
	names := o.formats
	if len(names) == 0 {
		names = []string{"pdf"}
		if ending := strings.TrimPrefix(filepath.Ext(o.out), "."); ending != "" {
			names = []string{ending}
		}
	}
	var chosen []render.Format
	for _, name := range names {
		i := slices.IndexFunc(render.Formats(), func(f render.Format) bool { return f.Name == strings.TrimSpace(name) })
		if i < 0 {
			return nil, usage("--format pdf, html or json", "unknown format %q", name)
		}
		chosen = append(chosen, render.Formats()[i])
	}
	if len(chosen) > 1 && o.out == "-" {
		return nil, usage("-o FOLDER takes several", "only one format fits on standard output")
	}
	return chosen, nil
}

// write puts the transcripts where -o says: files each whole or not at all,
// standard output as they are made.
func (o transcriptOptions) write(ctx context.Context, sys *sys, what string, t *render.Transcript, formats []render.Format) error {
	if o.out == "-" {
		return writeFormat(ctx, sys.stdout, t, formats[0])
	}
	for _, f := range formats {
		path, err := o.path(t, f, len(formats))
		if err != nil {
			return err
		}
		if sameFile(path, what) {
			return usage("give another -o", "%s is what the transcript is made from", path)
		}
		if err := writeWhole(path, func(w io.Writer) error { return writeFormat(ctx, w, t, f) }); err != nil {
			return fmt.Errorf("write transcript: %w", err)
		}
		fmt.Fprintln(sys.stdout, path)
	}
	return nil
}

func sameFile(a, b string) bool {
	first, err := os.Stat(a)
	if err != nil {
		return false
	}
	second, err := os.Stat(b)
	return err == nil && os.SameFile(first, second)
}

// writeFormat writes a transcript until the context ends.
func writeFormat(ctx context.Context, w io.Writer, t *render.Transcript, f render.Format) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	out := bufio.NewWriterSize(w, 64<<10)
	if err := f.Write(out, t); err != nil {
		return err
	}
	return out.Flush()
}

func (o transcriptOptions) path(t *render.Transcript, f render.Format, formats int) (string, error) {
	name := "ticket-" + strconv.FormatInt(t.Header.Number, 10) + "." + f.Name
	if o.out == "" {
		return name, nil
	}
	st, err := os.Stat(o.out)
	folder := err == nil && st.IsDir()
	if formats == 1 && !folder {
		return o.out, nil
	}
	if err := os.MkdirAll(o.out, 0o755); err != nil {
		return "", fmt.Errorf("make folder for transcripts: %w", err)
	}
	return filepath.Join(o.out, name), nil
}
