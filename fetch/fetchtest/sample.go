package fetchtest

import (
	"bytes"
	"embed"
	"encoding/json"
	"fmt"
	"io"
	"io/fs"
	"path"
	"strings"
)

//go:embed sample/workspace.json sample/tickets sample/files
var sample embed.FS

// Sample is the workspace of a small company that does not exist, with
// tickets as different as real ones.
func Sample() (*Workspace, error) {
	folder, err := fs.Sub(sample, "sample")
	if err != nil {
		return nil, fmt.Errorf("load the sample workspace: %w", err)
	}
	return Load(folder)
}

// Load reads a workspace from a folder with workspace.json, the tickets as
// tickets/*.json and what they attach as files/*.
func Load(folder fs.FS) (*Workspace, error) {
	var about struct {
		Name        string       `json:"name"`
		Departments []Department `json:"departments"`
	}
	text, err := fs.ReadFile(folder, "workspace.json")
	if err != nil {
		return nil, fmt.Errorf("load workspace: %w", err)
	}
	if err := json.Unmarshal(text, &about); err != nil {
		return nil, fmt.Errorf("load workspace: workspace.json: %w", err)
	}
	w := New(about.Name, about.Departments...)
	if err := w.loadFiles(folder); err != nil {
		return nil, fmt.Errorf("load workspace: %w", err)
	}
	names, err := fs.Glob(folder, "tickets/*.json")
	if err != nil {
		return nil, fmt.Errorf("load workspace: %w", err)
	}
	for _, name := range names {
		raw, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("load workspace: %w", err)
		}
		if err := w.AddTicket(raw); err != nil {
			return nil, fmt.Errorf("load workspace: %s: %w", name, err)
		}
	}
	return w, nil
}

func (w *Workspace) loadFiles(folder fs.FS) error {
	names, err := fs.Glob(folder, "files/*")
	if err != nil {
		return err
	}
	for _, name := range names {
		content, err := fs.ReadFile(folder, name)
		if err != nil {
			return err
		}
		open := func() (io.ReadSeekCloser, error) { return nopCloser{bytes.NewReader(content)}, nil }
		if err := w.AddFile(path.Base(name), contentType(name), int64(len(content)), open); err != nil {
			return err
		}
	}
	return nil
}

type nopCloser struct{ io.ReadSeeker }

func (nopCloser) Close() error { return nil }

// contentType is fixed here, since what the system's own table says differs
// from machine to machine.
func contentType(name string) string {
	types := map[string]string{
		".jpg": "image/jpeg", ".jpeg": "image/jpeg", ".png": "image/png", ".gif": "image/gif", ".webp": "image/webp",
		".pdf": "application/pdf", ".txt": "text/plain", ".csv": "text/csv", ".vcf": "text/vcard",
		".mp3": "audio/mpeg", ".ogg": "audio/ogg", ".wav": "audio/wav", ".mp4": "video/mp4", ".zip": "application/zip",
		".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
		".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	}
	if known, ok := types[strings.ToLower(path.Ext(name))]; ok {
		return known
	}
	return "binary/octet-stream" // S3's own word for it
}
