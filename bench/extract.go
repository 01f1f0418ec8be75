package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
)

// pages counts a PDF's pages with poppler's pdfinfo; "?" where that is
// missing.
func pages(ctx context.Context, pdf []byte) string {
	cmd := exec.CommandContext(ctx, "pdfinfo", "-")
	cmd.Stdin = bytes.NewReader(pdf)
	said, err := cmd.Output()
	if err != nil {
		return "?"
	}
	if found := regexp.MustCompile(`(?m)^Pages:\s+(\d+)`).FindSubmatch(said); found != nil {
		return string(found[1])
	}
	return "?"
}

// extractor gets the text out of a PDF.
type extractor struct {
	name string
	text func(ctx context.Context, pdf []byte) (string, error)
}

// extractors are those that are installed. missing says which are not.
func extractors(ctx context.Context) (found []extractor, missing []string) {
	for _, find := range []func(context.Context) (extractor, error){findPoppler, findPDFBox} {
		e, err := find(ctx)
		if err != nil {
			missing = append(missing, err.Error())
			continue
		}
		found = append(found, e)
	}
	return found, missing
}

func findPoppler(ctx context.Context) (extractor, error) {
	said, err := exec.CommandContext(ctx, "pdftotext", "-v").CombinedOutput()
	if err != nil {
		return extractor{}, errors.New("pdftotext is missing (Debian: poppler-utils)")
	}
	version := regexp.MustCompile(`\d+\.[\d.]+`).Find(said)
	return extractor{"pdftotext " + string(version), func(ctx context.Context, pdf []byte) (string, error) {
		cmd := exec.CommandContext(ctx, "pdftotext", "-enc", "UTF-8", "-", "-")
		cmd.Stdin = bytes.NewReader(pdf)
		text, err := cmd.Output()
		return string(text), err
	}}, nil
}

// jars is where Debian puts Java's libraries.
const jars = "/usr/share/java/"

func findPDFBox(context.Context) (extractor, error) {
	box, err := filepath.Glob(jars + "pdfbox2-[0-9]*.jar")
	if err != nil || len(box) == 0 {
		return extractor{}, errors.New("PDFBox is missing (Debian: libpdfbox2-java)")
	}
	if _, err := exec.LookPath("java"); err != nil {
		return extractor{}, errors.New("java is missing (Debian: default-jre-headless)")
	}
	version := strings.TrimSuffix(strings.TrimPrefix(filepath.Base(box[0]), "pdfbox2-"), ".jar")
	return extractor{"PDFBox " + version, extractWithPDFBox}, nil
}

func extractWithPDFBox(ctx context.Context, pdf []byte) (string, error) {
	f, err := os.CreateTemp("", "bench-*.pdf")
	if err != nil {
		return "", err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	if _, err := f.Write(pdf); err != nil {
		return "", err
	}
	class := strings.Join([]string{jars + "pdfbox2.jar", jars + "pdfbox2-tools.jar", jars + "fontbox2.jar", jars + "commons-logging.jar"}, ":")
	cmd := exec.CommandContext(ctx, "java", "-XX:TieredStopAtLevel=1", "-cp", class, "org.apache.pdfbox.tools.ExtractText",
		"-encoding", "UTF-8", "-console", f.Name())
	var said bytes.Buffer
	cmd.Stderr = &said
	text, err := cmd.Output()
	if err != nil {
		return "", fmt.Errorf("PDFBox: %w: %s", err, said.Bytes())
	}
	return string(text), nil
}
