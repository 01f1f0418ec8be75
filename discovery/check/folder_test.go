package check

import (
	"archive/zip"
	"bytes"
	"errors"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

func TestGood(t *testing.T) {
	files := newSample().render()
	seal(files)
	r, err := Folder(t.Context(), save(t, files), Options{})
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range r.Problems {
		t.Error(p)
	}
	want := Counts{Files: len(files), Bytes: r.Counts.Bytes, Volumes: 2, Documents: 4, Pages: 5, RSMF: 2, Events: 4}
	if r.Counts != want || r.Found != 0 {
		t.Errorf("counts %+v, want %+v", r.Counts, want)
	}
}

// bad is a good production with one thing wrong, and the codes that say so: no
// more, no fewer.
type bad struct {
	name string
	make func(*sample)            // before load files and report are made
	edit func(map[string][]byte)  // before the manifest is made
	late func(map[string][]byte)  // after it
	disk func(*testing.T, string) // on the disk
	want []string
}

func row(at int, pairs ...string) func(*sample) {
	return func(s *sample) {
		for i := 0; i < len(pairs); i += 2 {
			s.rows[at][pairs[i]] = pairs[i+1]
		}
	}
}

func said(at, name string, value any) func(*sample) {
	return func(s *sample) { s.report[at].(map[string]any)[name] = value }
}

func replace(path, old, other string) func(map[string][]byte) {
	return func(f map[string][]byte) {
		after := strings.Replace(string(f[path]), old, other, 1)
		if after == string(f[path]) {
			panic("nothing is changed in " + path)
		}
		f[path] = []byte(after)
	}
}

const (
	dat1 = "VOL001/DATA/VOL001.dat"
	opt1 = "VOL001/DATA/VOL001.opt"
)

var corpus = []bad{
	{name: "no manifest", late: func(f map[string][]byte) { delete(f, listName) }, want: []string{FileUnlisted, ManifestForm}},
	{name: "manifest with CR LF", late: replace(listName, "\n", "\r\n"), want: []string{FileUnlisted, ManifestForm}},
	{name: "manifest out of order", late: func(f map[string][]byte) {
		lines := strings.SplitAfter(string(f[listName]), "\n")
		lines[0], lines[1] = lines[1], lines[0]
		f[listName] = []byte(strings.Join(lines, ""))
	}, want: []string{ManifestForm}},
	{name: "manifest with a line twice", late: func(f map[string][]byte) {
		line, _, _ := strings.Cut(string(f[listName]), "\n")
		f[listName] = append([]byte(line+"\n"), f[listName]...)
	}, want: []string{ManifestForm}},
	{name: "listed file gone", late: func(f map[string][]byte) { delete(f, "REPORT/report.pdf") }, want: []string{FileMissing}},
	{name: "file slipped in", late: func(f map[string][]byte) { f["VOL001/TEXT/A-0009.txt"] = []byte("x") }, want: []string{FileUnlisted, FileUnnamed, ReportCount}},
	{name: "file changed", late: func(f map[string][]byte) { f["REPORT/report.pdf"] = []byte("x") }, want: []string{FileHash}},
	{name: "native changed", late: func(f map[string][]byte) { f["VOL001/NATIVES/A-0003.txt"] = []byte("HELLO\n") }, want: []string{FileHash, LinkHash}},
	{name: "native changed and listed anew", edit: func(f map[string][]byte) { f["VOL001/NATIVES/A-0003.txt"] = []byte("HELLO\n") }, want: []string{LinkHash}},
	{name: "native grown", edit: func(f map[string][]byte) { f["VOL001/NATIVES/A-0003.txt"] = []byte("hello you\n") }, want: []string{LinkHash, LinkSize}},
	{name: "link out of the folder", disk: func(t *testing.T, dir string) {
		outside := filepath.Join(t.TempDir(), "x")
		if err := errors.Join(os.WriteFile(outside, []byte(hello), 0o600), os.Remove(filepath.Join(dir, "VOL001/NATIVES/A-0003.txt")),
			os.Symlink(outside, filepath.Join(dir, "VOL001/NATIVES/A-0003.txt"))); err != nil {
			t.Fatal(err)
		}
	}, want: []string{FileIrregular, FileMissing, LinkMissing, ReportCount}},
	{name: "names that Windows can't hold", edit: func(f map[string][]byte) { f["VOL001/TEXT/a?.txt"] = nil }, want: []string{FileName, FileUnnamed, ReportCount}},
	{name: "names that differ in capitals", edit: func(f map[string][]byte) { f["VOL001/TEXT/a-0001.txt"] = nil }, want: []string{FileName, FileUnnamed, ReportCount}},
	{name: "file in no place", edit: func(f map[string][]byte) { f["Thumbs.db"] = nil }, want: []string{FileUnnamed}},

	{name: "no report", late: func(f map[string][]byte) { delete(f, reportName) }, want: []string{BatesForm, FileMissing, OPTMismatch, ReportForm}},
	{name: "report of another kind", make: func(s *sample) { s.report["schema"] = "production/9" }, want: []string{ReportForm}},
	{name: "report complete with exceptions", make: func(s *sample) { s.report["complete"] = true }, want: []string{ReportForm}},
	{name: "report complete with attachments withheld", make: func(s *sample) {
		s.report["exceptions"], s.report["complete"] = []map[string]any{}, true
		s.report["counts"].(map[string]any)["attachments_withheld"] = 1
		s.rows[2]["EXCEPTION"] = "withheld"
	}, want: []string{ReportForm}},
	{name: "report counts no attachment as withheld", make: row(2, "EXCEPTION", "withheld"), want: []string{ReportCount}},
	{name: "report finds more", make: said("counts", "found", 4), want: []string{ReportCount}},
	{name: "report counts fewer pages", make: said("counts", "pages", 4), want: []string{ReportCount}},
	{name: "report ends earlier", make: said("bates", "last_number", 4), want: []string{ReportCount}},
	{name: "report has other volumes", make: func(s *sample) { s.report["volumes"] = s.report["volumes"].([]map[string]any)[:1] }, want: []string{ReportVolume}},
	{name: "report has another load file", make: func(s *sample) {
		s.report["volumes"].([]map[string]any)[0]["dat"] = map[string]any{"path": dat1, "sha256": hash("")}
	}, want: []string{ReportVolume}},
	{name: "log gone", edit: func(f map[string][]byte) { delete(f, redactionsName) }, want: []string{LogForm}},
	{name: "log with another header", edit: replace(substitutionsName, "bates", "Bates"), want: []string{LogForm}},
	{name: "log with fewer rows", edit: func(f map[string][]byte) {
		f[substitutionsName] = bytes.SplitAfterN(f[substitutionsName], []byte("\n"), 2)[0]
	}, want: []string{ReportCount}},
	{name: "sources gone", edit: func(f map[string][]byte) { delete(f, sourcesName) }, want: []string{SourceForm}},
	{name: "source twice", edit: replace(sourcesName, "tickets/9", "tickets/7"), want: []string{SourceForm}},
	{name: "source withheld and produced", edit: replace(sourcesName, `"fate":"produced","bates":"A-0005"`, `"fate":"withheld"`), want: []string{ReportCount, SourceDiffer}},
	{name: "source with another hash", edit: replace(sourcesName, hash("8"), hash("9")), want: []string{SourceDiffer}},
	{name: "custody entry of another", late: func(f map[string][]byte) { f[entryName] = []byte(`{"result":"x","ref":"case-0001"}`) }, want: []string{CustodyEntry}},

	{name: "load file gone", edit: func(f map[string][]byte) { delete(f, dat1) }, want: []string{DATForm, FileUnnamed, OPTMismatch, ReportCount, ReportVolume, SourceDiffer}},
	{name: "no BOM", edit: replace(dat1, "\ufeff", ""), want: []string{DATForm, FileUnnamed, OPTMismatch, ReportCount, ReportVolume, SourceDiffer}},
	{name: "line feeds alone", edit: replace(dat1, "a.txtþ", "a.txt\nþ"), want: []string{BatesGap, DATForm, Family, FileUnnamed, OPTMismatch, ReportCount, ReportVolume, RSMFTicket}},
	{name: "quote in a value", edit: replace(dat1, "a.txt", "aþ.txt"), want: []string{BatesGap, DATForm, Family, FileUnnamed, OPTMismatch, ReportCount, ReportVolume, RSMFTicket}},
	{name: "comma for column", edit: replace(dat1, "a.txtþ\x14", "a.txtþ,"), want: []string{BatesGap, DATForm, Family, FileUnnamed, OPTMismatch, ReportCount, ReportVolume, RSMFTicket}},
	{name: "Latin-1", edit: replace(dat1, "a.txt", "\xe9.txt"), want: []string{BatesGap, DATEncoding, Family, FileUnnamed, OPTMismatch, ReportCount, ReportVolume, RSMFTicket}},
	{name: "field by another name", edit: replace(dat1, "þTAGSþ", "þTAGþ"), want: []string{DATFields}},
	{name: "field twice", edit: replace(dat1, "þTAGSþ", "þTOþ"), want: []string{DATFields}},
	{name: "upper case hash", make: row(1, "SHA256HASH", strings.ToUpper(hash(hello))), want: []string{DATValue, LinkHash, RSMFTicket}},
	{name: "control character", make: row(1, "FILENAME", "a\u202etxt.exe"), want: []string{DATValue}},
	{name: "empty key", make: row(3, "TIMEZONE", ""), want: []string{DATValue}},
	{name: "other zone", make: row(3, "TIMEZONE", "Asia/Jerusalem"), want: []string{DATValue}},
	{name: "source not among sources", make: row(3, "ALLSOURCES", "tickets/88"), want: []string{DATValue}},
	{name: "ISO date", make: row(0, "DATESENT", "2025-03-04T05:06:07Z"), want: []string{DATDate}},
	{name: "European date", make: row(0, "DATESENT", "31/12/2025 05:06"), want: []string{DATDate}},
	{name: "date without its zero", make: row(0, "DATESENT", "3/4/2025 05:06"), want: []string{DATDate}},

	{name: "Bates with too few digits", make: row(3, "BEGBATES", "A-005", "DOCID", "A-0005"), want: []string{BatesForm, DATValue, OPTMismatch, ReportCount, ReportVolume}},
	{name: "Bates left out", make: func(s *sample) {
		s.rows[2]["BEGBATES"], s.rows[2]["ENDBATES"], s.rows[2]["DOCID"] = "A-0014", "A-0014", "A-0014"
	},
		want: []string{BatesGap, BatesRepeat, Family, FileUnnamed, LinkForm, OPTMismatch, ReportVolume}},
	{name: "Bates twice", make: row(1, "BEGBATES", "A-0002", "ENDBATES", "A-0002", "DOCID", "A-0002"),
		want: []string{BatesGap, BatesRepeat, Family, FileUnnamed, LinkForm}},
	{name: "pages and numbers", make: row(0, "PGCOUNT", "3"), want: []string{BatesRange, OPTMismatch, PDFPages}},
	{name: "attachment of another", make: row(2, "PARENTID", "A-0005"), want: []string{Family}},
	{name: "attachments uncounted", make: row(0, "ATTACHCOUNT", "1"), want: []string{Family}},
	{name: "attachments in another order", make: row(0, "ATTACHIDS", "A-0004;A-0003"), want: []string{Family}},
	{name: "range of the family", make: row(1, "ENDATTACH", "A-0003"), want: []string{Family}},
	{name: "attachment of another ticket", make: row(1, "TICKETID", "8"), want: []string{Family}},

	{name: "link with a slash", make: row(1, "NATIVELINK", "NATIVES/A-0003.txt"), want: []string{FileUnnamed, LinkForm}},
	{name: "link upwards", make: row(1, "NATIVELINK", `NATIVES\..\..\x`), want: []string{FileUnnamed, LinkForm}},
	{name: "link to nothing", make: row(1, "NATIVELINK", `NATIVES\A-0003.doc`), want: []string{FileUnnamed, LinkMissing}},
	{name: "no native and no reason", make: row(2, "EXCEPTION", ""), want: []string{LinkLacking}},
	{name: "no page", make: row(2, "PDFLINK", ""), want: []string{FileUnnamed, LinkLacking}},
	{name: "slice twice", make: row(0, "RSMFLINK", `RSMF\A-0001.001.rsmf;RSMF\A-0001.001.rsmf`), want: []string{LinkForm, LinkShared}},
	{name: "no slice", make: row(3, "RSMFLINK", ""), want: []string{FileUnnamed, LinkLacking}},

	{name: "OPT gone", edit: func(f map[string][]byte) { delete(f, opt1) }, want: []string{OPTForm}},
	{name: "OPT with a comma more", edit: replace(opt1, "Y,,,2", "Y,,,,2"), want: []string{OPTForm}},
	{name: "OPT in Hebrew", edit: replace(opt1, "VOL001", "כרך"), want: []string{OPTForm}},
	{name: "OPT without a page", edit: replace(opt1, "A-0002,VOL001,PDF\\A-0001.pdf,,,,\r\n", ""), want: []string{OPTMismatch}},
	{name: "OPT with a page more", edit: func(f map[string][]byte) { f[opt1] = append(f[opt1], "A-0009,VOL001,x,Y,,,1\r\n"...) }, want: []string{OPTMismatch}},
	{name: "OPT with another count", edit: replace(opt1, "Y,,,2", "Y,,,3"), want: []string{OPTMismatch}},

	{name: "text in Latin-1", make: func(s *sample) { s.files["VOL001/TEXT/A-0001.txt"] = []byte("\xe9") }, want: []string{TextEncoding}},
	{name: "text with a BOM", make: func(s *sample) { s.files["VOL001/TEXT/A-0001.txt"] = []byte("\ufeffx") }, want: []string{TextEncoding}},
	{name: "PDF cut", make: func(s *sample) {
		s.files["VOL002/PDF/A-0005.pdf"] = s.files["VOL002/PDF/A-0005.pdf"][:200]
	}, want: []string{PDFForm}},
	{name: "PDF with a page more", make: func(s *sample) { s.files["VOL002/PDF/A-0005.pdf"] = pdf("A-0005", "A-0006") }, want: []string{PDFPages}},
	{name: "page without its number", make: func(s *sample) { s.files["VOL001/PDF/A-0001.pdf"] = pdf("A-0001", "A-00021") }, want: []string{PDFBates}},
	{name: "pages changed about", make: func(s *sample) { s.files["VOL001/PDF/A-0001.pdf"] = pdf("A-0002", "A-0001") }, want: []string{PDFBates}},

	{name: "slice of another ticket", make: mailed(func(m *sampleMail) {
		m.manifest["eventcollectionid"], m.headers["X-RSMF-EventCollectionID"] = "glassix-d-8", "glassix-d-8"
	}), want: []string{RSMFTicket}},
	{name: "slice with a file that is withheld", make: row(1, "EXCEPTION", "attachment_withheld"), want: []string{RSMFTicket}},
	{name: "slice with a file of nobody's", make: mailed(func(m *sampleMail) { m.entries[0].content = "HELLO\n" }), want: []string{RSMFTicket}},
}

func mailed(change func(*sampleMail)) func(*sample) {
	return func(s *sample) { change(s.mail) }
}

func event(i int, name string, value any) func(*sample) {
	return mailed(func(m *sampleMail) { m.event(i)[name] = value })
}

func headed(name, value string) func(*sample) {
	return mailed(func(m *sampleMail) { m.headers[name] = value })
}

var rsmfCorpus = []bad{
	{name: "no mail", edit: func(f map[string][]byte) { f["VOL001/RSMF/A-0001.001.rsmf"] = []byte("\x00\x01") }, want: []string{RSMFMail, RSMFTicket}},
	{name: "one part", make: headed("Content-Type", "text/plain"), want: []string{RSMFMail}},
	{name: "zip by another name", make: mailed(func(m *sampleMail) { m.fileName = "RSMF.ZIP" }), want: []string{RSMFMail, RSMFZip}},
	{name: "zip in another coding", make: mailed(func(m *sampleMail) { m.coding = "quoted-printable" }), want: []string{RSMFMail, RSMFZip}},
	{name: "two attachments", make: mailed(func(m *sampleMail) {
		m.more = "--b_b\r\nContent-Disposition: attachment; filename=x\r\n\r\nx\r\n"
	}), want: []string{RSMFMail}},
	{name: "text in Latin-1", make: mailed(func(m *sampleMail) { m.text = "\xe9" }), want: []string{RSMFMail}},
	{name: "other version", make: headed("X-RSMF-Version", "1.0.0"), want: []string{RSMFHeader}},
	{name: "begins at another time", make: headed("X-RSMF-BeginDate", "2025-03-04T05:06:07Z"), want: []string{RSMFHeader}},
	{name: "other count of events", make: headed("X-RSMF-EventCount", "3"), want: []string{RSMFHeader}},
	{name: "other date", make: headed("Date", "Tue, 04 Mar 2025 05:06:08 +0000"), want: []string{RSMFHeader}},
	{name: "no subject", make: headed("Subject", ""), want: []string{RSMFHeader}},
	{name: "sender is nobody", make: headed("From", "<p3@x.invalid>"), want: []string{RSMFHeader}},
	{name: "no manifest", make: mailed(func(m *sampleMail) { m.raw = []byte("{") }), want: []string{RSMFManifest}},
	{name: "manifest with a BOM", make: mailed(func(m *sampleMail) { m.raw = []byte("\ufeff{}") }), want: []string{RSMFManifest}},
	{name: "key twice", make: mailed(func(m *sampleMail) {
		m.raw = []byte(`{"version":"2.0.0","version":"2.0.0","participants":[],"conversations":[],"events":[]}`)
	}), want: []string{RSMFClosure, RSMFHeader, RSMFManifest}},
	{name: "by the schema: no type", make: mailed(func(m *sampleMail) { delete(m.event(0), "type") }), want: []string{RSMFSchema}},
	{name: "by the schema: empty custom value", make: event(0, "custom", []any{map[string]any{"name": "x", "value": ""}}), want: []string{RSMFSchema}},
	{name: "by the schema: address", make: mailed(func(m *sampleMail) {
		m.manifest["participants"].([]any)[0].(map[string]any)["email"] = "no address"
	}), want: []string{RSMFSchema}},
	{name: "typo in a key", make: event(0, "read_reciepts", []any{}), want: []string{RSMFKey}},
	{name: "typo deeper down", make: event(1, "edits", []any{map[string]any{"participant": "P2", "old": "x"}}), want: []string{RSMFKey}},
	{name: "event twice", make: mailed(func(m *sampleMail) { m.event(1)["id"] = "E1"; delete(m.event(1), "parent") }), want: []string{RSMFID}},
	{name: "participant twice", make: mailed(func(m *sampleMail) {
		m.manifest["participants"] = append(m.manifest["participants"].([]any), map[string]any{"id": "P1"})
	}), want: []string{RSMFID}},
	{name: "event of nobody", make: event(0, "participant", "P9"), want: []string{RSMFReference}},
	{name: "event of no conversation", make: event(1, "conversation", "C9"), want: []string{RSMFReference}},
	{name: "answer to nothing", make: event(1, "parent", "E9"), want: []string{RSMFReference}},
	{name: "answer to itself", make: event(1, "parent", "E2"), want: []string{RSMFReference}},
	{name: "read by nobody", make: event(0, "read_receipts", []any{map[string]any{"participant": "P9"}}), want: []string{RSMFReference}},
	{name: "custodian elsewhere", make: mailed(func(m *sampleMail) {
		m.manifest["conversations"].([]any)[0].(map[string]any)["custodian"] = "P9"
	}), want: []string{RSMFReference}},
	{name: "file not in the zip", make: mailed(func(m *sampleMail) { m.entries = nil }), want: []string{RSMFClosure}},
	{name: "file that no event names", make: mailed(func(m *sampleMail) { delete(m.event(0), "attachments"); m.headers["X-RSMF-AttachmentCount"] = "0" }), want: []string{RSMFClosure}},
	{name: "other size", make: mailed(func(m *sampleMail) {
		m.event(0)["attachments"].([]any)[0].(map[string]any)["size"] = 7
	}), want: []string{RSMFSize}},
	{name: "time without an offset", make: mailed(func(m *sampleMail) {
		m.event(0)["timestamp"], m.headers["X-RSMF-BeginDate"] = "2025-03-04T05:06:07.5", "2025-03-04T05:06:07.5"
	}), want: []string{RSMFSchema, RSMFTime}},
	{name: "time with an offset", make: mailed(func(m *sampleMail) {
		m.event(0)["timestamp"], m.headers["X-RSMF-BeginDate"] = "2025-03-04T07:06:07.5+02:00", "2025-03-04T07:06:07.5+02:00"
	}), want: []string{RSMFTime}},
	{name: "no time", make: mailed(func(m *sampleMail) {
		delete(m.event(1), "timestamp")
		m.headers["X-RSMF-EndDate"] = "2025-03-04T05:06:07.5Z"
	}), want: []string{RSMFTime}},
	{name: "events out of order", make: mailed(func(m *sampleMail) {
		m.event(1)["timestamp"], m.headers["X-RSMF-EndDate"] = "2025-03-04T05:00:00Z", "2025-03-04T05:00:00Z"
	}), want: []string{RSMFOrder}},
	{name: "two days", make: mailed(func(m *sampleMail) {
		m.event(1)["timestamp"], m.headers["X-RSMF-EndDate"] = "2025-03-06T05:00:00Z", "2025-03-06T05:00:00Z"
	}), want: []string{RSMFLimit}},
	{name: "too many events", make: mailed(func(m *sampleMail) {
		list := m.manifest["events"].([]any)
		for range maxEvents {
			list = append(list, map[string]any{"type": "message", "conversation": "C1", "timestamp": "2025-03-04T05:07:00Z"})
		}
		m.manifest["events"], m.headers["X-RSMF-EventCount"] = list, "10002"
	}), want: []string{RSMFLimit}},
	{name: "entry in a folder", make: mailed(func(m *sampleMail) { m.entries[0].name = "a/0001.txt" }), want: []string{RSMFClosure, RSMFZip}},
	{name: "entry upwards", make: mailed(func(m *sampleMail) { m.entries = append(m.entries, sampleEntry{name: "../x"}) }), want: []string{RSMFZip}},
	{name: "entry twice", make: mailed(func(m *sampleMail) { m.entries = append(m.entries, sampleEntry{name: "0001.TXT"}) }), want: []string{RSMFZip}},
	{name: "entry that is a link", make: mailed(func(m *sampleMail) {
		m.entries = append(m.entries, sampleEntry{"x", "/etc/passwd", func(h *zip.FileHeader) { h.SetMode(fs.ModeSymlink) }})
	}), want: []string{RSMFZip}},
	{name: "entry encrypted", edit: func(f map[string][]byte) {}, make: mailed(func(m *sampleMail) {
		m.entries = append(m.entries, sampleEntry{"x", "", func(h *zip.FileHeader) { h.Flags |= 1 }})
	}), want: []string{RSMFZip}},
}

func TestCorpus(t *testing.T) {
	seen := map[string]bool{}
	for _, b := range slices.Concat(corpus, rsmfCorpus) {
		t.Run(b.name, func(t *testing.T) {
			s := newSample()
			if b.make != nil {
				b.make(s)
			}
			files := s.render()
			if b.edit != nil {
				b.edit(files)
			}
			seal(files)
			if b.late != nil {
				b.late(files)
			}
			dir := save(t, files)
			if b.disk != nil {
				b.disk(t, dir)
			}
			got, all := codes(t, dir)
			if !slices.Equal(got, slices.Sorted(slices.Values(b.want))) {
				t.Errorf("codes %q, want %q: %v", got, b.want, all)
			}
		})
		for _, code := range b.want {
			seen[code] = true
		}
	}
	for _, c := range Codes() {
		if !seen[c.Name] && c.Name != FileUnread {
			t.Errorf("no production of the corpus has %s", c.Name)
		}
	}
}

// Every code is explained, and none that there is not.
func TestDocumented(t *testing.T) {
	guide, err := os.ReadFile("../../docs/production-check.md")
	if err != nil {
		t.Fatal(err)
	}
	known := map[string]bool{}
	for _, c := range Codes() {
		known[c.Name] = true
		if !strings.Contains(string(guide), "| `"+c.Name+"` | "+c.Means+" |") {
			t.Errorf("docs/production-check.md does not have: | `%s` | %s |", c.Name, c.Means)
		}
	}
	if n := strings.Count(string(guide), "\n| `"); n != len(known) {
		t.Errorf("docs/production-check.md explains %d codes, there are %d", n, len(known))
	}
}

func TestNoFolder(t *testing.T) {
	if _, err := Folder(t.Context(), filepath.Join(t.TempDir(), "none"), Options{}); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("%v", err)
	}
}

// However much is wrong, what is named is bounded, and all of it is counted.
func TestManyProblems(t *testing.T) {
	files := newSample().render()
	seal(files)
	files[listName] = append(files[listName], bytes.Repeat([]byte("x\n"), MaxProblems+5)...)
	r, err := Folder(t.Context(), save(t, files), Options{})
	if err != nil {
		t.Fatal(err)
	}
	if len(r.Problems) != MaxProblems || r.Found != MaxProblems+5 || !maps.Equal(r.ByCode, map[string]int{ManifestForm: MaxProblems + 5}) {
		t.Errorf("%d of %d problems, %v", len(r.Problems), r.Found, r.ByCode)
	}
}
